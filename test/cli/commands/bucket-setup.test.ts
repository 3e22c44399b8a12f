import { describe, expect, it } from 'vitest'
import { missingNotifications } from '../../../lambda/health/notification.ts'
import { fakeCli } from '../fake-context.ts'

interface Rule {
  QueueArn: string
  Events: string[]
  Filter: { Key: { FilterRules: { Name: string; Value: string }[] } }
}

describe('registry-index bucket-setup', () => {
  it('prints rules by which the index hears of all that it needs', async () => {
    const cli = fakeCli({ layouts: ['distribution', 'docker-v1'] })
    expect(await cli.run('bucket-setup', '--json')).toBe(0)
    const { notification } = JSON.parse(cli.out.join('\n'))
    const rules = notification.QueueConfigurations.map(({ QueueArn, Events, Filter }: Rule) => {
      const filter = (name: string) => Filter.Key.FilterRules.find(({ Name }) => Name === name)?.Value ?? ''
      return { destination: QueueArn, events: Events, prefix: filter('prefix'), suffix: filter('suffix') }
    })
    const destination = 'arn:aws:sqs:eu-west-1:123456789012:index'
    const expected = { mode: 'none', destination, layouts: cli.system.layouts.all } as const
    expect(missingNotifications({ rules, hasEventBridge: false }, expected)).toEqual([])
    expect(missingNotifications({ rules: rules.slice(1), hasEventBridge: false }, expected)).not.toEqual([])
  })

  it('prints policies that let the roles read what the layouts read, and write nothing', async () => {
    const cli = fakeCli()
    await cli.run('bucket-setup', '--json')
    const { bucketPolicy, keyPolicy } = JSON.parse(cli.out.join('\n'))
    const AWS = ['arn:aws:iam::123456789012:role/indexer', 'arn:aws:iam::123456789012:role/backfill']
    const allowed = { Effect: 'Allow', Principal: { AWS } }
    expect(bucketPolicy).toEqual([
      {
        Sid: 'RegistryIndexReads',
        ...allowed,
        Action: 's3:GetObject',
        Resource: ['repositories', 'blobs'].map((of) => `arn:aws:s3:::registry/sub/docker/registry/v2/${of}/*`),
      },
      {
        Sid: 'RegistryIndexLists',
        ...allowed,
        Action: ['s3:ListBucket', 's3:GetBucketNotification'],
        Resource: 'arn:aws:s3:::registry',
      },
    ])
    expect(keyPolicy).toEqual({ Sid: 'RegistryIndexDecrypts', ...allowed, Action: 'kms:Decrypt', Resource: '*' })
  })

  it('prints them for people as commands, Terraform and statements', async () => {
    const cli = fakeCli()
    await cli.run('bucket-setup')
    const text = cli.out.join('\n')
    expect(text).toContain('put-bucket-notification-configuration --bucket registry ')
    expect(text).toContain('    filter_suffix = "/current/link"')
    expect(text).toContain('"RegistryIndexDecrypts"')
  })
})

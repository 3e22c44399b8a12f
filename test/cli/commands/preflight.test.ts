import { describe, expect, it } from 'vitest'
import { preflightPolicy } from '../../../cli/preflight/rights.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { fakePreflightAws } from '../../fakes/preflight-aws.ts'
import { registryWriter } from '../../fakes/registry.ts'
import { fakeCli } from '../fake-context.ts'

const filled = (root = 'team/hub', options = {}) => {
  const cli = fakeCli(options)
  const fake = fakePreflightAws()
  cli.preflights.push(fake.aws)
  registryWriter(distribution(root), (key, body) => fake.put(key, body)).push('redis', 'v1', {})
  return Object.assign(cli, { fake })
}

describe('registry-index preflight', () => {
  it('prints a line for each finding, its fix below, and the command at the end', async () => {
    const cli = filled('team/hub', { isTerminal: true })
    cli.fake.world.concurrency = { total: 10, unreserved: 10 }
    expect(await cli.run('preflight', 'registry')).toBe(0)
    expect(cli.out[0]).toBe('ok       credentials    arn:aws:iam::111122223333:user/admin in the account 111122223333')
    const at = cli.out.findIndex((line) => line.startsWith('warning  concurrency    the account may run 10 functions'))
    expect(cli.out[at + 1]).toMatch(/^ {24}fix: ask for more in Service Quotas/)
    expect(cli.out.slice(-5)).toEqual([
      '',
      'repositories, such as redis',
      '',
      'ready to deploy',
      '  AWS_REGION=eu-central-1 npx cdk deploy -c bucket=registry -c rootdirectory=/team/hub',
    ])
    expect(cli.shown).toEqual([
      'looking for registries',
      'looking at the bucket and the account',
      'counting the tags below team/hub/docker/registry/v2/repositories/',
      '',
    ])
    expect(cli.notes).toEqual([])
  })

  it('prints JSON with the same, and fails if there is something to mend', async () => {
    const cli = filled()
    cli.fake.world.configuredRegion = undefined
    expect(await cli.run('preflight', '--json', 'registry')).toBe(1)
    const report = JSON.parse(cli.out.join('\n'))
    expect(report).toMatchObject({
      bucket: 'registry',
      region: 'eu-central-1',
      command: 'preflight',
      exitStatus: 1,
      deploy: expect.stringMatching(/^AWS_REGION=eu-central-1 npx cdk deploy -c bucket=registry/),
      settings: { bucket: 'registry', rootdirectory: '/team/hub' },
      firstLoad: { tags: 1, isExact: true, pricesAsOf: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    })
    expect(report.findings.filter(({ level }: { level: string }) => level === 'error')).toEqual([
      { check: 'region', level: 'error', message: expect.any(String), fix: expect.stringContaining('AWS_REGION=') },
    ])
  })

  it('looks at the tables that cdk deploy would make by the environment of 2015, and names them in the command', async () => {
    const env = { DYNAMODB_DATABASE: 'hub', DYNAMODB_REPOSITORY_TABLE: 'names', DYNAMODB_VERSION_TABLE: '' }
    const cli = filled()
    Object.assign(cli.env, env)
    expect(await cli.run('preflight', 'registry')).toBe(0)
    expect(cli.out.join('\n')).toMatch(/the names names, hub-tag, hub-search, hub-version are free/)
    expect(cli.out.at(-1)).toMatch(/ -c database=hub -c repository_table=names$/)
    const other = filled()
    Object.assign(other.env, env)
    await other.run('preflight', '--database', 'mine', 'registry')
    expect(other.out.at(-1)).toMatch(/ -c database=mine -c repository_table=names$/)
  })

  it('refuses a table of the environment that has no name of a table', async () => {
    const cli = filled()
    Object.assign(cli.env, { DYNAMODB_VERSION_TABLE: 'a;b' })
    expect(await cli.run('preflight', 'registry')).toBe(2)
    expect(cli.notes.join()).toContain('DYNAMODB_VERSION_TABLE is "a;b"')
  })

  it('shows what others wrote so that a terminal does not obey it', async () => {
    const cli = filled()
    const arn = 'arn:aws:sqs:eu-central-1:111122223333:x\u009b2J'
    cli.fake.world.rules.push({
      id: '\u001b[2J\u202eevil\n',
      service: 'sqs',
      arn,
      events: ['s3:ObjectCreated:*'],
      prefix: '',
      suffix: '',
    })
    expect(await cli.run('preflight', 'registry')).toBe(1)
    const text = cli.out.join('\n')
    expect(text).toContain('\\u{1b}[2J\\u{202e}evil\\u{a}')
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
    expect(cli.out.at(-2)).toBe('2 findings to mend first')
    cli.out.length = 0
    await cli.run('preflight', 'registry', '--json')
    const json = cli.out.join('\n')
    expect(json.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
    expect(
      JSON.parse(json)
        .findings.map(({ message }: { message: string }) => message)
        .join(),
    ).toContain('\u001b[2J\u202eevil\n')
  })

  it('takes roots, the stack and the database by options', async () => {
    const cli = filled()
    cli.fake.put(distribution('hub').tagKey({ repository: 'other', tag: 'v1' }), 'x')
    const options = ['--rootdirectory', '/hub/', '--stack', 'second', '--database', 'hub', '--lists', '10']
    await cli.run('preflight', 'registry', ...options)
    expect(cli.out.at(-1)).toBe(
      '  AWS_REGION=eu-central-1 npx cdk deploy -c bucket=registry -c rootdirectory=/hub -c stack=second -c database=hub',
    )
  })

  it('takes the name of another stack for the tables, as the stack does', async () => {
    const cli = filled('')
    cli.fake.world.tables.set('docker-registry-tag', { keys: ['any'], indexes: [] })
    expect(await cli.run('preflight', 'registry', '--stack', 'second')).toBe(0)
    expect(cli.out.at(-1)).toBe('  AWS_REGION=eu-central-1 npx cdk deploy -c bucket=registry -c stack=second')
  })

  it.each([
    [[], 'preflight: BUCKET is missing: the name of the S3 bucket that the registry writes'],
    [['a', 'b'], 'preflight: "b" is one argument too many; give one BUCKET'],
    [['a', '--bucket-account', '12'], '--bucket-account is "12"; it must be the 12 digits of an AWS account'],
    [['a', '--database', 'a b'], '--database is "a b"; it must be 1 to 244 of A-Z a-z 0-9 . _ -'],
    [['a', '--stack', '1'], '--stack is "1"; it must be 1 to 128 of A-Z a-z 0-9 -, starting with a letter'],
    [['a', '--lists', '1'], '--lists is "1"; it must be a whole number from 2 to 999999999'],
    [['a', '--rootdirectory', 'a b'], '--rootdirectory is "a b"; it must be of A-Z a-z 0-9 . _ / -'],
    [['a', '--storage-path', '*'], '--storage-path is "*"; it must be of A-Z a-z 0-9 . _ / -'],
  ])('rejects %j as an invalid command line', async (argv, message) => {
    const cli = filled()
    expect(await cli.run('preflight', ...argv)).toBe(2)
    expect(cli.notes).toEqual([`registry-index: ${message}`])
    expect(cli.fake.calls).toEqual([])
  })

  it('prints the rights that it needs, and asks nothing', async () => {
    const cli = filled()
    expect(await cli.run('preflight', 'my-bucket', '--policy')).toBe(0)
    expect(JSON.parse(cli.out.join('\n'))).toEqual(preflightPolicy('my-bucket'))
    expect(cli.fake.calls).toEqual([])
  })

  it('names its argument in the help', async () => {
    const cli = filled()
    await cli.run('preflight', '--help')
    expect(cli.out.join('\n')).toMatch(
      /^registry-index preflight BUCKET \[options\]\n[\s\S]*\n {2}BUCKET {2,}name of the S3 bucket/,
    )
  })
})

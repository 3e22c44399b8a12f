// Preflight's AWS, with the answers of services as AWS documents them, below the SDK.

import { globSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { preflightAws } from '../../../cli/preflight/aws/preflight-aws.ts'
import { preflight } from '../../../cli/preflight/preflight.ts'
import { preflightPolicy, RIGHTS } from '../../../cli/preflight/rights.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** Returns preflight's AWS, whose every request gets this answer. */
const answering = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  region = 'us-east-1',
) => {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const { port } = server.address() as AddressInfo
  return preflightAws({}, { endpoint: `http://127.0.0.1:${port}`, credentials, region })
}

const INTENT = {
  bucket: 'registry',
  stack: 'registry-index',
  database: 'docker-registry',
  roots: new Map(),
  maxLists: 2,
}
const status = (code: number, headers = {}) => answering((_, response) => response.writeHead(code, headers).end())

describe('where a bucket is', () => {
  it.each([
    [200, 'eu-west-1', { region: 'eu-west-1', access: 'allowed' }],
    // Asked in another region, S3 redirects, or refuses the signature; both say where the bucket is.
    [301, 'eu-west-1', { region: 'eu-west-1', access: 'allowed' }],
    [400, 'eu-west-1', { region: 'eu-west-1', access: 'allowed' }],
    [403, 'eu-west-1', { region: 'eu-west-1', access: 'denied' }],
    [403, undefined, { region: undefined, access: 'denied' }],
    [404, undefined, { region: undefined, access: 'absent' }],
  ])('is read of an answer with status %i and region %s', async (code, region, place) => {
    const aws = await status(code, region === undefined ? {} : { 'x-amz-bucket-region': region })
    expect(await aws.placeOf('registry')).toEqual(place)
  })

  it('is not known with credentials that have expired, to which S3 says 400 and nothing else', async () => {
    await expect((await status(400)).placeOf('registry')).rejects.toMatchObject({ kind: 'credentials' })
  })

  it('is not known without credentials: one finding, no stack trace', async () => {
    const failing = () => Promise.reject(Object.assign(new Error('no'), { name: 'CredentialsProviderError' }))
    const aws = preflightAws({}, { endpoint: 'http://127.0.0.1:1', credentials: failing as never, region: 'us-east-1' })
    const { findings, isReady } = await preflight(aws, INTENT)
    expect(findings).toEqual([
      {
        check: 'credentials',
        level: 'error',
        message: expect.stringContaining('no AWS credentials were found'),
        fix: 'sign in, or choose other credentials with AWS_PROFILE',
      },
    ])
    expect(isReady).toBe(false)
  })

  it('is not known without a network', async () => {
    const aws = preflightAws({}, { endpoint: 'http://127.0.0.1:1', credentials, region: 'us-east-1' })
    const { findings } = await preflight(aws, INTENT)
    expect(findings).toEqual([
      expect.objectContaining({
        check: 'bucket',
        level: 'unknown',
        message: expect.stringContaining("can't connect to"),
      }),
    ])
  })
})

describe('an answer of AWS', () => {
  const xml = (code: string, message: string) =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`
  const s3 = async (statusCode: number, code: string, message: string) => {
    const aws = await answering((_, response) => response.writeHead(statusCode).end(xml(code, message)))
    return aws.in('eu-west-1')
  }

  it('that denies names the right, and who is denied', async () => {
    const aws = await s3(
      403,
      'AccessDenied',
      'User: arn:aws:iam::1:user/me is not authorized to perform: s3:GetBucketPolicy with an explicit deny',
    )
    await expect(aws.policy('registry')).rejects.toMatchObject({
      kind: 'denied',
      right: 's3:GetBucketPolicy',
      message:
        'AWS denies s3:GetBucketPolicy (User: arn:aws:iam::1:user/me is not authorized to perform: s3:GetBucketPolicy with an explicit deny)',
    })
  })

  it('that denies and says no more still names the right', async () => {
    const aws = await s3(403, 'AccessDenied', 'Access Denied')
    await expect(aws.notifications('registry')).rejects.toMatchObject({
      kind: 'denied',
      message: 'AWS denies s3:GetBucketNotification',
    })
  })

  it.each([
    ['NoSuchBucketPolicy', 'policy'],
    ['ServerSideEncryptionConfigurationNotFoundError', 'encryption'],
  ] as const)('%s means that there is none', async (code, method) => {
    expect(await (await s3(404, code, 'none'))[method]('registry')).toBeUndefined()
  })

  it('that an object is archived, or its key is disabled, keeps its code', async () => {
    for (const code of ['InvalidObjectState', 'KMS.DisabledException']) {
      const aws = await s3(400, code, 'no')
      await expect(aws.read('registry', 'key', 10)).rejects.toMatchObject({ kind: 'other', code })
    }
  })

  it('that a token has expired is one of credentials', async () => {
    const aws = await s3(400, 'ExpiredToken', 'The provided token has expired.')
    await expect(aws.policy('registry')).rejects.toMatchObject({ kind: 'credentials' })
  })
})

describe('the region that cdk deploy would take', () => {
  it.each([
    [{ AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, 'a'],
    [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'b' }, 'b'],
    [{ AMAZON_REGION: 'c' }, 'c'],
  ])('is that of %j', async (env, region) => {
    expect(await preflightAws(env).configuredRegion()).toBe(region)
  })
})

describe('rights', () => {
  const sources = globSync('cli/preflight/aws/*.ts', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  )

  it('are known of every request that is made, and of no other', () => {
    const made = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name))
    expect(new Set(made)).toEqual(new Set(Object.keys(RIGHTS)))
  })

  it('are named as the request is', () => {
    const asked = sources.flatMap((source) =>
      [...source.matchAll(/(?:ask|askFor|callError)\(\s*'(\w+)'/g)].map(([, name]) => name),
    )
    expect(new Set(asked)).toEqual(new Set(Object.keys(RIGHTS)))
  })

  it('only read', () => {
    for (const right of Object.values(RIGHTS))
      if (right !== undefined) expect(right).toMatch(/:(Get|List|Describe|Simulate)/)
  })

  it('stand in the docs, as an IAM policy', () => {
    const docs = readFileSync(join(ROOT, 'docs', 'adopting.md'), 'utf8')
    const [, policy = ''] = /```json\n(\{\n[\s\S]*?\n\})\n```/.exec(docs) ?? []
    expect(JSON.parse(policy)).toEqual(preflightPolicy('my-registry-bucket'))
  })
})

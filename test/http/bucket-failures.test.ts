// What is answered where S3 fails: what passes is to be asked again, what does not is for whoever runs the index.

import { beforeEach, describe, expect, it } from 'vitest'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { clientConfig } from '../engine/wire.ts'
import { request } from '../fakes/http.ts'
import { shownSystem } from '../fakes/shown.ts'

/** Answers of S3: status and code. An error without a status is one of the network. */
const PASSING: [status: number | undefined, code: string][] = [
  [503, 'SlowDown'],
  [503, 'ServiceUnavailable'],
  [500, 'InternalError'],
  [400, 'RequestTimeout'],
  [400, 'ExpiredToken'],
  [400, 'ThrottlingException'],
  [429, 'TooManyRequestsException'],
  [502, 'SomethingNew'],
  [undefined, 'TimeoutError'],
]
const REFUSED: [status: number, code: string][] = [
  [403, 'AccessDenied'],
  [404, 'NoSuchBucket'],
  [403, 'InvalidObjectState'],
  [403, 'AllAccessDisabled'],
  [400, 'KMS.DisabledException'],
  [301, 'PermanentRedirect'],
  [400, 'SomethingNew'],
]

let shown: Awaited<ReturnType<typeof shownSystem>>
let logged: unknown[][]
let warned: unknown[][]
beforeEach(async () => {
  shown = await shownSystem()
  logged = []
  warned = []
})

/** S3's client at an S3 that answers everything so. */
const failing = (status: number | undefined, code: string): RegistryBucket => {
  const config = clientConfig(async () => {
    if (status === undefined) throw Object.assign(new Error('no answer'), { name: code })
    const body = Buffer.from(`<Error><Code>${code}</Code><Message>secret detail</Message></Error>`)
    return { statusCode: status, headers: { 'content-type': 'application/xml' }, body }
  })
  return s3Bucket(s3Client({ ...config, maxAttempts: 1 }), 'secret-bucket')
}

const get = (path: string, bucket: RegistryBucket) => {
  const { system } = shown
  return request({ ...system, bucket: { ...system.bucket, bucket } }, path, { logged, warned })
}
const paths = () => ({
  'the history of a tag': '/api/repositories/team/app/tags/latest/history',
  'a manifest': `/api/repositories/team/app/manifests/${shown.digest}`,
  'a manifest on the page': `/r/team/app@${shown.untagged}`,
})
const ASKED = ['the history of a tag', 'a manifest', 'a manifest on the page'] as const

describe.each(ASKED)('%s', (asked) => {
  it.each(PASSING)('is to be asked again where S3 answers %s %s', async (status, code) => {
    const answer = await get(paths()[asked], failing(status, code))
    const text = await answer.text()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(text).toMatch(`read just now (${code}); try again`)
    expect(text).not.toMatch(/secret/)
    expect([logged.length, warned.length]).toEqual([0, 1])
    expect(warned[0]).toEqual(['S3 failed', { path: paths()[asked], error: expect.any(BucketError) }])
  })

  it.each(REFUSED)('is refused, which the log explains, where S3 answers %s %s', async (status, code) => {
    const answer = await get(paths()[asked], failing(status, code))
    const text = await answer.text()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, null])
    expect(text).toMatch(`S3 refuses to let the index read this in the registry bucket (${code})`)
    expect(text).not.toMatch(/secret/)
    expect([logged.length, warned.length]).toEqual([1, 0])
    expect(logged[0]?.[1]).toMatchObject({ path: paths()[asked], error: expect.any(BucketError) })
  })

  it('names in the log the right that the function lacks', async () => {
    await get(paths()[asked], failing(403, 'AccessDenied'))
    const [, { error }] = logged[0] as [string, { error: BucketError }]
    expect(error.message).toMatch(
      /s3:\/\/secret-bucket\/.*: AccessDenied; the function needs s3:GetObject and s3:ListBucket/,
    )
  })
})

it('a failure is told in the form of the protocol', async () => {
  const { history, page } = { history: paths()['the history of a tag'], page: paths()['a manifest on the page'] }
  const api = await get(history, failing(403, 'AccessDenied'))
  expect(api.headers.get('content-type')).toBe('application/problem+json')
  expect(await api.json()).toMatchObject({ status: 502, title: 'Bad Gateway' })
  const html = await get(page, failing(403, 'AccessDenied'))
  expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await html.text()).toContain('The registry’s bucket can’t be read')
})

it('a tag is shown without what only the bucket tells', async () => {
  for (const bucket of [failing(503, 'SlowDown'), failing(403, 'AccessDenied')]) {
    const answer = await get('/r/team/app:latest', bucket)
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toMatch(/What it pointed to/)
  }
})

// What the adapter does where S3's answer breaks off after its headers, over a real connection.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { failureKind } from '../../lambda/indexing/failure.ts'

type Answer = (response: ServerResponse) => void

const headers = (body: string, etag: string) => ({
  'content-length': Buffer.byteLength(body),
  'last-modified': 'Tue, 24 Nov 2026 12:00:00 GMT',
  etag: `"${etag}"`,
})
const whole =
  (body: string, etag: string): Answer =>
  (response) =>
    response.writeHead(200, headers(body, etag)).end(body)
const brokenOff =
  (body: string, etag: string): Answer =>
  (response) => {
    response.writeHead(200, headers(body, etag))
    response.write(body.slice(0, 3), () => response.destroy())
  }
const missing: Answer = (response) =>
  response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>')

const closes: (() => unknown)[] = []
afterEach(() => {
  for (const close of closes.splice(0)) close()
})

/** Serves the answers one after the other, and the last of them again and again. */
const serve = async (...answers: Answer[]) => {
  let requests = 0
  const server = createServer((_, response) => answers[Math.min(requests++, answers.length - 1)]?.(response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closes.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  const client = s3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  })
  return { bucket: s3Bucket(client, 'registry'), requests: () => requests }
}

it('reads an object anew whose body broke off, and tells of the one that it has read', async () => {
  const { bucket, requests } = await serve(
    brokenOff('{"old":1}', 'old'),
    brokenOff('{"old":1}', 'old'),
    whole('{}', 'new'),
  )
  const { body, ...read } = (await bucket.get('key', 100)) ?? {}
  expect(Buffer.from(body ?? []).toString()).toBe('{}')
  expect(read).toEqual({ etag: 'new', lastModified: '2026-11-24T12:00:00Z', size: 2 })
  expect(requests()).toBe(3)
})

it('gives up after three bodies that broke off, which is an outage', async () => {
  const { bucket, requests } = await serve(brokenOff('{"old":1}', 'old'))
  const error = await bucket.get('key', 100).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'BucketError', message: expect.stringContaining("can't read s3://registry/key") })
  expect(failureKind(error)).toBe('outage')
  expect(requests()).toBe(3)
})

it('finds nothing where the object was deleted after its body broke off', async () => {
  const { bucket, requests } = await serve(brokenOff('{"old":1}', 'old'), missing)
  expect(await bucket.get('key', 100)).toBeUndefined()
  expect(requests()).toBe(2)
})

it('asks once for an object that is larger than wanted', async () => {
  const { bucket, requests } = await serve(brokenOff('{"old":1}', 'old'))
  expect(await bucket.get('key', 3)).toEqual({ etag: 'old', lastModified: '2026-11-24T12:00:00Z', size: 9 })
  expect(requests()).toBe(1)
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3Client } from '../../local/clients.ts'
import { type Emulator, startEmulator } from '../../local/emulator.ts'
import { writeEmulatorObjects } from '../../local/emulator-objects.ts'
import { PATHS } from '../../local/paths.ts'
import { freePort } from '../../local/port-numbers.ts'

const OBJECTS = ['a/one/link', 'a/two+three/_x/data', 'b'].map((key, at) => ({
  key,
  body: Buffer.from(`content of ${key}`),
  lastModified: new Date(Date.parse('2024-12-24T18:00:00Z') + at * 86_400_000),
}))

describe('objects in the folder of a local AWS that then starts', () => {
  let dir: string
  let emulator: Emulator
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'registry-index-objects-'))
    await writeEmulatorObjects(dir, 'dated', OBJECTS)
    emulator = await startEmulator({ venv: PATHS.venv, dir, port: await freePort() })
  })
  afterAll(async () => {
    await emulator?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('are in a bucket, with their times, sizes and entity tags', async () => {
    const s3 = s3Client(emulator.endpoint)
    await s3.send(new HeadBucketCommand({ Bucket: 'dated' }))
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'dated' }))
    const read = await Promise.all(
      OBJECTS.map(({ key }) => s3.send(new GetObjectCommand({ Bucket: 'dated', Key: key }))),
    )
    const bodies = await Promise.all(read.map(({ Body }) => Body?.transformToString()))
    expect(bodies).toEqual(OBJECTS.map(({ body }) => body.toString()))
    expect(read.map(({ LastModified }) => LastModified)).toEqual(OBJECTS.map(({ lastModified }) => lastModified))
    expect(Contents?.map(({ Key, Size, LastModified, ETag }) => [Key, Size, LastModified, ETag])).toEqual(
      OBJECTS.map(({ key, body, lastModified }, at) => [key, body.length, lastModified, read[at]?.ETag]),
    )
  })

  it('have the entity tags that the same content gets by a request', async () => {
    const s3 = s3Client(emulator.endpoint)
    const [{ body } = { body: Buffer.alloc(0) }] = OBJECTS
    const written = await s3.send(new PutObjectCommand({ Bucket: 'dated', Key: 'c', Body: body }))
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'dated', Prefix: 'a/one' }))
    expect(Contents?.[0]?.ETag).toBe(written.ETag)
  })
})

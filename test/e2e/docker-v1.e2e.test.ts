// Tests a registry v1 and a registry v2 in one bucket. A fake writes the objects of the registry v1 key by key, in the
// order in which docker-registry wrote them, because that program can no longer be run.

import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BucketEvent, imageId, v1Registry } from '../fakes/docker-v1.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { BUCKET, deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { missingPrograms, skipLoudly } from './programs.ts'

const remedy = 'Debian: apt-get install docker-registry'
const skipped = skipLoudly('the test of a registry v1', missingPrograms(['docker-registry']), remedy)

const BASE_LAYER = imageId('base')
const OWN_LAYER = imageId('own')

describe.skipIf(skipped)('the index of a registry v1', () => {
  let world: World
  let url: string
  const mirror = memoryBucket()
  const v1 = v1Registry('old', mirror)

  // Performs in S3 the requests that the registry sends to its bucket.
  const perform = async (events: Iterable<BucketEvent>) => {
    for (const { key, removed } of events) {
      const object = { Bucket: BUCKET, Key: key }
      if (removed) await world.s3.send(new DeleteObjectCommand(object))
      else {
        const { body = Buffer.alloc(0) } = (await mirror.bucket.get(key, 1e6)) ?? {}
        await world.s3.send(new PutObjectCommand({ ...object, Body: body }))
      }
    }
  }
  const get = async (path: string) => {
    const answer = await fetch(`${url}${path}`)
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const found = async (term: string) =>
    ((await get(`/v1/search?q=${term}`)).body['results'] as { name: string; description: string }[]).map(
      ({ name, description }) => `${name}: ${description}`,
    )

  beforeAll(async () => {
    world = await startWorld()
    await perform(v1.push('team/legacy', 'latest', [{ id: BASE_LAYER, comment: 'Kept since 2014' }]))
    const { outputs, totals } = await deployStack(world, { auth: 'none', layout: 'both', storage_path: '/old' })
    expect(totals).toMatchObject({ repositories: 1, tags: 1, problems: 0 })
    const door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    url = door.url
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('has what the backfill loaded', async () => {
    expect(await found('legacy')).toEqual(['team/legacy: Kept since 2014'])
    expect(await get('/v1/repositories/team/legacy/tags')).toEqual({ status: 200, body: { latest: BASE_LAYER } })
    expect((await get('/v2/_catalog')).body).toEqual({ repositories: [] })
  })

  it('has an image soon after its push', async () => {
    const labels = { 'org.opencontainers.image.description': 'Swiss army knife' }
    await perform(v1.push('busybox', '1.0', [{ id: BASE_LAYER }, { id: OWN_LAYER, labels, size: 7 }]))
    await eventually(async () => {
      expect(await found('busybox')).toEqual(['library/busybox: Swiss army knife'])
    })
    expect((await get('/v1/repositories/busybox/tags')).body).toEqual({ '1.0': OWN_LAYER })
    expect((await get('/api/repositories/library/busybox/tags/1.0')).body).toMatchObject({
      layout: 'docker-v1',
      digest: OWN_LAYER,
      size: 107,
      platforms: ['linux/amd64'],
      layers: [
        { digest: BASE_LAYER, size: 100 },
        { digest: OWN_LAYER, size: 7 },
      ],
    })
  })

  it('hides a private repository from unauthenticated callers until it is public again', async () => {
    await perform(v1.setPrivate('team/legacy', true))
    await eventually(async () => {
      expect(await found('legacy')).toEqual([])
    })
    expect((await get('/v1/repositories/team/legacy/tags')).status).toBe(404)
    await perform(v1.setPrivate('team/legacy', false))
    await eventually(async () => {
      expect(await found('legacy')).toHaveLength(1)
    })
  })

  it('loses a repository that is removed from the registry', async () => {
    await perform(v1.removeRepository('busybox'))
    await eventually(async () => {
      expect(await found('busybox')).toEqual([])
    })
    expect((await get('/v1/repositories/busybox/tags')).status).toBe(404)
  })
})

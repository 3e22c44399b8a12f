// A registry v1 beside a registry v2, on one bucket: written key by key as that registry did it, for nobody can run one.

import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BucketEvent, imageId, v1Registry } from '../fakes/docker-v1.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { BUCKET, deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { missingPrograms, skipLoudly } from './programs.ts'

const remedy = 'Debian: apt-get install docker-registry'
const skipped = skipLoudly('the test of a registry v1', missingPrograms(['docker-registry']), remedy)

/** The promise: found this soon. Milliseconds. */
const SOON = 10_000
const BASE = imageId('base')
const OWN = imageId('own')

describe.skipIf(skipped)('a registry v1', () => {
  let world: World
  let url: string
  const mirror = memoryBucket()
  const v1 = v1Registry('old', mirror)

  // What the registry does to its bucket, request by request.
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
    await perform(v1.push('team/legacy', 'latest', [{ id: BASE, comment: 'Kept since 2014' }]))
    const { outputs, totals } = await deployStack(world, { auth: 'none', layout: 'both', storage_path: '/old' })
    expect(totals).toMatchObject({ repositories: 1, tags: 1, problems: 0 })
    const door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    url = door.url
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('is loaded as it was found', async () => {
    expect(await found('legacy')).toEqual(['team/legacy: Kept since 2014'])
    expect(await get('/v1/repositories/team/legacy/tags')).toEqual({ status: 200, body: { latest: BASE } })
    expect((await get('/v2/_catalog')).body).toEqual({ repositories: [] })
  })

  it('is indexed push by push', async () => {
    const labels = { 'org.opencontainers.image.description': 'Swiss army knife' }
    await perform(v1.push('busybox', '1.0', [{ id: BASE }, { id: OWN, labels, size: 7 }]))
    await eventually(SOON, async () => {
      expect(await found('busybox')).toEqual(['library/busybox: Swiss army knife'])
    })
    expect((await get('/v1/repositories/busybox/tags')).body).toEqual({ '1.0': OWN })
    expect((await get('/api/repositories/library/busybox/tags/1.0')).body).toMatchObject({
      layout: 'docker-v1',
      digest: OWN,
      size: 107,
      platforms: ['linux/amd64'],
      layers: [
        { digest: BASE, size: 100 },
        { digest: OWN, size: 7 },
      ],
    })
  })

  it('hides what is private from all, for nobody signs in, until it is public again', async () => {
    await perform(v1.setPrivate('team/legacy', true))
    await eventually(SOON, async () => {
      expect(await found('legacy')).toEqual([])
    })
    expect((await get('/v1/repositories/team/legacy/tags')).status).toBe(404)
    await perform(v1.setPrivate('team/legacy', false))
    await eventually(SOON, async () => {
      expect(await found('legacy')).toHaveLength(1)
    })
  })

  it('forgets a repository that is removed', async () => {
    await perform(v1.removeRepository('busybox'))
    await eventually(SOON, async () => {
      expect(await found('busybox')).toEqual([])
    })
    expect((await get('/v1/repositories/busybox/tags')).status).toBe(404)
  })
})

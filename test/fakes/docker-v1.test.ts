// Holds the fake of registry v1 to what docker-registry 0.9.1 wrote to S3, request by request, and reads all of that as a
// bucket. How it was recorded stands in the recording itself.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { verify } from '../../cli/verify/verify.ts'
import { repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { type BucketEvent, v1Registry } from './docker-v1.ts'
import { inLine, run } from './filled.ts'
import { memoryBucket } from './memory-bucket.ts'
import { memoryScan } from './memory-scan.ts'
import { memorySystem } from './system.ts'

const recordingOf = z.object({
  objects: z.array(z.object({ key: z.string(), size: z.number(), body: z.optional(z.string()) })),
  'writes of requests, in order': z.array(z.object({ request: z.string(), writes: z.array(z.string()) })),
})
const recording = recordingOf.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'recorded/docker-registry-0.9.1.json'), 'utf8')),
)
const recorded = new Map(recording.objects.map((object) => [object.key, object]))
const requests = recording['writes of requests, in order']

/** What S3 tells of the writes of a request: of a multipart upload only that it is complete. */
const eventsOf = (writes: readonly string[]): BucketEvent[] =>
  writes.flatMap((write) => {
    const [method, path = ''] = write.split(' ')
    const [key = '', query] = path.split('?')
    if (query !== undefined && (method !== 'POST' || query === 'uploads')) return []
    return [{ key: decodeURIComponent(key), removed: method === 'DELETE' }]
  })

const idsIn = (body: string | undefined) => z.parse(z.array(z.object({ id: z.string() })), JSON.parse(body ?? '[]'))
const imageListOf = (key: string) => idsIn(recorded.get(key)?.body).map(({ id }) => id)

/** A registry that does what a request of the recording asks. */
const replaying = () => {
  const bucket = memoryBucket()
  const registry = v1Registry('registry', bucket)
  const did = (events: Iterable<BucketEvent>) => [...events]
  const ofImage = (id: string, what: string): BucketEvent[] => {
    const image = { id, size: recorded.get(registry.imageKey(id, 'layer'))?.size ?? 0 }
    if (what === 'layer') return did(registry.putLayer(image))
    if (what === 'checksum') return did(registry.putChecksum(id))
    const ancestry = z.parse(
      z.array(z.string()),
      JSON.parse(recorded.get(registry.imageKey(id, 'ancestry'))?.body ?? ''),
    )
    return did(registry.putJson(image, ancestry.slice(1)))
  }
  const replay = (request: string, writes: readonly BucketEvent[]): BucketEvent[] => {
    const [method, path = ''] = request.split(' ')
    const parts = path.split('/').slice(2).map(decodeURIComponent)
    if (parts[0] === 'images') return ofImage(parts[1] ?? '', parts[2] ?? '')
    const tag = /^(.*)\/tags\/([^/]*)$/.exec(parts.slice(1).join('/'))
    if (tag !== null) {
      const [, name = '', of = ''] = tag
      if (method === 'DELETE') return did(registry.removeTag(name, of))
      const key = writes[0]?.key ?? ''
      // What was pushed can be seen only where it stayed.
      const id = recorded.get(key)?.body ?? 'gone'
      return did(registry.tag(name, of, id, { byDocker: recorded.get(writes[1]?.key ?? '')?.size !== 27 }))
    }
    const name = parts
      .slice(1)
      .filter((part) => part !== '')
      .join('/')
    if (method === 'DELETE') return did(registry.removeRepository(name))
    if (name.endsWith('/properties'))
      return did(registry.setPrivate(name.slice(0, -'/properties'.length), !(writes[0]?.removed ?? false)))
    const repository = name.replace(/\/images$/, '')
    return [registry.putImages(repository, imageListOf(`${registry.directory(repository)}_index_images`))]
  }
  return { bucket, replay }
}

/** JSON with the time of a push and the order of images left out: the one is of the day, the other of a hash table. */
const comparable = (key: string, body: string): unknown => {
  if (key.endsWith('_index_images'))
    return idsIn(body)
      .map(({ id }) => id)
      .sort()
  return body.replace(/"last_update": \d+/, '"last_update": TIME')
}

describe('the fake of registry v1', () => {
  it('writes and deletes the keys that docker-registry 0.9.1 did, request by request and in its order', () => {
    const { replay } = replaying()
    expect(requests.length).toBeGreaterThan(150)
    for (const { request, writes } of requests) {
      const events = eventsOf(writes)
      expect([request, replay(request, events)]).toEqual([request, events])
    }
  })

  it('leaves the bodies that docker-registry 0.9.1 left, but those of images, which the client sends', () => {
    const { bucket, replay } = replaying()
    for (const { request, writes } of requests) replay(request, eventsOf(writes))
    expect(bucket.keys().sort()).toEqual([...recorded.keys()].sort())
    const clients = /\/images\/[^/]+\/(json|layer|_checksum)$/
    for (const [key, { body }] of recorded)
      if (body !== undefined && !clients.test(key))
        expect([key, comparable(key, bucket.content(key))]).toEqual([key, comparable(key, body)])
    const sums = [...recorded].filter(([key]) => key.endsWith('/_checksum'))
    expect(sums.map(([key]) => bucket.content(key).length)).toEqual(sums.map(([, { size }]) => size))
  })

  it('stops half-way where a repository with a tag _foo is deleted, whose note looks like a tag', () => {
    const bucket = memoryBucket()
    const registry = v1Registry('registry', bucket)
    for (const name of ['_foo', 'zoo']) for (const _ of registry.tag('a/b', name, '0'.repeat(64)));
    const events = [...registry.removeRepository('a/b')]
    expect(events.map(({ key }) => key)).toEqual([
      'registry/repositories/a/b/tag__foo',
      'registry/repositories/a/b/tag_foo_json',
    ])
    expect(bucket.keys()).toContain('registry/repositories/a/b/tag_zoo')
  })
})

describe('the bucket that docker-registry 0.9.1 wrote', () => {
  const read = async () => {
    const system = memorySystem({ layouts: ['docker-v1'] })
    for (const { key, size, body } of recording.objects) system.bucket.put(key, body ?? Buffer.alloc(size))
    await run(system)
    return system
  }

  it('is read without a difference', async () => {
    const system = await read()
    await inLine(system)
    const differences: unknown[] = []
    for await (const one of verify({ ...system.ports, ...memoryScan(system.tables) }, { deep: true }))
      differences.push(one)
    expect(differences).toEqual([])
  })

  it('gives every repository that has a tag which docker since 1.3 allows, under the name that was pushed', async () => {
    const { tables, v1, ports } = await read()
    const pushed = new Set(
      requests.flatMap(({ request }) => {
        const name = /^PUT \/v1\/repositories\/(.*)\/tags\//.exec(request)?.[1]
        return name === undefined ? [] : [name.split('/').map(decodeURIComponent).join('/')]
      }),
    )
    const tagsIn = (name: string) => {
      const start = `${v1.directory(name)}tag_`
      return [...recorded]
        .filter(([key, { body = '' }]) => key.startsWith(start) && /^([0-9a-f]{16}|[0-9a-f]{64})$/.test(body))
        .map(([key]) => key.slice(start.length))
        .filter((tag) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag))
    }
    const expected = [...pushed].map(
      (name) => [name.includes('/') ? name : `library/${name}`, tagsIn(name).sort()] as const,
    )
    const found = new Map<string, string[]>()
    for (const { repository, tag } of tables.briefs.values())
      found.set(repositoryName(repository), [...(found.get(repositoryName(repository)) ?? []), tag].sort())
    expect(found).toEqual(new Map(expected.filter(([, tags]) => tags.length > 0)))
    expect(found.size).toBeGreaterThanOrEqual(29)
    for (const id of tables.repositories.keys()) expect(ports.layouts.all[0]?.idOf(repositoryName(id))).toBe(id)
  })

  it('gives what the images say', async () => {
    const { tables } = await read()
    expect(tables.repositories.get('team/app@docker-v1')?.document).toMatchObject({
      tag: 'latest',
      description: 'Kept since 2014',
      platforms: ['linux/amd64'],
    })
    expect(tables.repositories.get('secret/app@docker-v1')?.document?.private).toBe(true)
    expect(tables.repositories.get('secret/was@docker-v1')?.document?.private).toBeUndefined()
    expect(
      [...tables.briefs.values()].filter(({ tag }) => tag.startsWith('foo') || tag === '_foo').map(({ tag }) => tag),
    ).toEqual(['_foo'])
    // A push that broke off: the tag is there, the layer is not.
    expect(
      [...tables.briefs.values()].filter(({ problem }) => problem !== undefined).map(({ repository }) => repository),
    ).toEqual(['team/half@docker-v1'])
  })
})

// Whatever is in the bucket, the reader returns facts within their caps, and a batch of messages is never stopped.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { handleMessages, type MessagePorts } from '../../../lambda/indexing/messages.ts'
import { runs } from '../../effort.ts'
import { anyBytes, anyConfig, anyJson, anyManifest } from '../../fakes/any-json.ts'
import { unsoundFacts, unsoundRows } from '../../fakes/row-limits.ts'
import { APP_V1, put, putV1, system } from './broken/case.ts'

type World = ReturnType<typeof system>

/** Checks that the facts of the tag are valid. */
const expectValid = async ({ ports }: World, repository: string) => {
  const found = await ports.readTag({ repository, tag: 'bad' })
  expect(found && unsoundFacts(found.facts)).toEqual(found && [])
}

/** Indexes the bad tag and a good one in one batch. No message may be retried, and the good tag must not be affected. */
const expectIndexed = async (world: World, repository: string, badKey: string) => {
  const { ports, registry, layout, clock, tables } = world
  const digest = registry.push('app', 'good', { labels: { 'org.opencontainers.image.title': 'Good' } })
  const errors: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (...error: unknown[]) => void errors.push(error) }
  const all: MessagePorts = { ...ports, readable: async () => {}, log, delay: async () => {} }
  const message = (messageId: string, ...keys: string[]) => ({
    messageId,
    receiptHandle: '',
    receives: 1,
    body: JSON.stringify({ Records: keys.map((key) => ({ s3: { bucket: { name: 'registry' }, object: { key } } })) }),
  })
  const good = layout.tagKey({ repository: 'app', tag: 'good' })
  const failed = await handleMessages(all, [message('1', badKey), message('2', good)], clock.now() + 1000)
  expect([failed, errors]).toEqual([[], []])
  expect(tables.briefs.get('app\ngood')).toMatchObject({ digest, kind: 'image' })
  expect(tables.briefs.get('app\ngood')).not.toHaveProperty('problem')
  expect(tables.details.get('app\ngood')).toMatchObject({ title: 'Good' })
  expect(unsoundRows(world)).toEqual([])
  // A tag of which nothing can be read is indexed too.
  expect(tables.briefs.has(`${repository}\nbad`)).toBe((await ports.readTag({ repository, tag: 'bad' })) !== undefined)
}

const KEY = 'docker/registry/v2/repositories/app/_manifests/tags/bad/current/link'

it('indexes the other tags when a link holds any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, async (link) => {
      const world = system()
      put(world, { name: '', tag: 'bad', link, facts: {} })
      await expectValid(world, 'app')
      await expectIndexed(world, 'app', KEY)
    }),
    { numRuns: runs(150, 10_000) },
  )
})

it('indexes the other tags when a manifest and a config hold any bytes, whether or not their digests match', async () => {
  const content = fc.oneof(
    anyBytes,
    anyManifest.map((one) => Buffer.from(JSON.stringify(one))),
  )
  await fc.assert(
    fc.asyncProperty(content, anyBytes, fc.option(anyBytes, { nil: undefined }), async (manifest, config, damaged) => {
      const world = system()
      // Raw bytes cannot name the config by `digest:config`, but they may hold this digest, which the generators use.
      world.bucket.put(world.layout.blobKey(`sha256:${'ab'.repeat(32)}`), config)
      put(world, {
        name: '',
        tag: 'bad',
        blobs: { manifest },
        ...(damaged === undefined ? {} : { damaged: { manifest: damaged } }),
        facts: {},
      })
      await expectValid(world, 'app')
      await expectIndexed(world, 'app', KEY)
    }),
    { numRuns: runs(250, 15_000) },
  )
})

it('indexes the other tags when a manifest, a config and a child manifest hold any JSON', async () => {
  const manifests = fc.oneof({ weight: 5, arbitrary: anyManifest }, { weight: 1, arbitrary: anyJson })
  await fc.assert(
    fc.asyncProperty(manifests, manifests, anyConfig, async (manifest, child, config) => {
      const world = system()
      put(world, { name: '', tag: 'bad', blobs: asJson({ manifest, child, config }), facts: {} })
      await expectValid(world, 'app')
      await expectIndexed(world, 'app', KEY)
    }),
    { numRuns: runs(700, 30_000) },
  )
})

// Writes the values as JSON texts, since `put` writes a plain string without quotes. A child must not name a child.
const asJson = ({ child, ...rest }: Record<string, unknown>) => ({
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, JSON.stringify(value)])),
  child: JSON.stringify(child).replaceAll('digest:child', 'digest:config'),
})

it('indexes the other tags when a registry v1 holds anything', async () => {
  const id = createHash('sha256').update('image').digest('hex')
  const content = fc.oneof(anyBytes, fc.constant(Buffer.from(id)))
  const ancestry = fc.oneof(anyJson, fc.array(fc.oneof(fc.constant(id), anyJson)))
  await fc.assert(
    fc.asyncProperty(content, fc.oneof(anyConfig, anyJson), ancestry, anyBytes, async (tag, json, ids, layer) => {
      const world = system()
      const images = {
        [`${id}/json`]: JSON.stringify(json),
        [`${id}/ancestry`]: JSON.stringify(ids),
        [`${id}/layer`]: layer,
      }
      putV1(world, { name: '', content: tag, tag: 'bad', images, facts: {} })
      await expectValid(world, APP_V1)
      await expectIndexed(world, APP_V1, 'registry/repositories/library/app/tag_bad')
    }),
    { numRuns: runs(300, 15_000) },
  )
})

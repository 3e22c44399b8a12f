// What the index tells of an image index whose entries are image indexes: lookups of the images in it, what is missing of
// it, and what the commands for operators say.

import { beforeEach, expect, it } from 'vitest'
import { childrenOf } from '../../cli/storage/indexed-children.ts'
import { factDifferences } from '../../cli/verify/verify-facts.ts'
import type { TagBrief } from '../../lambda/model/row-schemas.ts'
import { request } from '../fakes/http.ts'
import { memoryScan } from '../fakes/memory-scan.ts'
import { memorySystem } from '../fakes/system.ts'

const PLATFORMS = ['linux/amd64', 'linux/arm64/v8']
const APP = 'app\nv1'

let system: ReturnType<typeof memorySystem>
let pushed: ReturnType<typeof system.registry.pushNested>
const push = () => {
  system = memorySystem()
  const labels = { 'org.opencontainers.image.description': 'Runs everywhere' }
  pushed = system.registry.pushNested('app', 'v1', PLATFORMS, { labels })
}
beforeEach(async () => {
  push()
  await system.index('app', 'v1')
})

const search = async (query: string): Promise<{ readonly total?: number; readonly items: unknown[] }> =>
  (await request(system, `/api/search?q=${encodeURIComponent(query)}`)).json() as never
const found = async (query: string) => (await search(query)).items

/** What `verify --deep` finds of the tag. */
const differences = () =>
  factDifferences(
    { ...system.ports, isSuspected: () => true },
    system.tables.briefs.get(APP) as TagBrief,
    system.tables.details.get(APP),
  )
const children = () => childrenOf(memoryScan(system.tables).scan, 'app')
const all = () => pushed.all.flatMap(({ image, inner, attestation }) => [image, inner, attestation])

it('is described as the images in it are, and finds each of them by its digest', async () => {
  expect(await found('everywhere')).toMatchObject([{ name: 'app', platforms: PLATFORMS, size: expect.any(Number) }])
  for (const digest of [pushed.digest, ...all()]) expect(await found(digest)).toMatchObject([{ name: 'app' }])
})

it('keeps lookups of images, then of the image indexes around them, then of attestations', async () => {
  const of = (name: 'image' | 'inner' | 'attestation') =>
    pushed.all.map((one) => `h${one[name].replace('sha256:', '')}`)
  const lookups = ['tv1', ...of('image'), ...of('inner'), ...of('attestation')]
  expect(system.tables.details.get(APP)).toMatchObject({ lookups })
})

it('answers that it has provenance', async () => {
  const answer = await request(system, '/api/repositories/app/tags/v1')
  expect(await answer.json()).toMatchObject({
    hasAttestation: true,
    attestations: ['SLSA'],
    hasSignature: false,
    hasSbom: false,
    referrers: pushed.all.map(({ attestation }) => ({ digest: attestation })),
  })
})

it('leaves nothing for verify --deep to find, and no child untagged', async () => {
  expect(await differences()).toEqual([])
  const known = await children()
  expect(known.complete).toBe(true)
  expect([...known.digests].sort()).toEqual(all().sort())
})

it.each(['image', 'attestation', 'inner'] as const)('is dangling if an %s in it is missing', async (what) => {
  // A process that has read them keeps them in memory.
  push()
  system.bucket.remove(system.layout.blobKey(pushed.all[1]?.[what] ?? ''))
  await system.index('app', 'v1')
  expect(await found('is:dangling')).toMatchObject([{ name: 'app', dangling: 1 }])
  expect(system.tables.briefs.get(APP)).toMatchObject({
    dangling: 1,
    problem: expect.stringMatching(/^1 of \d manifests of the image index can't be read: blob sha256:\w+ is missing$/),
  })
  expect(await differences()).toEqual([])
  // What an image index lists that is missing itself is unknown.
  expect((await children()).complete).toBe(what !== 'inner')
})

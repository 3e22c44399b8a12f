// What image indexes in image indexes, and artifacts in them, cost in reads of the bucket; and that cycles end.

import { beforeEach, describe, expect, it } from 'vitest'
import { factsReader } from '../../../lambda/registry/content/read-facts.ts'
import { memorySystem } from '../../fakes/system.ts'

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'
const STATEMENT = [
  'application/vnd.in-toto+json',
  { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
] as const

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const indexOf = (...manifests: object[]): string =>
  system.registry.blob(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }))
const to = (digest: string) => ({ mediaType: OCI_INDEX, digest })
const image = (salt: number) => ({ digest: system.registry.manifest({ salt: `image ${salt}` }).digest })

/** Reads a tag that points to this digest; returns its facts and how many objects were read. */
const read = async (digest: string) => {
  system.registry.tag('app', 'v1', digest)
  const before = system.bucket.calls.get.length
  const found = await system.ports.readTag({ repository: 'app', tag: 'v1' })
  return { facts: found?.facts, gets: system.bucket.calls.get.length - before }
}
/** Link and manifest, and the config of the image that describes it. */
const OF_THE_TAG = 3

describe('reads', () => {
  it('of an ordinary image are three', async () => {
    expect((await read(image(1).digest)).gets).toBe(OF_THE_TAG)
  })

  it.each([1, 2, 8])(
    'of an image index by BuildKit of %i platforms are its images and attestations',
    async (platforms) => {
      const names = Array.from({ length: platforms }, (_, at) => `linux/p${at}`)
      const { digest } = system.registry.pushAttested('app', 'v1', names)
      expect((await read(digest)).gets).toBe(OF_THE_TAG + 2 * platforms)
    },
  )

  it('of image indexes in each other are one of each', async () => {
    const deep = (salt: number) => to(indexOf(to(indexOf(to(indexOf(image(salt)))))))
    const { facts, gets } = await read(indexOf(...[1, 2, 3].map(deep)))
    expect(facts?.children?.map(({ depth = 0 }) => depth)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    expect(gets).toBe(OF_THE_TAG + 3 * 4)
  })

  it('of any image index are a hundred entries at most, however they are spread', async () => {
    const inner = (from: number, count: number) =>
      to(indexOf(...Array.from({ length: count }, (_, at) => image(from + at))))
    for (const [outer, count] of [
      [10, 60],
      [60, 10],
      [99, 5],
      [200, 1],
      [1, 400],
    ] as const) {
      const { facts, gets } = await read(indexOf(...Array.from({ length: outer }, (_, at) => inner(at * count, count))))
      expect(facts?.children).toHaveLength(100)
      expect(facts?.childrenLeft).toBeGreaterThan(0)
      // Images that several of them list are read once.
      expect(gets).toBeLessThanOrEqual(OF_THE_TAG + 100)
    }
  })

  it('of artifacts of types that say nothing are a hundred at most, and make no image of them', async () => {
    const artifacts = Array.from({ length: 120 }, (_, at) => {
      const layers = [['application/spdx+json', { at: `${at}` }]] as const
      return { digest: system.registry.artifact(EMPTY, layers, { artifactType: 'a/b' }), artifactType: 'a/b' }
    })
    const { facts, gets } = await read(indexOf(...artifacts))
    expect(gets).toBe(OF_THE_TAG - 1 + 100)
    expect(facts).toMatchObject({ kind: 'index', platforms: [], childrenLeft: 20 })
    expect(facts?.children?.every(({ evidence }) => evidence?.[0]?.kind === 'SPDX')).toBe(true)
    expect(facts?.children?.some(({ size, layers }) => size !== undefined || layers !== undefined)).toBe(false)
  })

  it('of an image with the type of an empty config tell its layers', async () => {
    const { facts } = await read(indexOf({ digest: image(1).digest, artifactType: EMPTY }))
    expect(facts).toMatchObject({ created: '2026-10-01T12:00:00Z', children: [{ layers: 1 }] })
  })

  it('of entries whose types tell what they are, are none; of others one', async () => {
    const sbom = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${'9'.repeat(64)}` }
    const told = [
      { ...sbom, artifactType: 'application/spdx+json' },
      { ...sbom, artifactType: 'application/wasm' },
    ]
    const statement = system.registry.artifact(EMPTY, [STATEMENT], { artifactType: STATEMENT[0] })
    const { facts, gets } = await read(indexOf(...told, { digest: statement, artifactType: EMPTY }))
    expect(facts?.children?.map(({ evidence }) => evidence?.map(({ is }) => is))).toEqual([
      ['sbom'],
      undefined,
      ['attestation', 'sbom'],
    ])
    // There is no image, so no config is read.
    expect(gets).toBe(OF_THE_TAG - 1 + 1)
  })
})

describe('reads of what artifacts hold that annotations do not tell', () => {
  const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json'
  const signature = (at: number) => {
    const body = JSON.stringify({ messageSignature: {}, at })
    return { mediaType: bundle, digest: system.registry.blob(body), size: body.length }
  }
  const artifact = (from: number, count: number) => {
    const layers = Array.from({ length: count }, (_, at) => signature(from + at))
    return { digest: system.registry.artifact(EMPTY, [], { artifactType: bundle, layers }), artifactType: bundle }
  }

  it.each([
    [1, 1, 1],
    [3, 2, 6],
    [8, 2, 10],
    [2, 500, 10],
    [90, 1, 10],
  ])('take, for %i of %i layers each, %i reads', async (count, layers, contents) => {
    const { facts, gets } = await read(
      indexOf(...Array.from({ length: count }, (_, at) => artifact(at * layers, layers))),
    )
    expect(gets).toBe(2 + count + contents)
    const signed = facts?.children?.filter(({ evidence }) => evidence?.[0]?.is === 'signature').length
    expect(signed).toBe(Math.min(count, Math.ceil(contents / layers)))
  })

  it('take one read of a tag that is such an artifact', async () => {
    const { facts, gets } = await read(artifact(0, 1).digest)
    expect(facts?.evidence).toEqual([{ is: 'signature', kind: 'Sigstore' }])
    expect(gets).toBe(3)
  })
})

it('a cycle of image indexes, which no digest allows, ends', async () => {
  const digests = ['a', 'b', 'c'].map((hex) => `sha256:${hex.repeat(64)}`)
  const reads: string[] = []
  const blobs = {
    has: async () => true,
    get: async (digest: string) => {
      reads.push(digest)
      return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: digests.map(to) }))
    },
  }
  const facts = await factsReader(blobs)(digests[0] ?? '', { repository: 'app', tag: 'v1' })
  expect(facts).toMatchObject({ kind: 'index', platforms: [] })
  expect(facts.children).toHaveLength(9)
  expect(facts).not.toHaveProperty('childrenLeft')
  expect(reads.length).toBeLessThanOrEqual(10)
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { referencesOf } from '../../../cli/cleanup/references.ts'
import { Problem } from '../../../lambda/registry/content/json/problem.ts'
import { anyBytes, anyManifest } from '../../fakes/any-json.ts'
import { digestOf } from './cleanup-world.ts'

const of = (value: unknown) => referencesOf(Buffer.from(JSON.stringify(value)), digestOf('manifest'))
const [a, b, c] = [digestOf('a'), digestOf('b'), digestOf('c')]

describe('what a manifest leads to', () => {
  it('is its config, its layers, its entries and its subject, of whatever kind it is', () => {
    const all = { config: { digest: a }, layers: [{ digest: b }], manifests: [{ digest: c }], subject: { digest: a } }
    expect(of({ schemaVersion: 2, ...all })).toMatchObject({
      children: [c],
      blobs: [a, b].map((digest) => ({ digest, isForeign: false })),
      subject: a,
    })
  })

  it('is what manifests of other kinds name', () => {
    const mediaType = 'application/vnd.oci.artifact.manifest.v1+json'
    expect(of({ mediaType, blobs: [{ digest: a }] }).blobs).toEqual([{ digest: a, isForeign: false }])
    expect(of({ schemaVersion: 1, fsLayers: [{ blobSum: a }, { blobSum: b }] }).blobs).toEqual(
      [a, b].map((digest) => ({ digest, isForeign: false })),
    )
    expect(of({})).toEqual({ kind: 'unknown', children: [], blobs: [], subject: undefined })
  })

  it('is all of it, where other readers stop', () => {
    const digests = Array.from({ length: 3000 }, (_, at) => digestOf(`${at}`))
    const entries = digests.map((digest) => ({ digest }))
    expect(of({ layers: entries }).blobs.map(({ digest }) => digest)).toEqual(digests)
    expect(of({ manifests: entries }).children).toEqual(digests)
  })

  it('is nothing that has no digest, and the rest all the same', () => {
    const layers = [null, 7, [], {}, { digest: 'sha256:short' }, { digest: { constructor: a } }, { digest: a }]
    expect(of({ layers, config: [a], subject: a, manifests: { 0: { digest: b } } })).toMatchObject({
      blobs: [{ digest: a }],
      children: [],
      subject: undefined,
    })
  })

  it('is a problem only if there is no object', () => {
    for (const text of ['', '7', '[]', 'null', '{', '"x"'])
      expect(() => referencesOf(Buffer.from(text), a)).toThrow(Problem)
    fc.assert(
      fc.property(
        fc.oneof(
          anyBytes,
          anyManifest.map((one) => Buffer.from(JSON.stringify(one))),
        ),
        (content) => {
          try {
            referencesOf(content, a)
          } catch (error) {
            expect(error).toBeInstanceOf(Problem)
          }
        },
      ),
    )
  })
})

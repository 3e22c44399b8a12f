// What media types and predicate types say, at their limits. What tools push is in test/http/referrers.test.ts.

import { describe, expect, it } from 'vitest'
import { evidenceOf, typedBy } from '../../../lambda/registry/content/evidence/evidence.ts'

const DSSE = 'application/vnd.dsse.envelope.v1+json'
const of = (...types: Parameters<typeof evidenceOf>[0]) => evidenceOf(types)
const attestation = (predicateType: string) => of({ mediaType: DSSE, predicateType }).evidence

describe('evidence', () => {
  it('of a wrapper is an attestation until something tells more, which replaces it', () => {
    expect(of({ mediaType: DSSE })).toEqual({ evidence: [{ is: 'attestation' }], isOpen: true })
    expect(of({ mediaType: DSSE }, { mediaType: 'text/spdx' })).toEqual({
      evidence: [{ is: 'sbom', kind: 'SPDX' }],
      isOpen: false,
    })
    expect(of({ mediaType: DSSE }, { mediaType: 'text/plain' })).toMatchObject({ isOpen: true })
  })

  it('of what is no wrapper does not follow from predicate types', () => {
    expect(of({ mediaType: 'text/spdx', predicateType: 'https://slsa.dev/provenance/v1' }).evidence).toEqual([
      { is: 'sbom', kind: 'SPDX' },
    ])
    expect(of({ mediaType: undefined, predicateType: 'https://slsa.dev/provenance/v1' }).evidence).toEqual([])
  })

  it('of a wrapper is open where its predicate type is blank', () => {
    expect(of({ mediaType: DSSE, predicateType: ' ' })).toMatchObject({ isOpen: true })
  })

  it('of an envelope is no plain signature, whatever its annotations say', () => {
    expect(of({ mediaType: DSSE, bundleContent: 'message-signature' })).toMatchObject({ isOpen: true })
  })

  it.each([
    ['https://slsa.dev/provenance', 'SLSA'],
    ['https://slsa.dev/provenance/v1', 'SLSA'],
    ['https://slsa.dev/provenance/v0.2', 'SLSA'],
    ['https://slsa.dev/provenance/1.0.1', 'SLSA'],
    ['https://in-toto.io/Provenance/v0.1', 'SLSA'],
    [' https://slsa.dev/provenance/v1\n', 'SLSA'],
    ['https://slsa.dev/provenance/v1/x', undefined],
    ['https://slsa.dev/v1/provenance', undefined],
    ['https://slsa.dev/provenance/v1.2.3.4', undefined],
    ['https://slsa.dev/provenance/v1234', undefined],
    ['https://slsa.dev/verification_summary/v1', undefined],
    ['HTTPS://slsa.dev/provenance/v1', undefined],
    ['x https://slsa.dev/provenance/v1', undefined],
  ])('of the predicate type %s has the kind %s', (predicateType, kind = predicateType) => {
    expect(attestation(predicateType)).toEqual([{ is: 'attestation', kind }])
  })

  it('has kinds that are clean and have at most 100 bytes', () => {
    expect(attestation(`https://x/\u202e${'a'.repeat(89)}\n`)).toEqual([
      { is: 'attestation', kind: `https://x/ ${'a'.repeat(89)}` },
    ])
    expect(attestation(`https://x/${'a'.repeat(91)}`)).toEqual([
      { is: 'attestation', kind: `https://x/${'a'.repeat(87)}…` },
    ])
    expect(attestation('\u0000')).toEqual([{ is: 'attestation' }])
  })

  it('has at most four kinds of each, each once, and none without a kind beside them', () => {
    const kinds = ['a', 'b', 'a', 'c', 'd', 'e']
    expect(
      of(
        { mediaType: 'application/vnd.in-toto.vsa+dsse' },
        ...kinds.map((predicateType) => ({ mediaType: DSSE, predicateType })),
      ),
    ).toEqual({
      evidence: ['a', 'b', 'c', 'd'].map((kind) => ({ is: 'attestation', kind })),
      isOpen: false,
    })
  })

  it.each([
    ['text/spdx', true],
    ['TEXT/SPDX', true],
    [' text/spdx ;charset=utf-8', true],
    ['text/spdx.v2.3', true],
    [`text/spdx;${'x'.repeat(245)}`, true],
    [`text/spdx;${'x'.repeat(246)}`, false],
    ['text/spdx.v2x', false],
    ['text/spdx.v1+spdx', false],
    ['text/.v1spdx', false],
    ['text/spdx/v1', false],
    ['', false],
  ])('of the media type %s is an SBOM: %s', (mediaType, isSbom) => {
    expect(of({ mediaType }).evidence).toHaveLength(isSbom ? 1 : 0)
  })
})

it('annotations tell a predicate type, a blank one nothing', () => {
  const annotations = new Map([
    ['in-toto.io/predicate-type', ' '],
    ['dev.sigstore.bundle.predicateType', 'p'],
    ['predicateType', 'q'],
    ['dev.sigstore.bundle.content', 'c'],
  ])
  expect(typedBy('m', annotations)).toEqual({ mediaType: 'm', predicateType: 'p', bundleContent: 'c' })
  expect(typedBy('m', undefined).predicateType).toBeUndefined()
})

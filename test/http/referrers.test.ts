// What an answer tells of signatures, attestations and SBOMs of an image: by which types, and of nothing else.

import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { request } from '../fakes/http.ts'
import type { ArtifactLayer } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

const OCI = 'application/vnd.oci.image.manifest.v1+json'
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
const EMPTY = 'application/vnd.oci.empty.v1+json'
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const DSSE = 'application/vnd.dsse.envelope.v1+json'
const IN_TOTO = 'application/vnd.in-toto+json'
const BUNDLE_PREDICATE = 'dev.sigstore.bundle.predicateType'
const BUNDLE_CONTENT = 'dev.sigstore.bundle.content'
const SIGN = 'https://sigstore.dev/cosign/sign/v1'
const SPDX = 'https://spdx.dev/Document'
const CYCLONEDX = 'https://cyclonedx.org/bom'
const SLSA = 'https://slsa.dev/provenance/v1'

let system: ReturnType<typeof memorySystem>
let image: string
beforeEach(async () => {
  system = memorySystem()
  image = system.registry.push('app', 'v1')
  await system.index('app', 'v1')
})

const blob = (value: object): string => system.registry.blob(JSON.stringify(value))

const blobOf = (body: Buffer): string => {
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`
  system.bucket.put(system.layout.blobKey(digest), body)
  return digest
}

const artifact = (config: string, layers: readonly ArtifactLayer[], more?: object): string =>
  system.registry.artifact(config, layers, more)

/** What is answered of the tag, without the referrers themselves. Kinds show which answer is yes. */
const answer = async (tag = 'v1') => {
  const answered = await request(system, `/api/repositories/app/tags/${tag}`)
  const body = (await answered.json()) as Record<string, unknown>
  const said = {
    ...(body['hasSignature'] === true ? { signatures: body['signatures'] } : {}),
    ...(body['hasAttestation'] === true ? { attestations: body['attestations'] } : {}),
    ...(body['hasSbom'] === true ? { sboms: body['sboms'] } : {}),
  }
  return { said, body }
}

/** Pushes something under a tag that is made from the digest of the image. */
const beside = async (suffix: string, digest: string) => {
  const tag = image.replace(':', '-') + suffix
  system.registry.tag('app', tag, digest)
  await system.index('app', tag)
}
const referrers = (...manifests: object[]) =>
  beside('', blob({ schemaVersion: 2, manifests: manifests.map((one) => ({ mediaType: OCI, size: 7, ...one })) }))

const GONE = `sha256:${'9'.repeat(64)}`
const NOTHING = {}
const SBOM_STATEMENT = (kind: string) => ({ attestations: [kind], sboms: [kind] })

describe('a referrer of which the list tells the type', () => {
  it.each<[string, object, object]>([
    // Sigstore's bundles of every age.
    [BUNDLE, { [BUNDLE_PREDICATE]: SIGN }, { signatures: ['Cosign'] }],
    [BUNDLE, { [BUNDLE_PREDICATE]: SLSA, [BUNDLE_CONTENT]: 'dsse-envelope' }, { attestations: ['SLSA'] }],
    [BUNDLE, { [BUNDLE_PREDICATE]: SPDX }, SBOM_STATEMENT('SPDX')],
    [BUNDLE, { [BUNDLE_PREDICATE]: 'https://spdx.dev/Document/v2.3' }, SBOM_STATEMENT('SPDX')],
    [BUNDLE, { [BUNDLE_PREDICATE]: CYCLONEDX }, SBOM_STATEMENT('CycloneDX')],
    [BUNDLE, { [BUNDLE_PREDICATE]: 'https://cyclonedx.org/bom/v1.6' }, SBOM_STATEMENT('CycloneDX')],
    [BUNDLE, { [BUNDLE_CONTENT]: 'message-signature' }, { signatures: ['Sigstore'] }],
    [BUNDLE, { [BUNDLE_PREDICATE]: 'https://acme.example/p/v1' }, { attestations: ['https://acme.example/p/v1'] }],
    [BUNDLE, { [BUNDLE_PREDICATE]: `${CYCLONEDX}-joke` }, { attestations: [`${CYCLONEDX}-joke`] }],
    [BUNDLE, { [BUNDLE_PREDICATE]: `${SIGN}/joke` }, { attestations: [`${SIGN}/joke`] }],
    ['application/vnd.dev.sigstore.bundle+json;version=0.1', { [BUNDLE_PREDICATE]: SIGN }, { signatures: ['Cosign'] }],
    ['application/vnd.dev.sigstore.bundle+json; version=0.2', { [BUNDLE_PREDICATE]: SPDX }, SBOM_STATEMENT('SPDX')],
    ['application/vnd.dev.sigstore.bundle+json;version=0.3', { [BUNDLE_PREDICATE]: SLSA }, { attestations: ['SLSA'] }],
    ['application/vnd.dev.sigstore.bundle.v1.0+json', { [BUNDLE_PREDICATE]: SIGN }, { signatures: ['Cosign'] }],
    // Cosign's experimental referrers, Notation.
    ['application/vnd.dev.cosign.artifact.sig.v1+json', {}, { signatures: ['Cosign'] }],
    ['application/vnd.cncf.notary.signature', {}, { signatures: ['Notation'] }],
    ['application/vnd.cncf.notary.v2.signature', {}, { signatures: ['Notation'] }],
    // What `oras attach` and others make.
    ['application/spdx+json', {}, { sboms: ['SPDX'] }],
    ['application/spdx3+json', {}, { sboms: ['SPDX'] }],
    ['application/vnd.spdx+json', {}, { sboms: ['SPDX'] }],
    ['text/spdx', {}, { sboms: ['SPDX'] }],
    ['text/spdx+json', {}, { sboms: ['SPDX'] }],
    ['application/vnd.cyclonedx+json', {}, { sboms: ['CycloneDX'] }],
    ['application/vnd.cyclonedx+json; version=1.6', {}, { sboms: ['CycloneDX'] }],
    ['Application/Vnd.CycloneDX+XML', {}, { sboms: ['CycloneDX'] }],
    ['sbom/cyclonedx', {}, { sboms: ['CycloneDX'] }],
    ['application/vnd.syft+json', {}, { sboms: ['Syft'] }],
    ['application/vnd.goharbor.harbor.sbom.v1', {}, { sboms: ['SPDX'] }],
    [IN_TOTO, { 'in-toto.io/predicate-type': SPDX }, SBOM_STATEMENT('SPDX')],
    ['application/vnd.in-toto.provenance+dsse', {}, { attestations: ['SLSA'] }],
    ['application/vnd.in-toto.spdx+dsse', {}, SBOM_STATEMENT('SPDX')],
    [DSSE, { predicateType: 'https://openvex.dev/ns' }, { attestations: ['https://openvex.dev/ns'] }],
  ])('%s with %j is found without reading it', async (artifactType, annotations, expected) => {
    await referrers({ digest: GONE, artifactType, annotations })
    const { said, body } = await answer()
    expect(said).toEqual(expected)
    expect(body['referrers']).toMatchObject([{ digest: GONE, artifactType, tag: image.replace(':', '-') }])
  })

  it.each<[string, object]>([
    // No substring counts.
    ['text/cyclonedx-joke', {}],
    ['text/spdx-joke', {}],
    ['application/vnd.acme.signature', {}],
    ['application/vnd.acme.no-sbom+json', {}],
    ['application/vnd.acme.provenance-policy', {}],
    ['application/x-application/spdx+json', {}],
    ['application/spdx+json-schema', {}],
    ['application/vnd.dev.sigstore.bundle-joke.v0.3+json', { [BUNDLE_PREDICATE]: SIGN }],
    ['application/vnd.dev.sigstore.trustedroot+json;version=0.1', {}],
    ['application/vnd.cncf.notary.payload.v1+json', {}],
    ['application/sarif+json', {}],
    ['constructor', {}],
    ['__proto__', { [BUNDLE_PREDICATE]: SIGN }],
    ['example/sbom', {}],
  ])('%s with %j is read, and says nothing', async (artifactType, annotations) => {
    const digest = artifact(EMPTY, [['text/plain'], ['application/json']], { artifactType })
    await referrers({ digest, artifactType, annotations })
    const { said, body } = await answer()
    expect(said).toEqual(NOTHING)
    expect(body['referrers']).toMatchObject([{ digest, artifactType }])
  })

  it.each([
    'application/wasm',
    'application/vnd.cncf.helm.config.v1+json',
    'application/vnd.docker.ai.model.config.v0.1+json',
  ])('%s is of a known kind, and not read', async (artifactType) => {
    await referrers({ digest: GONE, artifactType })
    const { said, body } = await answer()
    expect(said).toEqual(NOTHING)
    expect(body['referrers']).toMatchObject([{ digest: GONE, artifactType }])
  })

  it('says each kind once', async () => {
    const bundle = (predicate: string, at: number) => ({
      digest: `sha256:${String(at).repeat(64)}`,
      artifactType: BUNDLE,
      annotations: { [BUNDLE_PREDICATE]: predicate },
    })
    await referrers(...[SIGN, SIGN, SLSA, SPDX, SPDX].map(bundle))
    expect((await answer()).said).toEqual({
      signatures: ['Cosign'],
      attestations: ['SLSA', 'SPDX'],
      sboms: ['SPDX'],
    })
  })
})

describe('a referrer of which the list does not tell the type', () => {
  /** As cosign 3 writes the artifact, and go-containerregistry lists it: without annotations, with the type of the config. */
  const bundle = (annotations: object, artifactType: string | undefined = BUNDLE) =>
    artifact(EMPTY, [[BUNDLE]], { ...(artifactType === undefined ? {} : { artifactType }), annotations })

  it.each<[string, string | undefined]>([
    ['the empty config', EMPTY],
    ['nothing', undefined],
    ['an empty text', ''],
    ['the config of an image', OCI_CONFIG],
    ['a bundle without annotations', BUNDLE],
  ])('%s in its place is read', async (_, artifactType) => {
    const entry = artifactType === undefined ? {} : { artifactType }
    await referrers(
      { digest: bundle({ [BUNDLE_PREDICATE]: SIGN }), ...entry },
      { digest: bundle({ [BUNDLE_PREDICATE]: CYCLONEDX }), ...entry },
      { digest: bundle({ [BUNDLE_PREDICATE]: SLSA }, ''), ...entry },
    )
    expect((await answer()).said).toEqual({
      signatures: ['Cosign'],
      attestations: ['CycloneDX', 'SLSA'],
      sboms: ['CycloneDX'],
    })
  })

  it.each<[string, () => string, string | undefined, object]>([
    [
      'what cosign attests, of several statements',
      () =>
        artifact(
          EMPTY,
          [
            [DSSE, { predicateType: SLSA }],
            [DSSE, { predicateType: SPDX }],
          ],
          { artifactType: IN_TOTO },
        ),
      IN_TOTO,
      { attestations: ['SLSA', 'SPDX'], sboms: ['SPDX'] },
    ],
    [
      'an SBOM by cosign',
      () => artifact('application/vnd.dev.cosign.artifact.sbom.v1+json', [['text/spdx+json']]),
      'application/vnd.dev.cosign.artifact.sbom.v1+json',
      { sboms: ['SPDX'] },
    ],
    [
      "Harbor's SBOM, whose layer has the type of an image's",
      () => artifact('application/vnd.goharbor.harbor.sbom.v1', [['application/vnd.oci.image.layer.v1.tar']]),
      undefined,
      { sboms: ['SPDX'] },
    ],
    [
      'a signature by Notation',
      () => artifact('application/vnd.cncf.notary.signature', [['application/jose+json']]),
      undefined,
      { signatures: ['Notation'] },
    ],
    // `oras attach --artifact-type example/sbom sbom.json:application/spdx+json`
    ...[
      ['application/spdx+json', 'SPDX'],
      ['application/spdx+json+gzip', 'SPDX'],
      ['text/spdx+json', 'SPDX'],
      ['Application/Vnd.CycloneDX+JSON; version=1.6', 'CycloneDX'],
      ['application/vnd.syft+json', 'Syft'],
    ].map(([mediaType = '', kind = '']): [string, () => string, string, object] => [
      `what has a type that somebody made up, and a layer of ${mediaType},`,
      () => artifact(EMPTY, [['text/plain'], [mediaType]], { artifactType: 'example/sbom' }),
      'example/sbom',
      { sboms: [kind] },
    ]),
    [
      'what has such a type, and statements in its layers',
      () => artifact(EMPTY, [[IN_TOTO, { 'in-toto.io/predicate-type': SLSA }]], { artifactType: 'example/provenance' }),
      'example/provenance',
      { attestations: ['SLSA'] },
    ],
    [
      'what has such a type, and a config that tells',
      () => artifact('application/vnd.dev.cosign.artifact.sig.v1+json', [['text/plain']], { artifactType: 'a/b' }),
      'a/b',
      { signatures: ['Cosign'] },
    ],
    ...['application/vnd.oci.artifact.manifest.v1+json', 'application/vnd.cncf.oras.artifact.manifest.v1+json'].map(
      (mediaType): [string, () => string, string, object] => [
        `what ORAS made before version 1.1, as ${mediaType},`,
        () =>
          blob({ mediaType, artifactType: 'example/sbom', blobs: [{ mediaType: 'application/spdx+json', size: 9 }] }),
        'example/sbom',
        { sboms: ['SPDX'] },
      ],
    ),
    [
      'an image that has such a type, and a text of SPDX among its layers,',
      () => artifact(OCI_CONFIG, [['text/spdx'], ['application/vnd.oci.image.layer.v1.tar']], { artifactType: 'a/b' }),
      'a/b',
      NOTHING,
    ],
    ['an image', () => system.registry.manifest().digest, undefined, NOTHING],
    ['an artifact of another type', () => artifact('application/vnd.acme.notes', [['text/plain']]), undefined, NOTHING],
    ['what is missing', () => GONE, undefined, NOTHING],
  ])('%s is read', async (_, digest, artifactType, expected) => {
    await referrers({ digest: digest(), ...(artifactType === undefined ? {} : { artifactType }) })
    expect((await answer()).said).toEqual(expected)
  })

  const statement = (predicateType: string) => ({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType,
    subject: [],
  })
  const envelope = (of: object) => ({
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(of)).toString('base64'),
    signatures: [],
  })
  it.each<[string, string, unknown, object]>([
    [
      'a bundle with a plain signature',
      BUNDLE,
      { messageSignature: { signature: 'MEU=' } },
      { signatures: ['Sigstore'] },
    ],
    [
      'a bundle with a signature by cosign',
      BUNDLE,
      { dsseEnvelope: envelope(statement(SIGN)) },
      { signatures: ['Cosign'] },
    ],
    ['a bundle with an SBOM', BUNDLE, { dsseEnvelope: envelope(statement(SPDX)) }, SBOM_STATEMENT('SPDX')],
    ['an envelope with provenance', DSSE, envelope(statement(SLSA)), { attestations: ['SLSA'] }],
    ['an envelope that claims to be a bundle', DSSE, { messageSignature: {} }, { attestations: [] }],
    ['a statement', IN_TOTO, statement(CYCLONEDX), SBOM_STATEMENT('CycloneDX')],
    ['a bundle of something else', BUNDLE, { dsseEnvelope: { payload: 'bm90IGpzb24=' } }, { attestations: [] }],
    ['a bundle of wrong types', BUNDLE, { messageSignature: 'x', dsseEnvelope: [] }, { attestations: [] }],
    ['a bundle that is a list', BUNDLE, [], { attestations: [] }],
    [
      'a bundle too large to be read',
      BUNDLE,
      { messageSignature: {}, x: 'x'.repeat(256 * 1024) },
      { attestations: [] },
    ],
  ])('of %s without annotations is looked into', async (_, mediaType, content, expected) => {
    const body = JSON.stringify(content)
    const layers = [{ mediaType, digest: system.registry.blob(body), size: body.length }]
    const more = { artifactType: mediaType, layers }
    await referrers({ digest: artifact(EMPTY, [], more), artifactType: mediaType })
    expect((await answer()).said).toEqual(expected)
    await beside('.att', artifact(OCI_CONFIG, [], { layers }))
    expect((await answer()).said).toEqual(expected)
  })

  const line = (predicateType: string) => JSON.stringify(envelope(statement(predicateType)))
  const BUNDLE_OF_STATEMENTS = 'application/vnd.in-toto.bundle'
  const several = { attestations: ['SLSA', 'SPDX'], sboms: ['SPDX'] }
  const many = (count: number) => [...Array.from({ length: count }, () => '{}'), line(SLSA)].join('\n')
  it.each<[string, string, string | Buffer, object]>([
    ['one line', BUNDLE_OF_STATEMENTS, line(SLSA), { attestations: ['SLSA'] }],
    ['several lines', BUNDLE_OF_STATEMENTS, `${line(SLSA)}\n${line(SPDX)}\n`, several],
    ['several lines of Windows', BUNDLE_OF_STATEMENTS, `\ufeff${line(SLSA)}\r\n\r\n${line(SPDX)}\r\n`, several],
    ['lines that are compressed', BUNDLE_OF_STATEMENTS, gzipSync(`${line(SLSA)}\n${line(SPDX)}`), several],
    [
      'lines, by its type compressed',
      `${BUNDLE_OF_STATEMENTS}+gzip`,
      gzipSync(`${line(SLSA)}\n${line(SPDX)}`),
      several,
    ],
    ['lines in an artifact of envelopes', DSSE, `${line(SLSA)}\n${line(SPDX)}`, several],
    ['an array', IN_TOTO, JSON.stringify([statement(SLSA), envelope(statement(SPDX)), null, []]), several],
    [
      'lines with bundles of Sigstore',
      BUNDLE,
      `${JSON.stringify({ messageSignature: {} })}\n${JSON.stringify({ dsseEnvelope: envelope(statement(SLSA)) })}`,
      { signatures: ['Sigstore'], attestations: ['SLSA'] },
    ],
    // What is no JSON, or says nothing, does not count beside what does.
    [
      'lines of anything',
      BUNDLE_OF_STATEMENTS,
      `{\n"x"\nnull\n[]\n{"payload":"bm8="}\n${line(SLSA)}`,
      { attestations: ['SLSA'] },
    ],
    ['lines of which none tells', BUNDLE_OF_STATEMENTS, '{}\n{}', { attestations: [] }],
    ['99 lines before it', BUNDLE_OF_STATEMENTS, many(99), { attestations: ['SLSA'] }],
    ['100 lines before it, which are too many', BUNDLE_OF_STATEMENTS, many(100), { attestations: [] }],
    ['broken gzip', BUNDLE_OF_STATEMENTS, gzipSync(line(SLSA)).subarray(0, 40), { attestations: [] }],
    [
      'what is far larger than it was',
      BUNDLE_OF_STATEMENTS,
      gzipSync(line(SLSA) + ' '.repeat(2 * 1024 * 1024)),
      { attestations: [] },
    ],
  ])('of statements is looked into: %s', async (_, mediaType, body, expected) => {
    const layers = [{ mediaType, digest: blobOf(Buffer.from(body)), size: body.length }]
    await referrers({ digest: artifact(EMPTY, [], { artifactType: mediaType, layers }), artifactType: mediaType })
    expect((await answer()).said).toEqual(expected)
  })

  it('is listed once where several entries name it', async () => {
    const sbom = artifact(EMPTY, [['text/spdx']], { artifactType: 'text/spdx' })
    const other = artifact(EMPTY, [['text/spdx+json']], { artifactType: 'text/spdx+json' })
    await referrers({ digest: sbom }, { digest: other }, { digest: sbom })
    const { body } = await answer()
    expect(body['referrers']).toMatchObject([{ digest: sbom }, { digest: other }])
  })

  it('is not shown if it is missing', async () => {
    await referrers({ digest: GONE })
    expect((await answer()).body['referrers']).toEqual([])
  })
})

describe("a tag of cosign's", () => {
  it.each<[string, readonly ArtifactLayer[], object]>([
    ['.sig', [['application/vnd.dev.cosign.simplesigning.v1+json']], { signatures: ['Cosign'] }],
    ['.att', [[DSSE, { predicateType: SLSA }]], { attestations: ['SLSA'] }],
    ['.att', [[DSSE, { predicateType: CYCLONEDX }], [DSSE]], SBOM_STATEMENT('CycloneDX')],
    ['.att', [[DSSE]], { attestations: [] }],
    ['.sbom', [['text/spdx']], { sboms: ['SPDX'] }],
    ['.sbom', [['application/vnd.cyclonedx']], { sboms: ['CycloneDX'] }],
    // What it holds decides, not its name.
    ['.sig', [['text/plain']], NOTHING],
    ['.att', [['text/plain']], NOTHING],
    ['.sbom', [['text/plain']], NOTHING],
    ['.sbom', [['application/vnd.dev.cosign.simplesigning.v1+json']], { signatures: ['Cosign'] }],
  ])('that ends in %s and has layers %j', async (suffix, layers, expected) => {
    const digest = artifact(OCI_CONFIG, layers)
    await beside(suffix, digest)
    const { said, body } = await answer()
    expect(said).toEqual(expected)
    expect(body['referrers']).toMatchObject([{ digest, tag: image.replace(':', '-') + suffix }])
  })

  it.each(['.sig', '.att', '.sbom'])('that ends in %s and is an image says nothing', async (suffix) => {
    await beside(suffix, system.registry.manifest().digest)
    expect((await answer()).said).toEqual(NOTHING)
  })

  it('touches its own rows only', async () => {
    const rows = structuredClone(system.tables.briefs.get('app\nv1'))
    await beside('.sig', artifact(OCI_CONFIG, [['application/vnd.dev.cosign.simplesigning.v1+json']]))
    expect((await answer()).said).toEqual({ signatures: ['Cosign'] })
    expect(system.tables.briefs.get('app\nv1')).toEqual(rows)
  })
})

describe('an image index with attestations in it', () => {
  const pushIndex = async (layers: readonly ArtifactLayer[], nested: boolean) => {
    const child = system.registry.manifest().digest
    const attestation = artifact(OCI_CONFIG, layers)
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': child }
    const unknown = { os: 'unknown', architecture: 'unknown' }
    const manifests = [{ digest: child }, { digest: attestation, platform: unknown, annotations }]
    const flat = blob({ schemaVersion: 2, manifests })
    const platform = { os: 'linux', architecture: 'amd64' }
    const digest = nested ? blob({ schemaVersion: 2, manifests: [{ digest: flat, platform }] }) : flat
    system.registry.tag('app', 'index', digest)
    await system.index('app', 'index')
    return attestation
  }

  it.each<[string, readonly ArtifactLayer[], object]>([
    ['an SBOM', [[IN_TOTO, { 'in-toto.io/predicate-type': SPDX }]], SBOM_STATEMENT('SPDX')],
    [
      'provenance',
      [[IN_TOTO, { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' }]],
      { attestations: ['SLSA'] },
    ],
    ['a statement without annotations', [[IN_TOTO]], { attestations: [] }],
    ['a text', [['text/plain']], NOTHING],
    ['a layer of an image', [['application/vnd.oci.image.layer.v1.tar+gzip']], NOTHING],
  ])('has what they hold, such as %s', async (_, layers, expected) => {
    for (const nested of [false, true]) {
      const attestation = await pushIndex(layers, nested)
      const { said, body } = await answer('index')
      expect(said).toEqual(expected)
      expect(body['referrers']).toMatchObject([{ digest: attestation }])
    }
  })
})

it('an artifact says what it is itself, which is not that it has one', async () => {
  system.registry.tag(
    'app',
    'sbom',
    artifact(EMPTY, [['application/spdx+json']], { artifactType: 'application/spdx+json' }),
  )
  await system.index('app', 'sbom')
  const { said, body } = await answer('sbom')
  expect(said).toEqual(NOTHING)
  expect(body['evidence']).toEqual([{ is: 'sbom', kind: 'SPDX' }])
})

it('a list of referrers has itself none of what it lists', async () => {
  await referrers({ digest: GONE, artifactType: 'application/spdx+json' })
  expect((await answer(image.replace(':', '-'))).said).toEqual(NOTHING)
})

// Whatever may stand in a bucket: bytes, and JSON with the names of real fields and any values.

import fc from 'fast-check'

/** Texts with what does harm: halves of characters, control characters, directions, digests. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    'linux',
    'amd64',
    'unknown',
    '\ud83d',
    'a\udc00\ud83d',
    '\u202egnp\u2066',
    '\0\u001b[2J',
    '\ufdfa'.repeat(100),
    '\\"'.repeat(300),
    'x'.repeat(5000),
    `sha256:${'ab'.repeat(32)}`,
    '2026-10-01T12:00:00Z',
    '0001-01-01T00:00:00Z',
    'https://',
    'attestation-manifest',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.config.v1+json',
    'application/vnd.cncf.helm.config.v1+json',
    'application/vnd.buildkit.cacheconfig.v0',
    'application/wasm',
    '{"os":"linux","created":7}',
  ),
)
const number = fc.oneof(fc.integer({ min: -1, max: 3 }), fc.double(), fc.constantFrom(2 ** 53, -0, 1e308))

/** Names of fields that are read, and of such as no object should have. */
const NAMES =
  'schemaVersion mediaType artifactType config layers manifests annotations subject digest size platform os architecture variant os.version fsLayers blobSum history v1Compatibility created author comment Labels name version description sources icon home appVersion documentation org.opencontainers.image.title org.opencontainers.image.description org.opencontainers.image.source org.opencontainers.image.base.digest org.label-schema.version vnd.docker.reference.type Entrypoint Cmd Env User WorkingDir ExposedPorts created_by empty_layer container_config __proto__ constructor toString'.split(
    ' ',
  )
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: text })

const { value } = fc.letrec<{ value: unknown; fields: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('fields'),
  ),
  fields: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 8 })
    // Written as text, so that even `__proto__` is a field.
    .map((pairs) => Object.fromEntries(pairs)),
}))

/** Any JSON value, most often an object with fields that are read. */
export const anyJson: fc.Arbitrary<unknown> = value

/** Any bytes: JSON, nearly JSON, or nothing of the kind. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  value.map((one) => Buffer.from(JSON.stringify(one))),
  fc.tuple(value, fc.nat(100)).map(([one, at]) => Buffer.from(JSON.stringify(one).slice(0, at))),
)

const object = fc.dictionary(name, value, { maxKeys: 8 })
const descriptor = fc.record(
  {
    mediaType: text,
    digest: fc.oneof(text, fc.constant('digest:config'), fc.constant('digest:child')),
    size: number,
    platform: object,
    annotations: object,
    artifactType: text,
  },
  { requiredKeys: [] },
)

/** A manifest that could be one: fields where they belong, some sound and some not. */
export const anyManifest: fc.Arbitrary<object> = fc.record(
  {
    schemaVersion: fc.oneof(fc.constantFrom(1, 2), value),
    mediaType: fc.oneof(text, value),
    artifactType: text,
    config: fc.oneof(
      { weight: 3, arbitrary: fc.record({ mediaType: text, digest: fc.constant('digest:config'), size: number }) },
      { weight: 1, arbitrary: value },
    ),
    layers: fc.oneof(fc.array(fc.oneof(descriptor, value), { maxLength: 4 }), value),
    manifests: fc.oneof(fc.array(fc.oneof(descriptor, value), { maxLength: 4 }), value),
    fsLayers: fc.array(fc.oneof(fc.record({ blobSum: text }), value), { maxLength: 3 }),
    history: fc.array(fc.oneof(fc.record({ v1Compatibility: text }), value), { maxLength: 3 }),
    annotations: fc.oneof(object, value),
    subject: fc.oneof(descriptor, value),
  },
  { requiredKeys: [] },
)

/** The config of an image or a chart, likewise. */
export const anyConfig: fc.Arbitrary<unknown> = fc.oneof(
  fc.record(
    {
      os: text,
      architecture: text,
      variant: text,
      created: text,
      author: text,
      config: fc.record({ Labels: fc.oneof(object, value) }),
      name: text,
      sources: fc.array(value),
      version: value,
    },
    { requiredKeys: [] },
  ),
  value,
)

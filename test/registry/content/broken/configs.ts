// Broken configs of images, and the image JSON that Docker's schema 1 has instead.

import type { Case } from './case.ts'
import { config, image, labelled, layer, OCI_MANIFEST, ofImage, ofManifest, without } from './pieces.ts'

const of = (name: string, content: Case['blobs'] & object, facts: Case['facts'], problem?: Case['problem']): Case => ({
  name: `a config ${name}`,
  blobs: { manifest: image, ...content },
  facts,
  ...(problem === undefined ? {} : { problem }),
})
const not = (name: string, content: string | Buffer, what = 'is not JSON in UTF-8') =>
  of(name, { config: content }, ofManifest, `config digest:config ${what}`)
const created = (name: string, at: string, known?: string) =>
  of(
    `created ${name}`,
    { config: { ...config, created: at } },
    { ...without(ofImage, 'created'), ...(known ? { created: known } : {}) },
  )
const on = (name: string, platform: object, platforms: string[]) =>
  of(`for ${name}`, { config: { created: config.created, ...platform } }, { ...ofImage, platforms })

const whole: Case[] = [
  not('of no bytes', ''),
  not('that is a tar', Buffer.concat([Buffer.from('etc/passwd'), Buffer.alloc(502)])),
  not('that is truncated', '{"os":"linux"'),
  not('with a byte that is not UTF-8', Buffer.from('{"os":"\xfc"}', 'latin1')),
  not('that is null', 'null', 'is not a JSON object'),
  not('that is an array', '[{"os":"linux"}]', 'is not a JSON object'),
  not('that is nested very deeply', '['.repeat(1e5) + ']'.repeat(1e5), 'is not a JSON object'),
  of('that is an empty object', { config: {} }, ofManifest),
  of(
    'whose fields are all null',
    {
      config: { os: null, architecture: null, created: null, config: null, author: null, rootfs: null, history: null },
    },
    ofManifest,
  ),
  of(
    'with a duplicate field, of which the last counts',
    { config: '{"os":"windows","architecture":"amd64","os":"linux","created":"2026-10-01T12:00:00Z"}' },
    ofImage,
  ),
  of(
    'with labels in its prototype',
    { config: JSON.stringify(config).replace('{', '{"config":{"__proto__":{"Labels":{"a":"b"}}},') },
    ofImage,
  ),
  of('with labels in lower case', { config: { ...config, config: { labels: { a: 'b' } } } }, ofImage),
  of('with labels of null', { config: { ...config, config: { Labels: null } } }, ofImage),
  of(
    'with labels that are pairs',
    { config: { ...config, config: { Labels: [['a', 'b']] } } },
    ofImage,
    'invalid: config.Labels is an array, not an object',
  ),
  of(
    'with labels that are a string',
    { config: { ...config, config: { Labels: 'a=b' } } },
    ofImage,
    'invalid: config.Labels is "a=b", not an object',
  ),
  of('with an author', { config: { ...config, author: 'Ann\n' } }, { ...ofImage, authors: 'Ann' }),
  of(
    'with an author field, which a base may have set, and a label of authors',
    { config: { ...labelled({ 'org.opencontainers.image.authors': 'Label' }), author: 'Field' } },
    { ...ofImage, authors: 'Label', labels: { 'org.opencontainers.image.authors': 'Label' } },
  ),
]

const times: Case[] = [
  created('at the Unix epoch', '1970-01-01T00:00:00Z'),
  created('in 1970, as the epoch is in some time zones', '1970-12-31T23:00:00Z'),
  created('at the zero time of Go', '0001-01-01T00:00:00Z'),
  created('in a negative year', '-000001-01-01T00:00:00Z'),
  created('in a year of five digits', '12026-10-01T12:00:00Z'),
  created('in the year 9999', '9999-12-31T23:59:59Z'),
  created('on a day that does not exist', '2026-02-30T25:00:00Z'),
  created('with nanoseconds', '2026-10-01T12:00:00.123456789Z', '2026-10-01T12:00:00Z'),
  created('in another time zone', '2026-10-01T23:30:00-05:00', '2026-10-02T04:30:00Z'),
  created('with a space, as the command date writes it', '2026-10-01 12:00:00+00:00', '2026-10-01T12:00:00Z'),
  created('on a day without a time', '2026-10-01', '2026-10-01T00:00:00Z'),
  created('in epoch seconds', '1790856000', '2026-10-01T12:00:00Z'),
  created('in words', 'yesterday'),
  created('in words with a number', 'build 42'),
  created('as a small number', '5'),
  created('in the format of mail headers', 'Thu, 01 Oct 2026 12:00:00 GMT', '2026-10-01T12:00:00Z'),
  created('as an empty string', ''),
  created('as a very long number', '9'.repeat(100_000)),
]

const platforms: Case[] = [
  on('no os', { architecture: 'amd64' }, []),
  on('no architecture', { os: 'linux' }, []),
  on('an empty os', { os: '', architecture: 'amd64' }, []),
  on('an os of white space', { os: ' ', architecture: 'amd64' }, []),
  on('an os of invisible characters', { os: '\u202e\u200b', architecture: 'amd64' }, []),
  on('an unknown os', { os: 'unknown', architecture: 'amd64' }, []),
  on('an unknown architecture', { os: 'linux', architecture: 'unknown' }, []),
  on('an empty variant', { os: 'linux', architecture: 'arm', variant: '' }, ['linux/arm']),
  on('a variant', { os: 'linux', architecture: 'arm', variant: 'v7' }, ['linux/arm/v7']),
  on('an architecture with a newline', { os: 'linux', architecture: 'amd64\n' }, ['linux/amd64']),
  on('an os with a bidirectional override', { os: 'li\u202enux', architecture: 'amd64' }, ['li nux/amd64']),
  on('an architecture with a lone surrogate', { os: 'linux', architecture: 'a\ud83d' }, ['linux/a\ufffd']),
  on('a very long architecture', { os: 'linux', architecture: 'x'.repeat(1e5) }, [`linux/${'x'.repeat(55)}…`]),
]

const v1 = (name: string, history: unknown, facts: Case['facts'], problem?: Case['problem']): Case => ({
  name: `a manifest of schema 1 ${name}`,
  blobs: {
    manifest: {
      schemaVersion: 1,
      name: 'app',
      tag: 'v1',
      architecture: 'amd64',
      fsLayers: [{ blobSum: 'digest:layer' }],
      history,
    },
  },
  facts: {
    kind: 'image',
    mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
    platforms: [],
    layers: [{ digest: 'digest:layer' }],
    ...facts,
  },
  ...(problem === undefined ? {} : { problem }),
})
const compatible = (v1Compatibility: unknown) => [{ v1Compatibility }]
const { created: _, ...undated } = config

const schema1: Case[] = [
  v1('without history', undefined, {}),
  v1('with an empty history', [], {}),
  v1('whose history is null', [null], {}),
  v1(
    'whose image is an object, not a string',
    compatible({ os: 'linux' }),
    {},
    'invalid: history[0].v1Compatibility is an object, not a string',
  ),
  v1('whose image is not JSON', compatible('linux'), {}, 'v1Compatibility is not JSON in UTF-8'),
  v1('whose image is an empty string', compatible(''), {}, 'v1Compatibility is not JSON in UTF-8'),
  v1(
    'whose image is a doubly encoded JSON string',
    compatible(JSON.stringify(JSON.stringify(undated))),
    {},
    'v1Compatibility is not a JSON object',
  ),
  v1('whose image has a lone surrogate', compatible('{"author":"a\ud83d"}'), { authors: 'a\ufffd' }),
  v1('whose image has no time', compatible(JSON.stringify(undated)), { platforms: ['linux/amd64'] }),
  {
    name: 'a manifest of schema 1 with a layer that has an invalid digest, and with the empty layer twice',
    blobs: {
      manifest: {
        schemaVersion: 1,
        fsLayers: [{ blobSum: 'digest:empty' }, { blobSum: 'tarsum.v1+sha256:abc' }, { blobSum: 'digest:empty' }],
        history: [],
      },
    },
    facts: {
      kind: 'image',
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      platforms: [],
      layers: [{ digest: 'digest:empty' }, { digest: 'digest:empty' }],
    },
    problem: 'invalid: fsLayers[1].blobSum is "tarsum.v1+sha256:abc", not a digest',
  },
  {
    name: 'a manifest of schema 1 that also has a config, which is not read',
    blobs: {
      manifest: {
        schemaVersion: 1,
        config: { digest: 'digest:config' },
        fsLayers: [],
        history: compatible('{"os":"linux","architecture":"s390x"}'),
      },
    },
    facts: {
      kind: 'image',
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      configDigest: 'digest:config',
      platforms: ['linux/s390x'],
    },
  },
  {
    name: 'a manifest with schemaVersion 1 and the fields of schema 2',
    blobs: { manifest: { ...image, layers: [layer], schemaVersion: 1 }, config },
    facts: { kind: 'unknown', platforms: [] },
    problem: 'manifest digest:manifest has schemaVersion 1, but no fsLayers',
  },
  {
    name: 'a manifest with the fields of schema 1, but without schemaVersion',
    blobs: { manifest: { mediaType: OCI_MANIFEST, fsLayers: [{ blobSum: 'digest:layer' }] } },
    facts: { kind: 'unknown', platforms: [] },
    problem: 'manifest digest:manifest has neither manifests nor config nor layers',
  },
]

export const configs: Case[] = [...whole, ...times, ...platforms, ...schema1]

// Configs of images, and what docker's schema 1 has in their place.

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
  not('that is cut', '{"os":"linux"'),
  not('with a byte that is no UTF-8', Buffer.from('{"os":"\xfc"}', 'latin1')),
  not('that is null', 'null', 'is not a JSON object'),
  not('that is an array', '[{"os":"linux"}]', 'is not a JSON object'),
  not('that is very deep', '['.repeat(1e5) + ']'.repeat(1e5), 'is not a JSON object'),
  of('without anything', { config: {} }, ofManifest),
  of(
    'whose fields are all null',
    {
      config: { os: null, architecture: null, created: null, config: null, author: null, rootfs: null, history: null },
    },
    ofManifest,
  ),
  of(
    'with a field twice, of which the last counts',
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
    'not sound: config.Labels is an array, not an object',
  ),
  of(
    'with labels that are a text',
    { config: { ...config, config: { Labels: 'a=b' } } },
    ofImage,
    'not sound: config.Labels is "a=b", not an object',
  ),
  of('with an author', { config: { ...config, author: 'Ann\n' } }, { ...ofImage, authors: 'Ann' }),
  of(
    'with an author beside a label of authors',
    { config: { ...labelled({ 'org.opencontainers.image.authors': 'Label' }), author: 'Field' } },
    { ...ofImage, authors: 'Field', labels: { 'org.opencontainers.image.authors': 'Label' } },
  ),
]

const times: Case[] = [
  created('at the beginning of time', '1970-01-01T00:00:00Z'),
  created('within its year, as some zones have it', '1970-12-31T23:00:00Z'),
  created('by the zero time of Go', '0001-01-01T00:00:00Z'),
  created('before time', '-000001-01-01T00:00:00Z'),
  created('in a year of five digits', '12026-10-01T12:00:00Z'),
  created('in the last year', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'),
  created('on a day that is not', '2026-02-30T25:00:00Z'),
  created('in nanoseconds', '2026-10-01T12:00:00.123456789Z', '2026-10-01T12:00:00Z'),
  created('in another zone', '2026-10-01T23:30:00-05:00', '2026-10-02T04:30:00Z'),
  created('with a space, as date says it', '2026-10-01 12:00:00+00:00', '2026-10-01T12:00:00Z'),
  created('on a day', '2026-10-01', '2026-10-01T00:00:00Z'),
  created('in seconds', '1790856000'),
  created('in words', 'yesterday'),
  created('in words with a number', 'build 42'),
  created('by a small number', '5'),
  created('as mail has it', 'Thu, 01 Oct 2026 12:00:00 GMT'),
  created('never', ''),
  created('in very many digits', '9'.repeat(100_000)),
]

const platforms: Case[] = [
  on('no system', { architecture: 'amd64' }, []),
  on('no processor', { os: 'linux' }, []),
  on('an empty system', { os: '', architecture: 'amd64' }, []),
  on('a system of white space', { os: ' ', architecture: 'amd64' }, []),
  on('a system of marks that nobody sees', { os: '\u202e\u200b', architecture: 'amd64' }, []),
  on('an unknown system', { os: 'unknown', architecture: 'amd64' }, []),
  on('an unknown processor', { os: 'linux', architecture: 'unknown' }, []),
  on('an empty variant', { os: 'linux', architecture: 'arm', variant: '' }, ['linux/arm']),
  on('a variant', { os: 'linux', architecture: 'arm', variant: 'v7' }, ['linux/arm/v7']),
  on('a processor with a newline', { os: 'linux', architecture: 'amd64\n' }, ['linux/amd64']),
  on('a system that turns the text around', { os: 'li\u202enux', architecture: 'amd64' }, ['li nux/amd64']),
  on('half a character', { os: 'linux', architecture: 'a\ud83d' }, ['linux/a\ufffd']),
  on('a very long processor', { os: 'linux', architecture: 'x'.repeat(1e5) }, [`linux/${'x'.repeat(55)}…`]),
]

const v1 = (name: string, history: unknown, facts: Case['facts'], problem?: Case['problem']): Case => ({
  name: `schema 1 ${name}`,
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
  v1('with a history of nothing', [], {}),
  v1('whose history is null', [null], {}),
  v1(
    'whose image is an object, not a text',
    compatible({ os: 'linux' }),
    {},
    'not sound: history[0].v1Compatibility is an object, not a string',
  ),
  v1('whose image is no JSON', compatible('linux'), {}, 'v1Compatibility is not JSON in UTF-8'),
  v1('whose image is an empty text', compatible(''), {}, 'v1Compatibility is not JSON in UTF-8'),
  v1(
    'whose image is JSON in JSON in JSON',
    compatible(JSON.stringify(JSON.stringify(undated))),
    {},
    'v1Compatibility is not a JSON object',
  ),
  v1('whose image has half a character', compatible('{"author":"a\ud83d"}'), { authors: 'a\ufffd' }),
  v1('whose image has no time', compatible(JSON.stringify(undated)), { platforms: ['linux/amd64'] }),
  {
    name: 'schema 1 with one layer that has no digest, and the empty layer again and again',
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
    problem: 'not sound: fsLayers[1].blobSum is "tarsum.v1+sha256:abc", not a digest',
  },
  {
    name: 'schema 1 that has a config too, which is not read',
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
    name: 'schema 1 by its number, schema 2 by its fields',
    blobs: { manifest: { ...image, layers: [layer], schemaVersion: 1 }, config },
    facts: { kind: 'unknown', platforms: [] },
    problem: 'manifest digest:manifest is of schema 1, but has no fsLayers',
  },
  {
    name: 'schema 1 by its fields without its number',
    blobs: { manifest: { mediaType: OCI_MANIFEST, fsLayers: [{ blobSum: 'digest:layer' }] } },
    facts: { kind: 'unknown', platforms: [] },
    problem: 'manifest digest:manifest has neither manifests nor config nor layers',
  },
]

export const configs: Case[] = [...whole, ...times, ...platforms, ...schema1]

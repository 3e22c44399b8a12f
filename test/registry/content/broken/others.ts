// Broken charts, plugins, WebAssembly, build caches and artifacts; and rows of the largest possible size.

import type { Case } from './case.ts'
import {
  CHART_CONFIG,
  config,
  configOf,
  EMPTY_CONFIG,
  image,
  labelled,
  OCI_INDEX,
  ofImage,
  ofManifest,
  without,
} from './pieces.ts'

const PLUGIN = 'application/vnd.docker.plugin.v1+json'
const CACHE = 'application/vnd.buildkit.cacheconfig.v0'
const WASM = 'application/vnd.wasm.config.v0+json'

const of = (
  kind: 'chart' | 'plugin' | 'wasm' | 'cache' | 'artifact',
  type: string,
  name: string,
  content: Case['blobs'] | undefined,
  facts: Case['facts'] = {},
  more: Partial<Case> = {},
): Case => ({
  name: `${kind === 'artifact' ? 'an' : 'a'} ${kind} ${name}`,
  blobs: { manifest: { ...image, config: configOf(type) }, ...content },
  facts: { ...ofManifest, kind, ...(kind === 'artifact' ? { artifactType: type } : {}), ...facts },
  ...more,
})
const chart = (
  name: string,
  content: object | string | undefined,
  facts: Case['facts'] = {},
  more: Partial<Case> = {},
) => of('chart', CHART_CONFIG, name, content === undefined ? {} : { config: content }, facts, more)

const kinds: Case[] = [
  chart('without a config', undefined, { dangling: 1 }, { problem: 'blob digest:config is missing', heals: true }),
  chart('whose config is YAML', 'name: x\n', {}, { problem: 'config digest:config is not JSON in UTF-8' }),
  chart('whose config is null', 'null', {}, { problem: 'config digest:config is not a JSON object' }),
  chart('whose config is an empty object', {}),
  chart(
    'whose version is a number',
    { name: 'x', version: 1.2 },
    { title: 'x' },
    { problem: 'invalid: version is 1.2, not a string' },
  ),
  chart(
    'whose appVersion is a number, as YAML reads it',
    { name: 'x', appVersion: 1.27 },
    { title: 'x' },
    { problem: 'invalid: appVersion is 1.27, not a string' },
  ),
  chart(
    'whose sources are a string',
    { sources: 'https://x' },
    {},
    { problem: 'invalid: sources is "https://x", not an array' },
  ),
  chart(
    'whose sources are a number, null and a string',
    { sources: [1, null, 'https://x'] },
    { source: 'https://x' },
    { problem: 'invalid: sources[0] is 1, not a string' },
  ),
  chart('whose first source is empty', { sources: ['', 'https://x'] }, { source: 'https://x' }),
  chart(
    'with more sources than are read',
    { sources: Array(21).fill('https://x') },
    { source: 'https://x' },
    { problem: 'invalid: sources has 21 elements, of which only the first 20 are read' },
  ),
  chart('whose name has only invisible characters', { name: '\u200b', home: '\u0000', icon: '' }),
  chart(
    'whose icon is an image',
    { icon: `data:image/png;base64,${'A'.repeat(100_000)}` },
    { icon: `data:image/png;base64,${'A'.repeat(230)}…` },
  ),
  chart('whose home is a script URL', { home: 'javascript:alert(1)' }, { home: 'javascript:alert(1)' }),
  chart('with the config of an image', config),
  of(
    'plugin',
    PLUGIN,
    'with a description that is an array',
    { config: { description: ['x'], documentation: 'd' } },
    { documentation: 'd' },
    { problem: 'invalid: description is an array, not a string' },
  ),
  of(
    'plugin',
    PLUGIN,
    'without a config',
    {},
    { dangling: 1 },
    { problem: 'blob digest:config is missing', heals: true },
  ),
  of(
    'wasm',
    WASM,
    'with a config of no bytes',
    { config: '' },
    {},
    { problem: 'config digest:config is not JSON in UTF-8' },
  ),
  of(
    'wasm',
    WASM,
    'with an invalid list of layer digests',
    { config: { os: 'wasip1', architecture: 'wasm', layerDigests: 7, component: [] } },
    { platforms: ['wasip1/wasm'] },
  ),
  of('cache', CACHE, 'whose config is missing and is not read', {}, {}, { hidden: true }),
  of('artifact', 'application/x', 'whose config is missing and is not read', {}),
  of('artifact', 'application/x', 'whose config is not JSON and is not read', { config: Buffer.alloc(100, 255) }),
  of('artifact', 'application/x', 'whose config is very large and is not read', { config: ' '.repeat(5_000_000) }),
  of(
    'artifact',
    ' application/vnd.oci.image.config.v1+json',
    'whose type is almost that of an image',
    { config },
    { artifactType: 'application/vnd.oci.image.config.v1+json' },
  ),
  of('artifact', 'application/vnd.oci.image.config.v1+json; charset=utf-8', 'whose type has parameters', { config }),
  of('artifact', 'APPLICATION/VND.OCI.IMAGE.CONFIG.V1+JSON', 'whose type is in upper case', { config }),
  of('artifact', 'application/vnd.cncf.helm.config.v2+json', 'whose type is a future version of charts', {
    config: { name: 'x' },
  }),
  {
    name: 'an artifact with an empty config and an invalid artifactType',
    blobs: { manifest: { ...image, artifactType: {}, config: configOf(EMPTY_CONFIG) } },
    facts: { ...ofManifest, kind: 'artifact' },
    problem: 'invalid: artifactType is an object, not a string',
  },
  {
    name: 'an artifact of cosign under a tag of signatures',
    tag: `sha256-${'a'.repeat(64)}.sig`,
    blobs: {
      manifest: {
        ...image,
        layers: [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', annotations: 7 }],
      },
      config: {},
    },
    facts: {
      ...without(ofManifest, 'layers', 'size'),
      kind: 'artifact',
      evidence: [{ is: 'signature', kind: 'Cosign' }],
    },
    hidden: true,
  },
]

const WORDS = Array.from({ length: 15 }, (_, at) => `${'w'.repeat(38)}${String.fromCharCode(97 + at)}`).join(' ')
const KEYS = [
  'title',
  'version',
  'source',
  'revision',
  'url',
  'documentation',
  'licenses',
  'vendor',
  'authors',
  'base.name',
  'base.digest',
]
/** The facts that these keys become: `base.name` is `baseName`. */
const FACTS = KEYS.map((key) => key.replace(/\.(.)/, (_, letter: string) => letter.toUpperCase()))
const long = (character: string) => character.repeat(255)
// The title is not that of the base, as it would be if the labels were the base's.
const textOf = (key: string, character: string) =>
  key.startsWith('base') ? long(character).replace(/.$/, 'z') : long(character)
const all = (character: string) =>
  Object.fromEntries(KEYS.map((key) => [`org.opencontainers.image.${key}`, textOf(key, character)]))
const largest = (character: string, description: string): Case => ({
  name: `an image whose labels have the largest size, filled with ${character}`,
  tag: 't'.repeat(128),
  blobs: {
    manifest: image,
    config: labelled({ ...all(character), 'org.opencontainers.image.description': description }),
  },
  facts: {
    ...ofImage,
    ...Object.fromEntries(FACTS.map((fact) => [fact, textOf(fact, character)])),
    description,
    labels: { ...all(character), 'org.opencontainers.image.description': description },
  },
})

/** The same case as an image index, with as many platforms as are kept. */
const indexOf = (one: Case): Case => ({
  ...one,
  name: `${one.name}, in an image index of many platforms`,
  blobs: {
    ...one.blobs,
    child: image,
    manifest: {
      manifests: [
        { digest: 'digest:child', mediaType: 'manifest' },
        ...Array.from({ length: 64 }, (_, at) => ({
          mediaType: 'x',
          digest: 'digest:child',
          platform: { os: at + QUOTES, architecture: '"' },
        })),
      ],
    },
  },
  facts: {
    ...without(one.facts, 'layers', 'configDigest', 'platforms', 'labels'),
    kind: 'index',
    mediaType: OCI_INDEX,
    platforms: PLATFORMS,
    labels: one.facts.labels ?? {},
    children: [
      { digest: 'digest:child', mediaType: 'manifest', size: 110, layers: 1 },
      ...PLATFORMS.map((platform) => ({ mediaType: 'x', digest: 'digest:child', platform })),
    ],
  },
})
const QUOTES = '"'.repeat(80)
const PLATFORMS = Array.from({ length: 64 }, (_, at) => `${at}${QUOTES}`.slice(0, 61).concat('…'))

/** Rows of the largest size: characters that JSON doubles, or the longest words that are kept and the longest names. */
const large: Case[] = [
  largest('\\', '\\'.repeat(1000)),
  indexOf(largest('\\', '\\'.repeat(1000))),
  { ...largest('a', WORDS.padEnd(1000, 'x')), repository: 'a-'.repeat(127).concat('a') },
]

export const others: Case[] = [...kinds, ...large]

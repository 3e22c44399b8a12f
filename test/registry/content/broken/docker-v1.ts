// Cases of the layout docker-v1, where a tag's content is the id of an image that has a JSON and an ancestry.

import type { CaseV1 } from './case.ts'

const ID = 'a1'.repeat(32)
const PARENT = 'b2'.repeat(32)
const SHORT = '0123456789abcdef'

const json = { id: ID, os: 'linux', architecture: 'amd64', created: '2014-10-01T12:00:00Z' }
const whole = {
  [`${ID}/json`]: json,
  [`${ID}/ancestry`]: [ID, PARENT],
  [`${ID}/layer`]: 'xx',
  [`${PARENT}/layer`]: 'yyy',
}
const ofJson = { digest: ID, kind: 'image', platforms: ['linux/amd64'], created: '2014-10-01T12:00:00Z' } as const
const ofAll = {
  ...ofJson,
  size: 5,
  layers: [
    { digest: PARENT, size: 3 },
    { digest: ID, size: 2 },
  ],
}
const NOTHING = { kind: 'unknown', platforms: [] as string[] } as const

const tag = (name: string, content: string | Buffer, bytes = Buffer.byteLength(content)): CaseV1 => ({
  name: `a v1 tag of ${name}`,
  content,
  images: whole,
  facts: NOTHING,
  problem:
    bytes > 512
      ? `the tag's link has ${bytes} bytes that are not a digest`
      : `the tag's key has ${bytes} bytes that are not an image id`,
})
const image = (
  name: string,
  images: CaseV1['images'],
  facts: CaseV1['facts'],
  problem?: CaseV1['problem'],
  heals?: true,
): CaseV1 => ({
  name: `a v1 image ${name}`,
  content: ID,
  images: { ...whole, ...images },
  facts: { digest: ID, ...facts },
  ...(problem === undefined ? {} : { problem }),
  ...(heals ? { heals } : {}),
})
const ancestry = (name: string, content: unknown, facts: CaseV1['facts'], problem?: CaseV1['problem']): CaseV1 =>
  image(`whose ancestry is ${name}`, { [`${ID}/ancestry`]: content as object }, { ...ofJson, ...facts }, problem)
const named = (name: string, ambiguous: string, content: string | Buffer, gone?: true): CaseV1 => ({
  name: `a v1 key ${name}`,
  tag: ambiguous,
  content,
  images: whole,
  facts: gone ? {} : ofAll,
  ...(gone ? { gone } : {}),
})

const tags: CaseV1[] = [
  tag('no bytes', ''),
  tag('an id in quotes', `"${ID}"`),
  tag('an id in upper case', ID.toUpperCase()),
  tag('a truncated id', ID.slice(1)),
  tag('a digest', `sha256:${ID}`),
  tag('a path', '../../../repositories/x'),
  tag('bytes that are not text', Buffer.from([0xff, 0xfe, 0x00, 0x41])),
  tag('JSON', JSON.stringify({ id: ID })),
  tag('very many bytes', ID.repeat(1000)),
]

const images: CaseV1[] = [
  { name: 'a v1 tag with a newline, as editors add it', content: `${ID}\n`, images: whole, facts: ofAll },
  {
    name: 'a missing v1 image with a short id',
    content: SHORT,
    facts: { digest: SHORT, ...NOTHING, dangling: 1 },
    problem: `image ${SHORT} is missing`,
    heals: true,
  },
  image('of no bytes', { [`${ID}/json`]: '' }, NOTHING, `image ${ID} is not JSON in UTF-8`),
  image(
    'that is not UTF-8',
    { [`${ID}/json`]: Buffer.from('{"os":"\xff"}', 'latin1') },
    NOTHING,
    `image ${ID} is not JSON in UTF-8`,
  ),
  image('that is an array', { [`${ID}/json`]: [] }, NOTHING, `image ${ID} is not a JSON object`),
  image('that is null', { [`${ID}/json`]: 'null' }, NOTHING, `image ${ID} is not a JSON object`),
  image(
    'of more than 4 MiB',
    { [`${ID}/json`]: ' '.repeat(4_194_305) },
    NOTHING,
    `image ${ID} has 4194305 bytes, more than 4194304`,
  ),
  image(
    'that is an empty object',
    { [`${ID}/json`]: {} },
    { ...ofAll, ...NOTHING, kind: 'image', created: undefined as never },
  ),
  image(
    'with a comment of control characters',
    { [`${ID}/json`]: { ...json, comment: '\u001b[2J\u202e' } },
    { ...ofAll, description: '[2J' },
  ),
  image('by docker import, from its input', { [`${ID}/json`]: { ...json, comment: 'Imported from -' } }, ofAll),
  image(
    'by docker import, from an address',
    { [`${ID}/json`]: { ...json, comment: 'Imported from http://files.example/root.tgz' } },
    ofAll,
  ),
  image(
    'with a comment that only begins like that of docker import',
    { [`${ID}/json`]: { ...json, comment: 'Imported from Solaris by hand' } },
    { ...ofAll, description: 'Imported from Solaris by hand' },
  ),
  image(
    'with a comment and a description label',
    { [`${ID}/json`]: { ...json, comment: 'old', config: { Labels: { 'org.label-schema.description': 'new' } } } },
    { ...ofAll, description: 'new', labels: { 'org.label-schema.description': 'new' } },
  ),
  image(
    'for an os with a bidirectional override and a very long architecture',
    { [`${ID}/json`]: { ...json, os: 'li\u202enux', architecture: 'x'.repeat(100_000) } },
    { ...ofAll, platforms: [`li nux/${'x'.repeat(54)}…`] },
  ),
  image(
    'whose comment is a number',
    { [`${ID}/json`]: { ...json, comment: 7 } },
    ofAll,
    'invalid: comment is 7, not a string',
  ),
  image(
    'whose labels are an array',
    { [`${ID}/json`]: { ...json, config: { Labels: [] } } },
    ofAll,
    'invalid: config.Labels is an array, not an object',
  ),
  image('that states another id', { [`${ID}/json`]: { ...json, id: PARENT } }, ofAll),
  image(
    'created at Go’s zero time',
    { [`${ID}/json`]: { ...json, created: '0001-01-01T00:00:00Z' } },
    { ...ofAll, created: undefined as never },
  ),
]

const ancestries: CaseV1[] = [
  {
    name: 'a v1 image without an ancestry',
    content: ID,
    images: { [`${ID}/json`]: json },
    facts: { ...ofJson, dangling: 1 },
    problem: `the ancestry of image ${ID} is missing`,
    heals: true,
  },
  {
    name: 'a v1 image without its layers',
    content: ID,
    images: { [`${ID}/json`]: json, [`${ID}/ancestry`]: [ID] },
    facts: { ...ofJson, layers: [{ digest: ID }], dangling: 1 },
    problem: `the layer of image ${ID} is missing`,
    heals: true,
  },
  ancestry('not JSON', 'x', {}, 'the ancestry is not JSON in UTF-8'),
  ancestry('an object', {}, {}, 'the ancestry is not a JSON array'),
  ancestry('null', 'null', {}, 'the ancestry is not a JSON array'),
  ancestry('an empty list', [], {}),
  ancestry(
    'a list with invalid ids',
    [ID, 7, null, '../x', ['x'], {}],
    { size: 2, layers: [{ digest: ID, size: 2 }] },
    'invalid: 5 elements of the ancestry are not image ids',
  ),
  ancestry('a list with duplicate images', [ID, PARENT, ID, PARENT], { size: 5, layers: ofAll.layers }),
  {
    ...ancestry(
      'a list of more images than allowed',
      Array.from({ length: 128 }, (_, at) => at.toString(16).padStart(64, '0')),
      {
        layers: Array.from({ length: 127 }, (_, at) => ({ digest: (126 - at).toString(16).padStart(64, '0') })),
        dangling: 127,
        gone: Array.from({ length: 16 }, (_, at) => (126 - at).toString(16).padStart(64, '0')),
      },
      `the layer of image ${(126).toString(16).padStart(64, '0')} is missing`,
    ),
    heals: true,
  },
  ancestry(
    'larger than 4 MiB',
    ' '.repeat(4_194_305),
    {},
    `the ancestry of image ${ID} has 4194305 bytes, more than 4194304`,
  ),
]

const names: CaseV1[] = [
  named('of the notes of the tag _foo', 'foo_json', JSON.stringify({ last_update: 1, os: 'linux' }), true),
  named('of the tag foo_json', 'foo_json', ID),
  named('of a tag that ends in _json and has notes', 'a_json_json', '{}', true),
  named('of an ambiguous tag with a newline', 'foo_json', `${ID}\n`, true),
  named('of an ambiguous tag that has 64 bytes of JSON', 'foo_json', JSON.stringify({ a: 'x'.repeat(56) }), true),
  named('of an ambiguous tag of no bytes', 'foo_json', '', true),
  named('of an ambiguous tag of very many bytes', 'foo_json', JSON.stringify({ a: 'x'.repeat(10_000) }), true),
]

export const v1: CaseV1[] = [...tags, ...images, ...ancestries, ...names]

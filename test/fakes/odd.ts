// What a caller might send: what is known, and what nobody thinks of.

import fc from 'fast-check'
import { encodeCursor } from '../../lambda/search/page-cursor.ts'
import { encodeTagCursor } from '../../lambda/search/tag-cursor.ts'

export const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('..', '/', '%', '%00', '%2e%2e%2f', '\u0000', 'é'.repeat(255), 'ﷺ'.repeat(256), '\ud83e', '#latest'),
)
export const known = fc.constantFrom(
  'team/app',
  'app',
  'multi',
  'latest',
  'v1.0',
  'library/base',
  'tags/list',
  'manifests',
  'team/tags',
  'team/tags/-',
)
const qualified = fc
  .tuple(
    fc.constantFrom(
      'arch',
      'kind',
      'namespace',
      'source',
      'revision',
      'base',
      'pushed',
      'older',
      'size',
      'is',
      'x',
      '',
    ),
    fc.oneof(odd, known, fc.constantFrom('180d', '>2026-01-01', '>1MB', 'dangling', 'image', '-1', '1..2', '"a b')),
    fc.boolean(),
  )
  .map(([key, value, isNot]) => `${isNot ? '-' : ''}${key}:${value}`)
const word = fc.oneof(odd, known, qualified, fc.constantFrom('sha256:ab', 'c0ffee00', '-app', '"', 'a'.repeat(256)))
const query = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '))
export const entry = fc.oneof(
  odd,
  known,
  known.map((one) => `${one}\0${one}`),
  fc.constant('app\0team/app'),
)
/** Cursors of somebody who knows how they are made. */
const forged = (bound: fc.Arbitrary<string>) =>
  fc
    .record({ tag: fc.oneof(known, odd), key: fc.oneof(known, odd), bound })
    .map(({ bound: to, ...place }) => encodeTagCursor(place, to))
const anyCursor = fc.oneof(
  forged(fc.constantFrom('tags\nteam/app\nname\n')),
  fc
    .record({ q: fc.constantFrom('newest\n', 'relevance\napp', 'newest\nkind:image'), id: entry, value: fc.integer() })
    .map(({ q, ...key }) => encodeCursor({ asOf: 0, part: 'documents', isWhole: false, ...key }, q)),
)

/** Values of a parameter: allowed ones, and any. */
export const valuesOf = ({ name, schema }: { name: string; schema: Record<string, unknown> }): fc.Arbitrary<string> => {
  const words = Array.isArray(schema['enum']) ? [fc.constantFrom(...schema['enum'].map(String))] : []
  const number = fc.integer({ min: -1, max: 1001 }).map(String)
  const cursors = name === 'cursor' ? [anyCursor] : []
  return fc.oneof(odd, known, query, ...cursors, ...(schema['type'] === 'integer' ? [number, number] : []), ...words)
}

export const headers = fc.dictionary(
  fc.constantFrom('accept', 'accept-encoding', 'if-none-match', 'authorization', 'content-type'),
  fc.oneof(
    fc.constantFrom('*', '*/*', 'text/csv', 'gzip', 'gzip;q=0', 'application/x-ndjson;q=1', 'W/"x", "y"', 'Basic Og=='),
    fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map((text) => text.trim()),
  ),
)

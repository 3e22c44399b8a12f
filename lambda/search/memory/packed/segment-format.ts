// The form of a segment: a header, then sections of numbers, each aligned so that a typed array can be laid over it. The
// header names the format and says of each section how wide its numbers are and how many bytes it has:
//
//   magic | format | number of sections | width, bytes | width, bytes | … | section | section | …

import { TOKENIZER_VERSION } from '../../../model/tokenizer.ts'
import type { Column, Floats } from './column.ts'
import type { PackedTexts } from './text-pool.ts'

/** Grows when sections, places, the prior, the form of addresses or the order of documents change. */
const SEGMENT_VERSION = 6
/** What the format of packed documents is called. A segment of another format can't be read: its words may differ, too. */
export const MEMORY_FORMAT = 1000 * TOKENIZER_VERSION + SEGMENT_VERSION

export const MAGIC = 0x58444952
export const ALIGNMENT = 8
/** Numbers of the header, of 4 bytes each: three, and two for each section. */
export const HEADER_NUMBERS = 3
export const NUMBERS_PER_SECTION = 2

/** Columns with a number for each document. `description` is that of its text (`descriptionNumber`). */
export const COLUMNS = [
  'nameEnds',
  'idStarts',
  'visible',
  'hidden',
  'dangling',
  'private',
  'prior',
  'description',
] as const
/** Those of them that a row may have beyond 32 bits. */
export const COUNTS: readonly ColumnName[] = ['visible', 'hidden', 'dangling']
/** The same with fractions, or NaN where a value is absent. */
export const FLOATS = ['changedAt', 'pushedAt', 'created', 'size'] as const
/** Fields of which many documents have equal texts: a column of numbers, and a pool of the texts. */
export const INTERNED = [
  'registry',
  'layout',
  'kind',
  'platforms',
  'licenses',
  'vendor',
  'source',
  'namespace',
  'copies',
] as const
/**
 * `keys`: name and id of each document. `rest`: what is only shown. `folded`: normalized names that differ from the
 * names. `addresses`: the address of each text of `source`. `emptied`: ids without a document. `words`: the vocabulary.
 * `postings`: where each word stands.
 */
export const POOLS = ['keys', 'rest', 'folded', 'addresses', 'emptied', 'words', 'postings'] as const

type ColumnName = (typeof COLUMNS)[number]
type FloatsName = (typeof FLOATS)[number]
export type Interned = (typeof INTERNED)[number]
type PoolName = (typeof POOLS)[number]

/** All parts of a segment. */
export interface Parts<Texts> {
  readonly columns: Record<ColumnName, Column>
  readonly floats: Record<FloatsName, Floats>
  readonly interned: Record<Interned, { readonly numbers: Column; readonly texts: Texts }>
  readonly pools: Record<PoolName, Texts>
  /** Which documents the texts of `folded` are of. */
  readonly foldedDocuments: Column
  readonly emptiedAt: Floats
}

type Section = Column | Floats
const sectionsOf = (texts: PackedTexts): Section[] => [texts.lengths, texts.bytes]

/** Writes a segment. */
export const writeParts = (parts: Parts<PackedTexts>): Buffer => {
  const sections = [
    ...COLUMNS.map((name) => parts.columns[name]),
    ...FLOATS.map((name) => parts.floats[name]),
    ...INTERNED.flatMap((name) => [parts.interned[name].numbers, ...sectionsOf(parts.interned[name].texts)]),
    ...POOLS.flatMap((name) => sectionsOf(parts.pools[name])),
    parts.foldedDocuments,
    parts.emptiedAt,
  ]
  const header = Uint32Array.of(
    MAGIC,
    MEMORY_FORMAT,
    sections.length,
    ...sections.flatMap((section) => [section.BYTES_PER_ELEMENT, section.byteLength]),
  )
  const all: (Section | Uint32Array)[] = [header, ...sections]
  const segment = Buffer.alloc(all.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of all) {
    segment.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  return segment
}

/** Returns how many bytes a section takes, with those up to the next one. */
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

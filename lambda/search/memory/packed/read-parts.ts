// Reads a segment without copying it. Every length is checked, so that no section reaches into another.

import { type Column, type Floats, startsOf } from './column.ts'
import {
  ALIGNMENT,
  aligned,
  COLUMNS,
  COUNTS,
  FLOATS,
  HEADER_NUMBERS,
  INTERNED,
  MAGIC,
  MEMORY_FORMAT,
  NUMBERS_PER_SECTION,
  type Parts,
  POOLS,
} from './segment-format.ts'
import type { TextPool } from './text-pool.ts'

const SECTIONS = COLUMNS.length + FLOATS.length + 3 * INTERNED.length + 2 * POOLS.length + 2
const HEADER_BYTES = Uint32Array.BYTES_PER_ELEMENT * (HEADER_NUMBERS + NUMBERS_PER_SECTION * SECTIONS)
const WIDTHS = [1, 2, 4, 8]

/**
 * Lays typed arrays over the sections of a segment.
 * @throws Error if it is of another format, or its lengths contradict each other
 */
export const readParts = (segment: Buffer): Parts<TextPool> => {
  const next = sectionsIn(segment)
  const counts = (): Column => {
    const { width, buffer, offset, length } = next()
    if (width === 1) return new Uint8Array(buffer, offset, length)
    if (width === 2) return new Uint16Array(buffer, offset, length)
    return width === 4 ? new Uint32Array(buffer, offset, length) : new Float64Array(buffer, offset, length)
  }
  // Nothing but a count may be beyond 32 bits: no segment is so long.
  const column = (): Column => {
    const numbers = counts()
    check(numbers.BYTES_PER_ELEMENT < 8, 'a column has fractions')
    return numbers
  }
  const floats = (): Floats => {
    const { width, buffer, offset, length } = next()
    check(width === 8, 'a column lacks its fractions')
    return new Float64Array(buffer, offset, length)
  }
  const texts = (): TextPool => {
    const starts = startsOf(column())
    const { width, buffer, offset, length } = next()
    check(width === 1 && starts.at(-1) === length, 'texts are longer or shorter than they say')
    return { size: starts.length - 1, starts, bytes: Buffer.from(buffer, offset, length) }
  }
  const parts: Parts<TextPool> = {
    columns: record(COLUMNS, (name) => (COUNTS.includes(name) ? counts() : column())),
    floats: record(FLOATS, floats),
    interned: record(INTERNED, () => ({ numbers: column(), texts: texts() })),
    pools: record(POOLS, texts),
    foldedDocuments: column(),
    emptiedAt: floats(),
  }
  checkCounts(parts)
  return parts
}

interface Section {
  readonly width: number
  readonly buffer: ArrayBufferLike
  readonly offset: number
  readonly length: number
}

const sectionsIn = (given: Buffer): (() => Section) => {
  check(given.length >= HEADER_BYTES, `it has ${given.length} bytes, fewer than its header`)
  const segment = given.byteOffset % ALIGNMENT === 0 ? given : Buffer.from(new Uint8Array(given).buffer)
  const { buffer, byteOffset } = segment
  const header = new Uint32Array(buffer, byteOffset, HEADER_BYTES / Uint32Array.BYTES_PER_ELEMENT)
  check(header[0] === MAGIC, 'it does not begin as packed documents do')
  check(header[1] === MEMORY_FORMAT, `its format is ${header[1]}, this code reads ${MEMORY_FORMAT}`)
  check(header[2] === SECTIONS, `it has ${header[2]} sections instead of ${SECTIONS}`)
  let at = HEADER_NUMBERS
  let offset = aligned(HEADER_BYTES)
  return () => {
    const [width = 0, bytes = 0] = header.subarray(at, at + NUMBERS_PER_SECTION)
    check(WIDTHS.includes(width) && bytes % width === 0, `a section has ${bytes} bytes for numbers of ${width}`)
    check(offset + bytes <= segment.length, 'it ends before its last section')
    const section = { width, buffer, offset: byteOffset + offset, length: bytes / width }
    at += NUMBERS_PER_SECTION
    offset += aligned(bytes)
    return section
  }
}

const checkCounts = ({ columns, floats, interned, pools, foldedDocuments, emptiedAt }: Parts<TextPool>): void => {
  const each = [...Object.values(columns), ...Object.values(floats), ...INTERNED.map((name) => interned[name].numbers)]
  const documents = pools.keys.size
  check(pools.rest.size === documents && each.every(({ length }) => length === documents), 'documents lack fields')
  check(foldedDocuments.length === pools.folded.size, 'normalized names lack documents')
  check(emptiedAt.length === pools.emptied.size, 'emptied repositories lack their times')
  check(pools.addresses.size === interned.source.texts.size, 'sources lack their addresses')
  check(pools.words.size === pools.postings.size, 'words lack their postings')
}

const check = (holds: boolean, why: string): void => {
  if (!holds) throw new Error(`packed documents can't be read: ${why}`)
}

const record = <Name extends string, Value>(names: readonly Name[], read: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>

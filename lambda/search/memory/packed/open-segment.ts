// An open segment: typed arrays over its buffer, and which of its documents still stand.

import { crc32 } from 'node:zlib'
import { repositoryName } from '../../../registry/layouts/repository-id.ts'
import { compareBytes, firstNot } from './bytes.ts'
import { readParts } from './read-parts.ts'
import type { Parts } from './segment-format.ts'
import { indexOfText, type TextPool } from './text-pool.ts'

const SLASH = 0x2f

export interface Segment {
  readonly parts: Parts<TextPool>
  /** How many documents it has, those that don't stand any more included. */
  readonly size: number
  /** 1 for each document that no newer segment replaces. */
  readonly stands: Uint8Array
  /** 1 for each of those that has a visible tag: search finds no others. */
  readonly found: Uint8Array
}

/**
 * Opens a segment.
 * @throws Error if the buffer is of another format or damaged
 */
export const openSegment = (buffer: Buffer): Segment => {
  const parts = readParts(buffer)
  const { visible } = parts.columns
  const size = visible.length
  const found = new Uint8Array(size)
  for (let at = 0; at < size; at++) found[at] = visible[at] === 0 ? 0 : 1
  return { parts, size, stands: new Uint8Array(size).fill(1), found }
}

/** Notes that a newer segment replaces a document. */
export const bury = ({ stands, found }: Segment, at: number): void => {
  stands[at] = 0
  found[at] = 0
}

/** Returns where the name and the id of a document begin and end. */
export const nameStart = ({ parts }: Segment, at: number): number => parts.pools.keys.starts[at] as number
export const nameEnd = ({ parts }: Segment, at: number): number =>
  (parts.pools.keys.starts[at] as number) + (parts.columns.nameEnds[at] as number)
const idStart = ({ parts }: Segment, at: number): number =>
  (parts.pools.keys.starts[at] as number) + (parts.columns.idStarts[at] as number)
const idEnd = ({ parts }: Segment, at: number): number => parts.pools.keys.starts[at + 1] as number

export const nameAt = (segment: Segment, at: number): string =>
  segment.parts.pools.keys.bytes.toString('utf8', nameStart(segment, at), nameEnd(segment, at))
export const idAt = (segment: Segment, at: number): string =>
  segment.parts.pools.keys.bytes.toString('utf8', idStart(segment, at), idEnd(segment, at))

/** Returns a number for the last component of a document's name: equal ones have equal numbers. */
export const lastComponent = (segment: Segment, at: number): number => {
  const name = segment.parts.pools.keys.bytes.subarray(nameStart(segment, at), nameEnd(segment, at))
  return crc32(name.subarray(name.lastIndexOf(SLASH) + 1))
}

/** Compares the name of a document with these bytes. */
export const compareName = (segment: Segment, at: number, name: Uint8Array): number =>
  compareBytes(segment.parts.pools.keys.bytes, nameStart(segment, at), nameEnd(segment, at), name, 0, name.length)

/** Compares the id of a document with these bytes. */
export const compareId = (segment: Segment, at: number, id: Uint8Array): number =>
  compareBytes(segment.parts.pools.keys.bytes, idStart(segment, at), idEnd(segment, at), id, 0, id.length)

const compareIds = (a: Segment, aAt: number, b: Segment, bAt: number): number => {
  const [left, right] = [a.parts.pools.keys.bytes, b.parts.pools.keys.bytes]
  return compareBytes(left, idStart(a, aAt), idEnd(a, aAt), right, idStart(b, bAt), idEnd(b, bAt))
}

/** Compares two documents in the order of segments: by name, then by id. */
export const compareDocuments = (a: Segment, aAt: number, b: Segment, bAt: number): number => {
  const [left, right] = [a.parts.pools.keys.bytes, b.parts.pools.keys.bytes]
  return (
    compareBytes(left, nameStart(a, aAt), nameEnd(a, aAt), right, nameStart(b, bAt), nameEnd(b, bAt)) ||
    compareIds(a, aAt, b, bAt)
  )
}

/** Returns the number of the document with this id, also if it stands no more. */
export const indexOfId = (segment: Segment, id: string): number | undefined => {
  const [name, key] = [Buffer.from(repositoryName(id.toWellFormed())), Buffer.from(id)]
  const at = firstNot(segment.size, (at) => (compareName(segment, at, name) || compareId(segment, at, key)) < 0)
  return at < segment.size && compareId(segment, at, key) === 0 ? at : undefined
}

/** Returns when a repository was seen to have no document, if this segment says so. */
export const emptiedAt = ({ parts }: Segment, id: string): number | undefined => {
  const at = indexOfText(parts.pools.emptied, id)
  return at === undefined ? undefined : parts.emptiedAt[at]
}

// The texts of the made-up documents, for other ways to search them.

import { madeDocuments } from './made-documents.ts'
import type { Asked } from './queries.ts'

const PART = 10_000
export const FIELDS = ['name', 'description'] as const

/** A way to search the texts. What is absent is not measured. */
export interface Contender {
  /** Bytes that are shipped, compressed. */
  readonly packed?: number
  readonly buildMs?: number
  /** From the packed bytes on, and the part of it after they are unpacked. */
  readonly loadMs?: number
  readonly openMs?: number
  /** Bytes in memory. */
  readonly heap?: number
  /** Requests to DynamoDB and read units of a search, at most, while nothing changes. */
  readonly requests?: number
  readonly units?: number
  /** The same of the first search of a process, which loads everything. */
  readonly first?: { readonly requests: number; readonly units: number }
  /** Returns a query as a function; undefined for one that it can't be asked. */
  ask(asked: Asked): (() => unknown) | undefined
  close?(): void
}

/** The texts of a document. */
export interface Text {
  readonly id: number
  readonly name: string
  readonly description: string
}

/** Yields the texts of so many documents, the same every time. */
export function* texts(count: number): Generator<Text> {
  let id = 0
  for (const part of madeDocuments(count, PART))
    for (const { id: name, document } of part) yield { id: id++, name, description: document?.description ?? '' }
}

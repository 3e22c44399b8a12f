// What a snapshot, and the memory that is loaded from it, need of the world outside.

import type { DocumentState } from '../../model/search-document.ts'
import type { ChangingDocuments } from '../memory/documents.ts'

/** The place after which a reading goes on. Only the reader that gave it knows what it means. */
export type PageKey = Readonly<Record<string, unknown>>

/** What was read of some repositories. */
export interface StatesRead {
  readonly states: readonly DocumentState[]
  /** Ids of repositories that were read but whose document is invalid. */
  readonly invalid: readonly string[]
}

/** One page of a longer reading. */
export interface StatesPage extends StatesRead {
  /** Where the next page begins; undefined if this is the last one. */
  readonly next: PageKey | undefined
}

/** Reads search documents from the repository table, with those of repositories that have none any more. */
export interface DocumentReader {
  /**
   * Reads one page of at most 1 MB of the index `changes`: what changed at `since` or later, the oldest first. A change may
   * be missing for as long as the index lags, and two states of one repository may be there.
   */
  changes(since: number, after?: PageKey): Promise<StatesPage>
  /** Reads these rows as they are now. Rows that don't exist are missing in the result. */
  rows(ids: readonly string[]): Promise<StatesRead>
  /** Reads one page of one of so many equal parts of the whole table, each row as it is now. */
  scan(part: number, parts: number, after?: PageKey): Promise<StatesPage>
}

/** What is recorded of a build, in one small row, once all of its chunks are written. */
export interface Pointer {
  /** Grows from build to build. */
  readonly number: number
  /** Version of the format in which the documents are packed. */
  readonly format: number
  /** How many chunks each of its segments has. */
  readonly segments: readonly number[]
  /** Digest over the digests of all chunks, in their order. */
  readonly digest: string
  /** How many repositories have a document. */
  readonly documents: number
  /** Bytes of all chunks. */
  readonly bytes: number
  /** Changes before this time are in the build for certain. Epoch milliseconds. */
  readonly watermark: number
  /** When its reading began. Epoch milliseconds. */
  readonly builtAt: number
}

/** What the version row says; undefined is what it does not say, or not in a way that can be parsed. */
export interface RecordedSchemas {
  /** The schema of the index, and the one that a run is migrating it to. Rows may have either. */
  readonly schema?: number | undefined
  readonly migratingTo?: number | undefined
  /** The oldest schema whose code can read the index. */
  readonly minReader?: number | undefined
}

/** Stores builds: chunks under ids of their own, and the pointer to the newest build. */
export interface SnapshotStore {
  /** Returns the number of a new build, by adding one atomically. */
  nextNumber(): Promise<number>
  /** Writes a chunk, which is deleted some time after `expires` (epoch seconds). */
  put(id: string, chunk: Uint8Array, expires: number): Promise<void>
  /** Reads chunks in the order of these ids; undefined for one that doesn't exist. */
  get(ids: readonly string[]): Promise<(Uint8Array | undefined)[]>
  /** Reads the pointer, perhaps an older one; undefined if there is none or it is invalid. */
  pointer(): Promise<Pointer | undefined>
  /** Whether there is a pointer that is invalid. A process takes it for none. */
  hasInvalidPointer(): Promise<boolean>
  /** Writes the pointer unless a build with a greater number is there. Returns false if one is. */
  point(pointer: Pointer): Promise<boolean>
  /** Reads what the version row says of schemas, perhaps an older row. */
  schemas(): Promise<RecordedSchemas>
}

/** How documents are packed into segments, and opened. */
export interface DocumentFormat {
  /** Raised whenever older code can't open what this code packs. */
  readonly version: number
  /** Packs states, which are sorted by the bytes of their ids. */
  pack(states: readonly DocumentState[]): Buffer
  /** Opens all segments of a build, which may be none. */
  open(segments: readonly Buffer[]): ChangingDocuments
}

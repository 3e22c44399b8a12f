// Documents in memory, and how far they are up to date.
//
// An index of DynamoDB promises no time within which it shows a change, so that no overlap makes reading it complete. Two
// reads heal one another. A refresh, at most once a second, begins 3 seconds before the cursor. A wide read, at most once a
// minute, begins 10 minutes before the last one, and takes the refresh's place in its request. What both miss, the next
// build has.

import type { Log } from '../../shared/log.ts'
import type { ChangingDocuments } from '../memory/documents.ts'
import { mergeChanges } from './merge.ts'
import type { DocumentReader, PageKey } from './ports.ts'
import { isDue, OVERLAP_MS, REFRESH_MS, WIDE_EVERY_MS, WIDE_MAX_MS, WIDE_PATIENCE_MS, WIDE_REACH_MS } from './times.ts'

/** Pages of 1 MB that one request reads at most. The next request goes on. */
const PAGES_PER_REQUEST = 4

/** Reads changes, and tells the time. */
export interface MemoryPorts {
  readonly reader: Pick<DocumentReader, 'changes' | 'rows'>
  readonly clock: { now(): number }
  readonly log: Log
}

/** A read of changes up to their end, which may take several requests. */
interface Reading {
  readonly isWide: boolean
  readonly since: number
  /** The own clock when it began. */
  readonly began: number
  after: PageKey | undefined
  /** The greatest `changedAt` that it saw. */
  greatest: number
  pages: number
}

/** Documents that are kept up to date. */
export interface ChangingMemory {
  readonly documents: ChangingDocuments
  /**
   * Up to which time, by the own clock, all changes were read that the index showed. It is of the future where the clock
   * was set back and no read has ended since.
   */
  freshAt(): number
  /** Reads changes, if it is time. Does nothing while an earlier call is under way. Call it at each request. */
  refresh(): Promise<void>
  /** Reads all changes since this time, however many they are. Call it once, before the first refresh. */
  catchUp(since: number): Promise<void>
}

/** Keeps these documents up to date. */
export const changingMemory = (documents: ChangingDocuments, ports: MemoryPorts): ChangingMemory => {
  const { reader, clock } = ports
  const damaged = new Set<string>()
  /** The greatest `changedAt` that a whole read saw. */
  let seen = Number.NEGATIVE_INFINITY
  /** When `seen` was last raised, the last whole read began, the last whole wide read began. By the own clock. */
  let seenAt = Number.NEGATIVE_INFINITY
  let readAt = Number.NEGATIVE_INFINITY
  let wideAt = Number.NEGATIVE_INFINITY
  let wideEvery = WIDE_EVERY_MS
  let triedAt = Number.NEGATIVE_INFINITY
  let wide: Reading | undefined
  let narrow: Reading | undefined

  const begin = (isWide: boolean, since: number): Reading => ({
    isWide,
    since,
    began: clock.now(),
    after: undefined,
    greatest: Number.NEGATIVE_INFINITY,
    pages: 0,
  })

  // Reads some pages, and returns true if they were the last ones. Where a page fails, the reading stays where it was.
  const advance = async (reading: Reading, maxPages: number): Promise<boolean> => {
    for (let page = 0; page < maxPages; page++) {
      const read = await reader.changes(reading.since, reading.after)
      await mergeChanges(documents, read, damaged, ports)
      for (const { changedAt } of read.states) reading.greatest = Math.max(reading.greatest, changedAt)
      reading.pages++
      reading.after = read.next
      if (read.next === undefined) return true
    }
    return false
  }

  // Moves the cursor, which only a whole read may do.
  const complete = ({ greatest, began, isWide, pages }: Reading) => {
    const now = clock.now()
    // Where the clock was set back, what it told before is of the future, and no bound for what is read from now on.
    const at = Math.min(began, now)
    readAt = readAt > now ? at : Math.max(readAt, at)
    seenAt = greatest > seen ? now : Math.min(seenAt, now)
    seen = Math.max(seen, greatest)
    if (!isWide) return
    wideAt = at
    // So that wide reads take no more than a part of what is read, also while everything changes.
    wideEvery = Math.min(pages * WIDE_EVERY_MS, WIDE_MAX_MS)
  }

  const refreshSince = (): number => {
    // A writer's clock may be ahead of all others: then the own one says how far this memory is.
    if (readAt < seen) return readAt - OVERLAP_MS
    // Where nothing changed for long, wide reads have passed over the last change, and it need not be read again and again.
    return clock.now() - seenAt > WIDE_REACH_MS ? seen : seen - OVERLAP_MS
  }

  const next = (): Reading => {
    const now = clock.now()
    const isBehind = isDue(readAt, WIDE_PATIENCE_MS, now)
    if (wide === undefined && isDue(wideAt, wideEvery, now)) wide = begin(true, Math.min(wideAt, now) - WIDE_REACH_MS)
    // A wide read begins with what is oldest: it must not keep the newest from being seen.
    if (wide !== undefined && !(isBehind && wide.pages > 0)) return wide
    narrow ??= begin(false, refreshSince())
    return narrow
  }

  const read = async (): Promise<void> => {
    const reading = next()
    if (!(await advance(reading, PAGES_PER_REQUEST))) return
    if (reading.isWide) wide = undefined
    else narrow = undefined
    complete(reading)
  }

  let underWay: Promise<void> | undefined
  return {
    documents,
    freshAt: () => readAt,
    refresh() {
      if (underWay !== undefined) return underWay
      const now = clock.now()
      if (!isDue(triedAt, REFRESH_MS, now)) return Promise.resolve()
      triedAt = now
      underWay = read().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    async catchUp(since) {
      const reading = begin(true, since)
      triedAt = reading.began
      await advance(reading, Number.POSITIVE_INFINITY)
      complete({ ...reading, greatest: Math.max(reading.greatest, since), pages: 1 })
    },
  }
}

// The world of the memory simulation: the rows of repositories, an index of them that lags, and the version table, in
// virtual time. Whoever asks waits as the seed says, and some requests fail.

import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { chunkDigest, chunkId, digestOver } from '../../lambda/search/snapshot/chunks.ts'
import type { DocumentReader, Pointer, SnapshotStore, StatesRead } from '../../lambda/search/snapshot/ports.ts'
import { HOUR_MS, MINUTE_MS } from '../../lambda/search/snapshot/times.ts'
import { createScheduler, randomFrom } from './scheduler.ts'

const SECOND_MS = 1000
/** How long rows of emptied repositories stay at least, and how much longer DynamoDB may take to remove them. */
const EMPTY_ROW_TTL_MS = 24 * HOUR_MS
const EXPIRY_DELAY_MS = 48 * HOUR_MS

/** What a schedule's world is like. */
export type Weather =
  /** Clocks are 5 seconds apart, and the index lags by up to a minute. */
  | 'usual'
  /** The clock of one writer is an hour ahead besides. */
  | 'ahead'
  /** The clocks of builders and processes are up to an hour wrong, and some are set back by an hour. */
  | 'skewed'
  /** The index lags by up to half an hour, sometimes. */
  | 'hostile'
  /** The index lags by half a second at most, no request fails; but the clock of one writer is an hour ahead. */
  | 'calm'

interface Row {
  readonly changedAt: number
  readonly rev: number
  readonly document: SearchDocument | undefined
  readonly isDamaged?: boolean
  readonly expiresAt?: number
}

/** A row as the index has it from `shownAt` to `hiddenAt`. */
interface Entry {
  readonly id: string
  readonly row: Row
  readonly shownAt: number
  hiddenAt: number
}

interface Chunk {
  readonly bytes: Uint8Array
  readonly expiresAt: number
}

/** Which pointer may be written over which. The project's rule is that the number grows. */
export type PointerRule = (pointer: Pointer, over: Pointer) => boolean

/** In which part of the table a scan finds a row: two neighbours share one. */
const partOf = (id: string, parts: number): number => (id.charCodeAt(0) >> 1) % parts

export const createMemoryWorld = (seed: number, weather: Weather, mayPoint: PointerRule) => {
  const random = randomFrom(seed)
  let now = 1_000_000 * SECOND_MS
  const time = {
    now: () => now,
    reach: (to: number) => {
      now = Math.max(now, to)
    },
  }
  const scheduler = createScheduler(random, time)
  const all = scheduler.actor('all')
  /** A whole number from `from` up to, but not including, `to`. */
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from))
  const chance = (p: number) => random() < p
  const isCalm = weather === 'calm'
  let isFaulty = !isCalm
  const pageSize = isCalm ? 1000 : chance(0.5) ? 2 : chance(0.5) ? 1 : 1000

  const lag = (): number => {
    if (isCalm) return between(0, 500)
    if (weather === 'hostile' && chance(0.03)) return between(0, 30 * MINUTE_MS)
    return chance(0.8) ? between(0, 5 * SECOND_MS) : between(0, MINUTE_MS)
  }
  const rows = new Map<string, Row>()
  let index: Entry[] = []
  const put = (id: string, row: Row | undefined): void => {
    const shownAt = now + lag()
    // The old entry may go before the new one comes, or long after.
    for (const entry of index)
      if (entry.id === id && entry.hiddenAt === Infinity) entry.hiddenAt = isCalm ? shownAt : now + lag()
    index = index.filter(({ hiddenAt }) => hiddenAt > now - MINUTE_MS)
    if (row === undefined) rows.delete(id)
    else {
      rows.set(id, row)
      index.push({ id, row, shownAt, hiddenAt: Infinity })
    }
  }
  // Rows expire only where somebody looks, which is the same to all who look.
  const rowsNow = (): Map<string, Row> => {
    for (const [id, { expiresAt }] of [...rows]) if (expiresAt !== undefined && expiresAt <= now) put(id, undefined)
    return rows
  }

  /** Waits as a request does; some fail, where the weather is not calm. */
  const requested = async (): Promise<void> => {
    if (isCalm) return
    if (isFaulty && chance(0.03)) throw new Error('throttled')
    if (chance(0.5)) await all.sleep(chance(0.03) ? between(1, 9) * SECOND_MS : between(5, 120))
  }
  const read = (found: Iterable<readonly [string, Row]>): StatesRead => {
    const both = [...found]
    return {
      states: both
        .filter(([, { isDamaged }]) => isDamaged !== true)
        .map(([id, { changedAt, document }]) => ({ id, changedAt, document })),
      invalid: both.filter(([, { isDamaged }]) => isDamaged).map(([id]) => id),
    }
  }
  const compare = (a: Entry, b: Entry) => a.row.changedAt - b.row.changedAt || (a.id < b.id ? -1 : 1)

  const reader: DocumentReader = {
    async changes(since, after) {
      rowsNow()
      // Each page may come from another replica.
      const at = isCalm || chance(0.7) ? now : now - between(0, 1000)
      const [fromTime, fromId] = [Number(after?.['changedAt'] ?? 0), String(after?.['id'] ?? '')]
      const shown = index
        .filter(({ row, shownAt, hiddenAt }) => row.changedAt >= since && shownAt <= at && at < hiddenAt)
        .filter(({ row, id }) => row.changedAt > fromTime || (row.changedAt === fromTime && id > fromId))
        .sort(compare)
      const page = shown.slice(0, pageSize)
      const last = page.at(-1)
      const next = shown.length > page.length && last ? { changedAt: last.row.changedAt, id: last.id } : undefined
      const result = { ...read(page.map(({ id, row }) => [id, row] as const)), next }
      await requested()
      return result
    },
    async rows(ids) {
      const result = read([...rowsNow()].filter(([id]) => ids.includes(id)))
      await requested()
      return result
    },
    async scan(part, parts, after) {
      // A request of a scan reads its rows one after the other.
      if (!isCalm && chance(0.5)) await all.sleep(between(20, 400))
      const from = String(after?.['id'] ?? '')
      const ofPart = [...rowsNow()].filter(([id]) => id > from && partOf(id, parts) === part).sort()
      const page = ofPart.slice(0, pageSize)
      const last = page.at(-1)
      const result = { ...read(page), next: ofPart.length > page.length && last ? { id: last[0] } : undefined }
      await requested()
      return result
    },
  }

  const chunks = new Map<string, Chunk>()
  let pointers: { readonly pointer: Pointer; readonly from: number }[] = []
  let counter = 0
  const store: SnapshotStore = {
    nextNumber: async () => ++counter,
    async put(id, bytes, expires) {
      if (isFaulty && chance(0.05)) throw new Error('the builder died')
      // Now and then a byte is another one.
      const stored = isFaulty && chance(0.02) ? bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) : bytes
      chunks.set(id, { bytes: stored, expiresAt: expires * 1000 + between(0, EXPIRY_DELAY_MS) })
      if (!isCalm) await all.sleep(chance(0.1) ? between(1, 90) * SECOND_MS : between(5, 300))
    },
    async get(ids) {
      await requested()
      return ids.map((id) => {
        const chunk = chunks.get(id)
        return chunk === undefined || chunk.expiresAt <= now ? undefined : chunk.bytes
      })
    },
    async pointer() {
      await requested()
      const age = isCalm || chance(0.8) ? 0 : between(0, 1000)
      return pointers.findLast(({ from }) => from <= now - age)?.pointer
    },
    hasInvalidPointer: async () => false,
    async point(pointer) {
      const newest = pointers.at(-1)?.pointer
      // Its number was counted before the table was emptied.
      if (pointer.number > counter) return false
      if (newest !== undefined && !mayPoint(pointer, newest)) return false
      pointers.push({ pointer, from: now })
      return true
    },
    schemas: async () => ({}),
  }

  const offsets = Array.from({ length: 4 }, () => (isCalm ? 0 : between(-2500, 2500)))
  if (weather === 'ahead' || isCalm) offsets[0] = HOUR_MS
  let serial = 0

  return {
    scheduler,
    time,
    random,
    between,
    chance,
    sleep: (milliseconds: number) => all.sleep(milliseconds),
    pick: <T>(list: readonly T[]): T => list[between(0, list.length)] as T,
    reader,
    store,
    /** From now on no request fails. */
    calm: () => {
      isFaulty = false
    },
    /** What each repository has, by id: the number of its document. */
    truth: (): Map<string, number> =>
      new Map([...rowsNow()].flatMap(([id, { document }]) => (document ? [[id, document.visible] as const] : []))),
    /** Removes rows as somebody would by hand. */
    wipe(ids: readonly string[]): void {
      for (const id of ids) put(id, undefined)
    },
    /** Forgets everything in the version table. */
    wipeVersion(): void {
      pointers = []
      chunks.clear()
      counter = 0
    },
    damage(id: string): void {
      const row = rowsNow().get(id)
      if (row !== undefined) put(id, { ...row, isDamaged: true })
    },
    /** True if the newest build is one that no process can open. */
    isBuildDamaged(): boolean {
      const pointer = pointers.at(-1)?.pointer
      if (pointer === undefined) return false
      const count = pointer.segments.reduce((sum, one) => sum + one, 0)
      const found = Array.from({ length: count }, (_, at) => chunks.get(chunkId(pointer.number, at))?.bytes)
      const digests = found.flatMap((bytes) => (bytes === undefined ? [] : [chunkDigest(bytes)]))
      return digestOver(digests) !== pointer.digest
    },
    damaged: (): string[] => [...rows].filter(([, { isDamaged }]) => isDamaged).map(([id]) => id),
    /** Commits a new document of a repository, or that it has none; again where somebody else was first. */
    async commit(id: string, isEmpty: boolean): Promise<void> {
      for (;;) {
        const row = rowsNow().get(id)
        if (isEmpty && row?.document === undefined) return
        const writer = offsets[between(0, offsets.length)] ?? 0
        const changedAt = Math.max(now + writer, (row?.changedAt ?? 0) + 1)
        await all.sleep(isCalm ? between(5, 500) : between(5, 2000))
        if (rowsNow().get(id) !== row) continue
        // A row that is made anew begins with 1, as its rev does.
        const rev = (row?.rev ?? 0) + 1
        const document: SearchDocument = { registry: 'r', layout: 'distribution', visible: ++serial, hidden: rev }
        const expiresAt = now + EMPTY_ROW_TTL_MS + between(0, EXPIRY_DELAY_MS)
        put(id, isEmpty ? { changedAt, rev, document: undefined, expiresAt } : { changedAt, rev, document })
        return
      }
    },
  }
}

export type MemoryWorld = ReturnType<typeof createMemoryWorld>

// All search documents in the memory of the search function: loaded once, brought up to date at each request, and loaded
// anew beside the old ones when there is a newer build.
//
// Between two requests the process stands still, for milliseconds or for days, and any read may then fail. So nothing here
// depends on a timer, every failure is tried again at a later request, and whatever is under way is shared by all requests.

import { OutdatedError } from '../../model/runs/schema-guard.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Documents } from '../memory/documents.ts'
import type { ChangingMemory } from './changing-memory.ts'
import { type LoadPorts, loadBuild, loadMemory } from './load.ts'
import { whyUnusable } from './open-snapshot.ts'
import type { Pointer, RecordedSchemas } from './ports.ts'
import {
  isDue,
  LOAD_RETRY_MS,
  LOAD_WAIT_MS,
  MAX_AGE_MS,
  REFRESH_MS,
  REFRESH_WAIT_MS,
  ROW_CHECK_MS,
  STALE_MS,
  SWAP_WAIT_MS,
} from './times.ts'
import { UnavailableError } from './unavailable-error.ts'

export interface SearchMemoryPorts extends LoadPorts {
  readonly clock: Clock
  /** The schema that this code reads. */
  readonly schema: number
  /** The oldest schema whose rows this code can search. */
  readonly minSearchable: number
}

/** The documents to answer a request from. */
export interface CurrentDocuments {
  readonly documents: Documents
  /**
   * True if changes could not be read for a minute. What a caller with a restricted scope may see may have changed since:
   * refuse it then. Tell others that the answer is stale.
   */
  readonly isStale: boolean
  /**
   * How long ago a whole read of changes began, at the end of which they were all here that the index showed. Milliseconds;
   * negative where the clock was set back since, and nobody knows.
   */
  readonly ageMs: number
}

export interface SearchMemory {
  /** Begins to load, without waiting. Call it when the module is loaded, so that the time until the first request counts. */
  begin(): void
  /**
   * Returns the documents, up to date.
   * @throws UnavailableError while they are not loaded, or the index is too old for this code; OutdatedError if this code is too old for the index
   */
  current(): Promise<CurrentDocuments>
  /**
   * Checks whether this code may read the index, for requests that need no documents. Where that can't be read, what was
   * known before counts.
   * @throws OutdatedError if this code is too old for the index; UnavailableError if the index is too old for this code
   */
  readable(): Promise<void>
}

interface Loaded {
  readonly memory: ChangingMemory
  /** The newest build that was seen: the memory was loaded from it, or it can't be used. Undefined if there was none. */
  readonly pointer: Pointer | undefined
}

/** How long a client should wait before it asks again. Seconds. */
export const RETRY_AFTER_S = 5

/** The same while a run writes the whole index anew, which takes minutes. */
const MIGRATION_RETRY_AFTER_S = 30

/** Creates the memory of a process. It is empty until `begin` or the first request. */
export const searchMemory = (ports: SearchMemoryPorts): SearchMemory => {
  const { store, clock, log, format } = ports
  let loaded: Loaded | undefined
  let underWay: Promise<void> | undefined
  let unreadable: Error | undefined
  let pointerAt = Number.NEGATIVE_INFINITY
  let versionAt = Number.NEGATIVE_INFINITY
  let rowAt = Number.NEGATIVE_INFINITY
  let wasVersion = false

  // Who is refused because of a run that is under way is let in as soon as it is done.
  const versionCheckMs = (): number => (unreadable === undefined ? ROW_CHECK_MS : REFRESH_MS)

  const readVersion = async (): Promise<void> => {
    const now = clock.now()
    const recorded = await store.schemas()
    versionAt = now
    unreadable = whyUnreadable(recorded, ports)
  }

  // What is under way already is what is wanted.
  const loading = (work: () => Promise<void>): Promise<void> => {
    underWay ??= work()
      .catch((error: unknown) => log.error('search documents not loaded', { error }))
      .finally(() => {
        underWay = undefined
      })
    return underWay
  }

  // Loads from the newest build, or from the table if there is none that can be used.
  const load = () =>
    loading(async () => {
      const now = clock.now()
      const [pointer] = await Promise.all([store.pointer(), readVersion()])
      loaded = { memory: await loadMemory(pointer, ports), pointer }
      pointerAt = now
    })

  // A build that can't be used is no reason to scan the table: the memory that is there is as good as before. It counts as
  // seen, so that it is not read again, and what it would have put right the next one does.
  const swap = (newer: Pointer) =>
    loading(async () => {
      const memory = await loadBuild(newer, ports)
      if (memory === undefined) log.warn('search documents kept in place of a newer build', { number: newer.number })
      loaded = memory === undefined ? loaded && { ...loaded, pointer: newer } : { memory, pointer: newer }
    })

  const readPointer = async (): Promise<void> => {
    const now = clock.now()
    const pointer = await store.pointer()
    pointerAt = now
    if (pointer === undefined || !isNewer(pointer, loaded?.pointer)) return
    if (whyUnusable(pointer, format, now) === undefined) await within(swap(pointer), SWAP_WAIT_MS)
  }

  // Reads one of the two rows if it is time. Never both, so that a request at rest costs at most one read unit. Where both
  // are due they take turns, so that one that can't be read doesn't keep the other from being read.
  const readRow = async (): Promise<void> => {
    const now = clock.now()
    const isVersionDue = isDue(versionAt, versionCheckMs(), now)
    const isPointerDue = isDue(pointerAt, ROW_CHECK_MS, now)
    if (!(isVersionDue || isPointerDue) || !isDue(rowAt, REFRESH_MS, now)) return
    rowAt = now
    wasVersion = isVersionDue && !(isPointerDue && wasVersion)
    await (wasVersion ? readVersion() : readPointer())
  }

  const within = (work: Promise<unknown>, milliseconds: number) => Promise.race([work, clock.sleep(milliseconds)])
  const logged = (work: Promise<void>, message: string) => work.catch((error: unknown) => log.warn(message, { error }))

  // Negative where the clock was set back: then the memory may be of any age, until changes are read.
  const ageOf = ({ memory }: Pick<Loaded, 'memory'>): number => clock.now() - memory.freshAt()
  const isUsable = (one: Loaded): boolean => Math.abs(ageOf(one)) <= MAX_AGE_MS

  const afterLoading = async (): Promise<Loaded> => {
    const until = clock.now() + LOAD_WAIT_MS
    while (loaded === undefined || !isUsable(loaded)) {
      const left = until - clock.now()
      if (left <= 0) throw new UnavailableError('the index is being loaded; try again', RETRY_AFTER_S)
      await within(load(), left)
      if (loaded === undefined || !isUsable(loaded)) await clock.sleep(LOAD_RETRY_MS)
    }
    return loaded
  }

  return {
    begin: () => void load(),
    async current() {
      const usable = await afterLoading()
      const work = [logged(usable.memory.refresh(), 'changes not read'), logged(readRow(), 'version table not read')]
      await within(Promise.all(work), REFRESH_WAIT_MS)
      if (unreadable !== undefined) throw unreadable
      const { memory } = loaded ?? usable
      const ageMs = ageOf({ memory })
      return { documents: memory.documents, isStale: ageMs < 0 || ageMs > STALE_MS, ageMs }
    },
    async readable() {
      if (isDue(versionAt, versionCheckMs(), clock.now())) await logged(readVersion(), 'version table not read')
      if (unreadable !== undefined) throw unreadable
    },
  }
}

const whyUnreadable = (
  { schema: recorded, migratingTo, minReader = 0 }: RecordedSchemas,
  { schema, minSearchable }: Pick<SearchMemoryPorts, 'schema' | 'minSearchable'>,
): Error | undefined => {
  if (minReader > schema) return new OutdatedError(minReader, schema)
  // What is not recorded, or damaged, refuses nothing.
  if (recorded === undefined) return undefined
  const oldest = Math.min(recorded, migratingTo ?? recorded)
  if (oldest >= minSearchable) return undefined
  return new UnavailableError(
    `the index is of schema ${oldest}, and is being written anew so that this version can search it; registry-index status says how far that is; try again`,
    MIGRATION_RETRY_AFTER_S,
  )
}

// The number decides. A later watermark with a lesser number is that of a build after the version table was emptied, where
// numbers begin again.
const isNewer = (pointer: Pointer, own: Pointer | undefined): boolean =>
  own === undefined || pointer.number > own.number || pointer.watermark > own.watermark

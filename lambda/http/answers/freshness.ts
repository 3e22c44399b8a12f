// How far the index is: what every view of the web page says in its last line.

import { isHeld } from '../../model/runs/version-store.ts'
import {
  type RunningReport,
  type RunReport,
  readStatus,
  type StatusDocument,
  type StatusSource,
  statusDocument,
} from '../../reconcile/run-status.ts'
import type { Scope } from '../../search/memory/documents.ts'
import { isDue } from '../../search/snapshot/times.ts'
import type { Log } from '../../shared/log.ts'
import type { IndexPorts } from '../api-ports.ts'
import { hidesRuns } from './hides-runs.ts'

/** What runs over the bucket say of the index, as far as the caller may know. Numbers are absent where he may not. */
export interface Freshness {
  /**
   * When the last run began that found the index equal to the whole bucket, or made it so. All that was pushed before is in
   * it; of what was pushed while it ran, it may have missed some. ISO 8601.
   */
  readonly comparedAt?: string
  /** Tags in the bucket then, and tags of which something could not be read. */
  readonly tags?: number
  readonly problems?: number
  /** Repositories that this run failed to compare. */
  readonly failures?: number
  /** Tags whose pushes it found, ten minutes after them or later, and no event had told. */
  readonly late?: number
  /** What the last run found that looked for blobs that are gone: of how many tags something is, and when it began. */
  readonly gone?: { readonly tags: number; readonly at: string }
  /** A run that is under way; its numbers are those so far. */
  readonly running?: Partial<
    Pick<RunningReport, 'percent' | 'repositories' | 'tags' | 'tagsPerSecond' | 'secondsLeft' | 'reading'>
  >
  /** The last run, if it did not end well. */
  readonly failed?: { readonly outcome: 'refused' | 'failed'; readonly at: string; readonly error?: string }
}

/** How long what was read is shown again, so that typing a word costs no more. Milliseconds. */
const KEPT_MS = 5000

interface Ports extends Pick<IndexPorts, 'clock'> {
  readonly version: StatusSource
  readonly log: Pick<Log, 'warn'>
}

type Read = (scope: Scope) => Promise<Freshness | undefined>

/**
 * Returns a reader of the freshness: one request to the version table at rest, a few while a run is under way. It answers
 * undefined where that can't be read, because every view can do without.
 */
export const freshnessReader = (ports: Ports): Read => {
  // What callers may know differs by what their scopes hide.
  const readers = new Map<string, Read>()
  return (scope) => {
    const kind = `${scope.hidesPrivate} ${scope.prefixes !== undefined}`
    const reader = readers.get(kind) ?? keptReader(ports)
    readers.set(kind, reader)
    return reader(scope)
  }
}

const keptReader = (ports: Ports): Read => {
  let kept: Promise<Freshness | undefined> | undefined
  let keptAt = Number.NEGATIVE_INFINITY
  return (scope) => {
    const now = ports.clock.now()
    if (kept === undefined || isDue(keptAt, KEPT_MS, now)) {
      keptAt = now
      kept = readFreshness(ports, scope, now).catch((error: unknown) => {
        ports.log.warn('the state of runs was not read', { error })
        return undefined
      })
    }
    return kept
  }
}

const readFreshness = async ({ version }: Ports, scope: Scope, now: number): Promise<Freshness> => {
  const { hidesPrivate } = scope
  // What must be hidden depends on what the index is of. Where that is not known, it may be of anything.
  const [runs, row] = await Promise.all([version.runs(), hidesPrivate ? version.read() : undefined])
  const isRunning = runs?.lease !== undefined && isHeld(runs.lease, now)
  const status = isRunning
    ? await readStatus({ ...version, read: async () => row ?? version.read(), runs: async () => runs }, now)
    : statusDocument({ version: row, runs: runs && { ...runs, lease: undefined }, progress: [], beats: [], now })
  const isHidden = (hidesPrivate && row === undefined) || hidesRuns(scope, row?.roots)
  return isHidden ? withoutNumbers(shown(status)) : shown(status)
}

const shown = ({ running, lastRun, lastDone, lastDeep }: StatusDocument): Freshness => ({
  ...(lastDone && { comparedAt: lastDone.startedAt }),
  ...(lastDone?.totals && numbersOf(lastDone.totals)),
  ...(lastDeep?.totals?.gone !== undefined && { gone: { tags: lastDeep.totals.gone, at: lastDeep.startedAt } }),
  ...(running && { running: farOf(running) }),
  ...failedOf(lastRun),
})

const farOf = ({ percent, repositories, tags, tagsPerSecond, secondsLeft, reading }: RunningReport) => ({
  ...{ percent, repositories, tags, tagsPerSecond },
  ...(secondsLeft !== undefined && { secondsLeft }),
  ...(reading !== undefined && { reading }),
})

const numbersOf = ({ tags, problems, late, failed: failures }: NonNullable<RunReport['totals']>) => ({
  tags,
  problems,
  late,
  failures,
})

const failedOf = (last: RunReport | undefined): Pick<Freshness, 'failed'> => {
  if (last === undefined || last.outcome === 'done') return {}
  const { outcome, endedAt: at, error } = last
  return { failed: { outcome, at, ...(error === undefined ? {} : { error }) } }
}

const withoutNumbers = ({ comparedAt, running, failed }: Freshness): Freshness => ({
  ...(comparedAt && { comparedAt }),
  ...(running && { running: {} }),
  ...(failed && { failed: { outcome: failed.outcome, at: failed.at } }),
})

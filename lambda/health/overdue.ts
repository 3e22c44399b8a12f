// Whether runs over the bucket still do their work.

import { isHeld, type RunsRow } from '../model/runs/version-store.ts'

const DAY_MS = 86_400_000
/** How late a run may end: a large registry takes hours, and an outage is retried for as long. */
const GRACE_MS = DAY_MS / 2

/**
 * Returns why runs over the bucket need somebody, as a sentence; undefined if they don't.
 * @param days days between two scheduled runs; 0: none is scheduled, so that none can be overdue
 * @param now epoch milliseconds
 */
export const overdueRun = (runs: RunsRow | undefined, days: number, now: number): string | undefined => {
  if (runs?.last?.outcome === 'refused') return `the last run was refused: ${runs.last.error ?? 'it does not say why'}`
  if (days === 0 || (runs?.lease !== undefined && isHeld(runs.lease, now))) return undefined
  const done = runs?.lastDone?.endedAt
  if (done === undefined) return 'no run over the whole bucket has ever ended well'
  return now - Date.parse(done) > days * DAY_MS + GRACE_MS
    ? `the last run over the whole bucket that ended well did so at ${done}; one is scheduled every ${days} days`
    : undefined
}

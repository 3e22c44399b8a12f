// Tells while a step works how far it is: `status`, `reconcile --wait` and the web page show it.

import { type Heartbeat, MAX_NAME_LENGTH, type RunMode } from '../model/runs/heartbeat.ts'
import { sum, type Totals } from '../model/runs/run-totals.ts'
import type { RunPorts } from './run-ports.ts'

/**
 * Time between two heartbeats of a range. Each costs one write unit: ten ranges at once make 40 a minute, 600 in a run of
 * a quarter of an hour, which is less than 50 tags take.
 */
export const BEAT_INTERVAL_MS = 15_000
/** How far back the rate of a range looks. */
const RATE_WINDOW_MS = 180_000

/**
 * Tells what the step has done so far, and a repository that it is working on. May be called as often as one likes: it
 * writes every 15 seconds at most. Never throws, because nothing of a run depends on it.
 * @param reading undefined where nobody may be told the name: the repository may be private
 */
export type ReportProgress = (done: Totals, reading: string | undefined) => Promise<void>

/** Which range is worked on, and what earlier steps of the run did of it. */
interface Worked {
  /** The id of the range's progress row. */
  readonly id: string
  readonly run: string
  readonly mode: RunMode
  readonly before: Totals
}

/** Returns what a step calls while it works on a range. */
export const progressReporter = (
  { version, clock, log }: Pick<RunPorts, 'version' | 'clock' | 'log'>,
  { id, run, mode, before }: Worked,
): ReportProgress => {
  /** Heartbeats of the last minutes, the oldest first, at which the rate begins. */
  let samples: Heartbeat['since'][] = [{ at: clock.now(), tags: before.tags }]
  return async (done, reading) => {
    const at = clock.now()
    const last = samples.at(-1)?.at ?? 0
    // A clock that was set back must not end the heartbeats.
    if (at >= last && at - last < BEAT_INTERVAL_MS) return
    const { repositories, tags, changed, problems, removed } = sum(before, done)
    // The last one counts however old it is: a large repository takes minutes.
    samples = samples.filter((one) => one.at <= at && (at - one.at <= RATE_WINDOW_MS || one.at === last))
    const since = samples[0] ?? { at, tags }
    samples.push({ at, tags })
    const counts = { repositories, tags, changed, problems, removed }
    const beat = {
      of: id,
      run,
      mode,
      at,
      since,
      ...counts,
      ...(reading !== undefined && { reading: reading.slice(0, MAX_NAME_LENGTH) }),
    }
    try {
      await version.beat(beat)
    } catch (error) {
      log.warn('the progress of a step was not written', { error })
    }
  }
}

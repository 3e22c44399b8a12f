// What every step of a run does first: it takes the lease, and refuses what it must not go on with. The lease avoids the same
// work being done twice; correctness must not depend on it.

import { isDeepStrictEqual } from 'node:util'
import { sourceOf } from '../model/runs/index-source.ts'
import { type Expected, progressId } from '../model/runs/version-store.ts'
import { LEASE_S } from '../names/runs.ts'
import { isUntrusted } from './reconcile-range.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { RangeStep } from './run-events.ts'
import type { RunPorts } from './run-ports.ts'

/** Id of the progress row of a deep look. */
export const DEEP_PROGRESS = progressId('deep', 0)

/** Returns the ids of the progress rows of these ranges. */
export const idsOf = (ranges: readonly Pick<RangeStep, 'layout' | 'part'>[]): string[] =>
  ranges.map(({ layout, part }) => progressId(layout, part))

/** Returns what a run reads, and the schema it writes. */
export const subject = (ports: RunPorts): RangeStep['of'] => ({ ...sourceOf(ports), schema: ports.schema })

/**
 * Refuses a step if a deployment since the run began changed what the function reads, or the schema it writes.
 * @throws ReconcileRefused
 */
export const checkSubject = (ports: RunPorts, step: Pick<RangeStep, 'of'> | undefined): void => {
  if (step === undefined || isDeepStrictEqual(step.of, subject(ports))) return
  throw new ReconcileRefused(
    `the run began over ${JSON.stringify(step.of)}, but a deployment since then changed that to ${JSON.stringify(subject(ports))}; nothing more was removed; start another run`,
  )
}

/**
 * Takes the lease, or extends the run's own, to LEASE_S and `extraMs` from now.
 * @throws ReconcileRefused if another run holds it
 */
export const takeLease = async (
  { version, clock }: RunPorts,
  run: string,
  {
    extraMs = 0,
    ranges,
    expected,
  }: { extraMs?: number; ranges?: readonly string[]; expected?: Expected | undefined } = {},
): Promise<void> => {
  const now = clock.now()
  if (await version.lease(run, now, now + LEASE_S * 1000 + extraMs, ranges, expected)) return
  const { lease } = (await version.runs()) ?? {}
  throw new ReconcileRefused(
    lease === undefined
      ? 'another run was under way a moment ago; try again'
      : `the run ${lease.run} has been under way since ${lease.startedAt}; wait until it ends or, if it died, until its lease expires at ${new Date(lease.until).toISOString()}`,
  )
}

/** Turns an error after which S3 can't be trusted into a refusal, which the state machine does not retry. */
export const refuseIfUntrusted = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (isUntrusted(error))
      throw new ReconcileRefused(`${error.message}; the run stopped, and removed nothing because of it`, error)
    throw error
  }
}

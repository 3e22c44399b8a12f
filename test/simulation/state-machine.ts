// A run as Step Functions does it (infra/backfill-definition.ts): a call of the function for each step, each of which may
// be throttled or die, and is then tried again.

import type { Totals } from '../../lambda/model/runs/run-totals.ts'
import { REFUSED_ERROR } from '../../lambda/names/runs.ts'
import type { DeepStep, RangeStep, Request } from '../../lambda/reconcile/run-events.ts'

/** Lambda's failure to do a call, in the place of one of the function. Its message is Lambda's name of it. */
export class LambdaFailure extends Error {}

/**
 * How often a step is tried again after Lambda's failure, after it ran out of time or memory (which Lambda names unknown),
 * and after another failure; and how often where it only records a failure. In the words of Step Functions.
 */
export const RETRIES = {
  lambda: { MaxAttempts: 40, IntervalSeconds: 2 },
  unknown: { MaxAttempts: 8, IntervalSeconds: 2 },
  step: { MaxAttempts: 6, IntervalSeconds: 1 },
  note: { MaxAttempts: 245, IntervalSeconds: 1 },
}
type Retrier = keyof typeof RETRIES
const MAX_INTERVAL_MS = 60_000
/** How many ranges are compared at a time. */
export const LANES = 10

interface StateMachine {
  readonly run: string
  /** Calls the function. */
  call(event: object): Promise<unknown>
  sleep(milliseconds: number): Promise<void>
  readonly random: () => number
}

interface Ranges {
  readonly ranges: readonly RangeStep[]
  readonly deep: DeepStep
}
interface Begun extends Ranges {
  readonly names: readonly RangeStep[]
}
interface Checked extends Ranges {
  readonly removals: readonly RangeStep[]
}

/**
 * Does a run. Returns what it found and did.
 * @throws the error for which the run failed, once that is recorded
 */
export const execute = async (machine: StateMachine, request: Partial<Request>): Promise<Totals> => {
  const { run } = machine
  const step = <T>(event: object) => tried(machine, event) as Promise<T>
  try {
    const begun = await step<Begun>({ step: 'begin', run, request })
    const names = namesOf(begun)
    if (names.length > 0) await eachRange(machine, names.flatMap(asManyRanges))
    const { ranges, deep: wanted } =
      names.length === 0 ? begun : await step<Ranges>({ step: 'split', ranges: begun.ranges, deep: begun.deep })
    const compared = await eachRange(machine, ranges.flatMap(asManyRanges))
    const checked = await step<Checked>({ step: 'check', ranges: compared, deep: wanted })
    const removed = await eachRange(machine, checked.removals)
    let { deep } = checked
    while (!deep.done) deep = await step<DeepStep>(deep)
    return await step({ step: 'finish', checked, removed, deep })
  } catch (error) {
    const { name, message } = error as Error
    await tried(machine, { step: 'failed', run, error: { Error: name, Cause: message } }, () => 'note')
    throw error
  }
}

// The registry of a simulation is on one page, so that its names would not be written first.
const namesOf = ({ names, ranges }: Begun): RangeStep[] =>
  names.length > 0
    ? [...names]
    : ranges.flatMap((one) => (one.fresh && typeof one.range !== 'string' ? { ...one, mode: 'names' } : []))

/** Where the ranges of a large registry would be split: names of schedules are on both sides. */
const BETWEEN = 'b'

// A registry of a simulation is too small to be split. One that is would be compared so.
const asManyRanges = (step: RangeStep): RangeStep[] =>
  typeof step.range === 'string' || step.range.from !== undefined || step.range.to !== undefined
    ? [step]
    : [
        { ...step, range: { to: BETWEEN } },
        { ...step, part: step.part + 1, range: { from: BETWEEN } },
      ]

// Once a range failed, the others get no further step. Those that are under way end first, for they hold the lease.
const eachRange = async (machine: StateMachine, ranges: readonly RangeStep[]): Promise<RangeStep[]> => {
  const done = [...ranges]
  const left = [...ranges.keys()]
  const failures: unknown[] = []
  const lane = async () => {
    for (let at = left.shift(); at !== undefined && failures.length === 0; at = left.shift())
      while (failures.length === 0) {
        const range = (await tried(machine, done[at] as RangeStep)) as RangeStep
        done[at] = range
        if (range.done) break
      }
  }
  await Promise.all(Array.from({ length: LANES }, () => lane().catch((error: unknown) => failures.push(error))))
  if (failures.length > 0) throw failures[0]
  return done
}

const retrierOf = (error: unknown): Retrier => {
  if (!(error instanceof LambdaFailure)) return 'step'
  return error.message === 'Lambda.Unknown' ? 'unknown' : 'lambda'
}

const tried = async (
  { call, sleep, random }: StateMachine,
  event: object,
  retrier: (error: unknown) => Retrier = retrierOf,
): Promise<unknown> => {
  for (const tries = { lambda: 0, unknown: 0, step: 0, note: 0 }; ; ) {
    try {
      return await call(event)
    } catch (error) {
      if ((error as Error).name === REFUSED_ERROR) throw error
      const kind = retrier(error)
      const { MaxAttempts, IntervalSeconds } = RETRIES[kind]
      if (tries[kind] === MaxAttempts) throw error
      await sleep(random() * Math.min(MAX_INTERVAL_MS, IntervalSeconds * 1000 * 2 ** tries[kind]))
      tries[kind]++
    }
  }
}

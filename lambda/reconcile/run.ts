// A run over the registry bucket (reconcile; the first one is the backfill), in steps or in one invocation.
// Intended state: the tags in the bucket, as its listing shows them. Current state: the rows of the index. A run
// compares both range by range and indexes each tag that differs; then it removes repositories that only the index has.
// Activated by the state machine (infra/backfill-definition.ts), a step at a time: by a deployment, a schedule, or
// `registry-index reconcile`. Or by hand with `{}`: then one invocation does all steps, as far as the time allows.
// Idempotent because steps compare before they write, and indexing reads the bucket again before each commit. So a step
// may be repeated, die halfway, or meet another run. A rebuild marks each tag with its run, and skips it when repeated.
// It must never write the bucket, nor remove a repository because of a listing that can't be trusted (refusals.ts).

import type { Totals } from '../model/runs/run-totals.ts'
import { begin, split } from './begin-run.ts'
import { check, finish, noteFailure, totalOf } from './end-run.ts'
import { deepRunStep, reconcileStep } from './range-steps.ts'
import type { DeepStep, RangeStep, Request, RunEvent } from './run-events.ts'
import type { Deadlines, RunPorts } from './run-ports.ts'

/**
 * Does the step that the event names, or a whole run if it names none. Returns what the state machine goes on with.
 * @param invocation the name of the run, if it is one without a state machine
 * @throws ReconcileRefused if the run must not go on; after any other error the step may be retried
 */
export const runStep = async (
  ports: RunPorts,
  event: RunEvent,
  deadlines: Deadlines,
  invocation = 'by hand',
): Promise<unknown> => {
  if (!('step' in event)) return runAll(ports, event, deadlines, invocation)
  if (event.step === 'begin') return begin(ports, event.run, event.request)
  if (event.step === 'range') return reconcileStep(ports, event, deadlines)
  if (event.step === 'split') return split(ports, event.ranges, event.deep)
  if (event.step === 'check') return check(event.ranges, event.deep)
  if (event.step === 'deep') return deepRunStep(ports, event, deadlines)
  if (event.step === 'failed') return noteFailure(ports, event.run, event.error)
  return finish(ports, event.checked.ranges, event.removed, event.deep)
}

// Does all steps in one invocation; `done` is false if the time did not suffice.
const runAll = async (
  ports: RunPorts,
  request: Request,
  deadlines: Deadlines,
  invocation: string,
): Promise<Totals & { done: boolean }> => {
  try {
    const begun = await begin(ports, invocation, request)
    const named = await reconcileAll(ports, begun.names, deadlines)
    // Names that are left are found by the comparison.
    const isNamed = named.length > 0 && isComplete(named, begun.names)
    const { deep } = begun
    const { ranges } = isNamed ? await split(ports, begun.ranges, deep) : begun
    const compared = await reconcileAll(ports, ranges, deadlines)
    if (!isComplete(compared, ranges)) return await endIncomplete(ports, invocation, compared)
    const { removals } = check(compared, deep)
    const removed = await reconcileAll(ports, removals, deadlines)
    if (!isComplete(removed, removals)) return await endIncomplete(ports, invocation, compared, removed)
    const looked = await lookAtAll(ports, deep, deadlines)
    if (!looked.done) return await endIncomplete(ports, invocation, compared, removed)
    return { ...(await finish(ports, compared, removed, looked)), done: true }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    await noteFailure(ports, invocation, { Error: name, Cause: message })
    throw error
  }
}

// Ends a run that is too long for one invocation. What was indexed stays; a run of the state machine does the rest.
const endIncomplete = async (
  ports: RunPorts,
  run: string,
  compared: readonly RangeStep[],
  removed: readonly RangeStep[] = [],
) => {
  await noteFailure(ports, run, 'the run does not fit in one invocation; start the state machine')
  return { ...totalOf(compared), removed: totalOf(removed).removed, done: false }
}

const reconcileAll = async (
  ports: RunPorts,
  steps: readonly RangeStep[],
  deadlines: Deadlines,
): Promise<RangeStep[]> => {
  const ended: RangeStep[] = []
  for (const step of steps) {
    const one = await reconcileStep(ports, step, deadlines)
    ended.push(one)
    if (!one.done || ports.clock.now() >= deadlines.soft) break
  }
  return ended
}

const lookAtAll = async (ports: RunPorts, deep: DeepStep, deadlines: Deadlines): Promise<DeepStep> => {
  let step = deep
  while (!step.done && ports.clock.now() < deadlines.soft) step = await deepRunStep(ports, step, deadlines)
  return step
}

const isComplete = (ended: readonly RangeStep[], steps: readonly RangeStep[]): boolean =>
  ended.length === steps.length && ended.every(({ done }) => done)

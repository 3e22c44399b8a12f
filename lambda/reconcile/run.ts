// A run over the whole bucket, in steps that a state machine drives, or all in one.

import type { Totals } from '../model/run-totals.ts'
import type { Deadlines, RunPorts } from './ports.ts'
import type { RangeStep, Request, RunEvent } from './run-events.ts'
import { begin, check, failed, finish, range, totalOf } from './run-steps.ts'

/**
 * Does what the event says; the answer is what the state machine goes on with.
 * @param invocation names the run where it is done by hand
 * @throws ReconcileRefused where the run must not go on; everything else may be tried again
 */
export const runStep = async (
  ports: RunPorts,
  what: RunEvent,
  deadlines: Deadlines,
  invocation = 'by hand',
): Promise<unknown> => {
  if (!('step' in what)) return runAll(ports, what, deadlines, invocation)
  if (what.step === 'begin') return begin(ports, what.run, what.request)
  if (what.step === 'range') return range(ports, what, deadlines)
  if (what.step === 'check') return check(what.ranges)
  if (what.step === 'failed') return failed(ports, what.run, what.error)
  return finish(ports, what.checked.ranges, what.removed)
}

const runAll = async (
  ports: RunPorts,
  asked: Request,
  deadlines: Deadlines,
  invocation: string,
): Promise<Totals & { done: boolean }> => {
  try {
    const { ranges } = await begin(ports, invocation, asked)
    const compared = await inOneGo(ports, ranges, deadlines)
    if (!isWhole(compared, ranges)) return await partly(ports, invocation, compared)
    const { removals } = check(compared)
    const removed = await inOneGo(ports, removals, deadlines)
    if (!isWhole(removed, removals)) return await partly(ports, invocation, compared)
    return { ...(await finish(ports, compared, removed)), done: true }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    await failed(ports, invocation, { Error: name, Cause: message })
    throw error
  }
}

// One invocation can't hold it: what is done is done, the state machine does the rest.
const partly = async (ports: RunPorts, run: string, compared: readonly RangeStep[]) => {
  await failed(ports, run, 'one invocation could not hold all of it; start the state machine')
  return { ...totalOf(compared), done: false }
}

const inOneGo = async (ports: RunPorts, steps: readonly RangeStep[], deadlines: Deadlines): Promise<RangeStep[]> => {
  const ended: RangeStep[] = []
  for (const step of steps) {
    const one = await range(ports, step, deadlines)
    ended.push(one)
    if (!one.done || ports.clock.now() >= deadlines.soft) break
  }
  return ended
}

const isWhole = (ended: readonly RangeStep[], of: readonly RangeStep[]): boolean =>
  ended.length === of.length && ended.every(({ done }) => done)

// How patient the state machine of a run is, worked out from what the template says.

import { describe, expect, it } from 'vitest'
import { BACKFILL_TIMEOUT_S } from '../../lambda/names/runs.ts'
import { SEED } from '../effort.ts'
import { randomFrom } from '../simulation/scheduler.ts'
import { LANES, RETRIES } from '../simulation/state-machine.ts'
import { machine, plain } from './template.ts'

describe('the state machine of a run survives', () => {
  interface Retrier {
    readonly ErrorEquals: readonly string[]
    readonly IntervalSeconds: number
    readonly MaxAttempts: number
    readonly BackoffRate: number
    readonly MaxDelaySeconds: number
    readonly JitterStrategy: string
  }
  interface Step {
    readonly Retry: readonly Retrier[]
    readonly TimeoutSeconds: number
  }
  const { States } = machine(plain)
  const steps: [name: string, step: Step][] = [
    ...['Begin', 'Split', 'Check', 'Deep', 'Finish'].map((name): [string, Step] => [name, States[name]]),
    ...['Name', 'Compare', 'Remove'].map((name): [string, Step] => [
      name,
      States[`${name}Ranges`].ItemProcessor.States[name],
    ]),
  ]
  /** The longest delays that a retrier can make, in seconds. With full jitter, each is drawn from nothing to this. */
  const longest = ({ IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts }: Retrier) =>
    Array.from({ length: MaxAttempts }, (_, at) => Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** at))
  const expected = (retrier: Retrier | undefined) =>
    retrier === undefined ? 0 : longest(retrier).reduce((sum, delay) => sum + delay / 2, 0)
  const retrierOf = (retriers: readonly Retrier[], error: string) =>
    retriers.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'))

  it.each([
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ])('ten minutes of %s in any step: the expected time, and that of all but one in a thousand', (error) => {
    for (const [name, { Retry }] of steps) {
      const retrier = retrierOf(Retry, error)
      expect(retrier, name).toMatchObject({ JitterStrategy: 'FULL', MaxDelaySeconds: 60 })
      expect(expected(retrier)).toBeGreaterThanOrEqual(600)
      const random = randomFrom(SEED)
      const delays = retrier === undefined ? [] : longest(retrier)
      const drawn = () => delays.reduce((sum, delay) => sum + random() * delay, 0)
      expect(Array.from({ length: 1000 }, drawn).filter((seconds) => seconds < 600)).toEqual([])
    }
  })

  it('a step that runs out of memory or time a few times, but ends within three hours if it always does', () => {
    for (const [name, { Retry }] of steps) {
      const retrier = retrierOf(Retry, 'Lambda.Unknown')
      expect(retrier, name).toMatchObject({ ErrorEquals: ['Lambda.Unknown'], JitterStrategy: 'FULL' })
      const delays = retrier === undefined ? [] : longest(retrier)
      expect(delays.length).toBeGreaterThanOrEqual(3)
      const tries = (delays.length + 1) * BACKFILL_TIMEOUT_S
      expect(delays.reduce((sum, delay) => sum + delay, tries)).toBeLessThan(3 * 3600)
    }
  })

  it('failures of single steps, for as long as five tries without jitter take', () => {
    for (const [, { Retry }] of steps) {
      const retrier = Retry.at(-1)
      expect(retrier).toMatchObject({ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxDelaySeconds: 60 })
      expect(expected(retrier)).toBeGreaterThan(1 + 2 + 4 + 8 + 16)
    }
  })

  it('the recording of a failure for much longer, so that the lease is given back', () => {
    const { Retry } = States.NoteFailure
    expect(Retry.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxDelaySeconds: 60 })
    expect(expected(Retry.at(-1))).toBeGreaterThanOrEqual(7200)
  })

  it('no refusal: nothing is retried then', () => {
    for (const { Retry } of [...steps.map(([, task]) => task), States.NoteFailure])
      expect(Retry[0]).toEqual({ ErrorEquals: ['ReconcileRefused'], MaxAttempts: 0 })
  })

  it('a step without an answer, and records a result that is too large, which States.ALL does not catch', () => {
    for (const [, { TimeoutSeconds }] of steps) expect(TimeoutSeconds).toBe(960)
    for (const name of ['Begin', 'NameRanges', 'Split', 'CompareRanges', 'Check', 'RemoveRanges', 'Deep', 'Finish'])
      expect(States[name].Catch).toEqual(
        ['States.DataLimitExceeded', 'States.ALL'].map((error) => ({ ErrorEquals: [error], Next: 'NoteFailure' })),
      )
  })

  it('what it survives in the simulation: there it is as patient, and compares as many ranges at a time', () => {
    const retriers = { lambda: 'Lambda.TooManyRequestsException', unknown: 'Lambda.Unknown', step: 'States.Timeout' }
    for (const [name, { Retry }] of steps)
      for (const [kind, error] of Object.entries(retriers))
        expect(retrierOf(Retry, error), name).toMatchObject(RETRIES[kind as keyof typeof retriers])
    for (const error of Object.values(retriers))
      expect(retrierOf(States.NoteFailure.Retry, error)).toMatchObject(RETRIES.note)
    for (const name of ['NameRanges', 'CompareRanges', 'RemoveRanges']) expect(States[name].MaxConcurrency).toBe(LANES)
  })
})

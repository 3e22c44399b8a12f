import { describe, expect, it } from 'vitest'
import { outagePace, turns } from '../../lambda/reconcile/pace.ts'

describe('how many repositories are in work', () => {
  const outage = new Error('throttled')

  it('is halved by an outage, and grows again by one with each that is well', () => {
    const pace = outagePace(32)
    const after = [outage, outage, undefined, outage].map((one) => {
      pace.note(one)
      return pace.parallel()
    })
    expect(after).toEqual([16, 8, 9, 4])
    for (let at = 0; at < 100; at++) pace.note(undefined)
    expect(pace.parallel()).toBe(32)
  })

  it('is one at least, and the eighth outage in a row is thrown', () => {
    const pace = outagePace(4)
    for (let at = 0; at < 7; at++) pace.note(outage)
    expect(pace.parallel()).toBe(1)
    pace.note(undefined)
    for (let at = 0; at < 7; at++) pace.note(outage)
    expect(() => pace.note(outage)).toThrow(outage)
  })
})

it('has so many turns in a second, after as many at once, also after a pause', async () => {
  let now = 1e12
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
    random: () => 0.5,
  }
  const turn = turns(clock, 100)
  const secondsOf = async (count: number) => {
    const start = now
    for (let at = 0; at < count; at++) await turn()
    return (now - start) / 1000
  }
  expect(await secondsOf(100)).toBe(0)
  expect(await secondsOf(1000)).toBeCloseTo(10, 1)
  now += 60_000
  expect(await secondsOf(200)).toBeCloseTo(1, 1)
})

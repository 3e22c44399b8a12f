import { describe, expect, it } from 'vitest'
import { recentRate } from '../../lambda/reconcile/recent-rate.ts'

const NOW = 10_000_000
const ago = (seconds: number) => NOW - seconds * 1000
const worked = (from: number, to: number, tags: number, before = 0) => ({
  at: ago(to),
  since: { at: ago(from), tags: before },
  totals: { tags: before + tags },
})

describe('the rate of a run', () => {
  it.each<[string, Parameters<typeof recentRate>[0], number | undefined]>([
    ['is not known of no range', [], undefined],
    ['is not known of a range that tells no times', [{ totals: { tags: 5 } }], undefined],
    ['is not known where nothing was told for two minutes', [worked(400, 121, 5000)], undefined],
    ['is not known of a second', [worked(1, 0, 5000)], undefined],
    ['is not known of a range whose clock was set back', [worked(0, 10, 5000)], undefined],
    ['is that of one range, whatever it did before', [worked(100, 0, 1000, 70_000)], 10],
    ['adds up ranges that work at the same time', [worked(100, 0, 1000), worked(100, 5, 190)], 11.9],
    [
      'counts ranges that are done, as far as they are of the last three minutes',
      [worked(240, 120, 1200), worked(120, 0, 600)],
      1200 / 180,
    ],
    ['leaves out what is older', [worked(9000, 500, 1_000_000), worked(180, 0, 900)], 5],
    ['is never negative', [worked(100, 0, -50, 50)], 0],
  ])('%s', (_, ranges, expected) => {
    if (expected === undefined) expect(recentRate(ranges, NOW)).toBeUndefined()
    else expect(recentRate(ranges, NOW)).toBeCloseTo(expected, 6)
  })
})

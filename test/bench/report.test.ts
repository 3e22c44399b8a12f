import { expect, it } from 'vitest'
import type { Measured } from '../../bench/reconcile/measure.ts'
import { aimsOf, reconcileTable } from '../../bench/reconcile/report.ts'
import { type Counts, noCounts } from '../../bench/world/counts.ts'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'

const run = (what: string, counted: Partial<Counts> = {}, memoryPeak = 31): Measured => ({
  what,
  totals: { ...NOTHING, repositories: 1000, tags: 8000, done: true },
  counts: { ...noCounts(), ...counted },
  seconds: 1,
  memoryBefore: 30,
  memoryPeak,
})

const load = run('first load', { get: 30, imageLinks: 10, imageGets: 30 }, 70)

it('aimsOf reports every aim as met for figures within the limits', () => {
  expect(aimsOf([load, run('nothing changed')]).map(({ met }) => met)).toEqual([true, true, true])
})

it.each([
  ['five requests per tag', [run('first load', { imageLinks: 10, imageGets: 50 }), run('nothing changed')], 0],
  ['a read where nothing changed', [load, run('nothing changed', { get: 1 })], 1],
  ['memory that grows', [load, run('nothing changed', {}, 50)], 2],
  ['memory of a load that grows', [run('first load', { imageLinks: 1, imageGets: 3 }, 100)], 2],
])('aimsOf reports %s as a missed aim, and only that', (_, all, missed) => {
  expect(aimsOf(all).flatMap(({ met }, at) => (met ? [] : [at]))).toEqual([missed])
})

it('reconcileTable has one row for each run', () => {
  const [, , row] = reconcileTable([load]).split('\n')
  expect(row).toBe('| first load | 1,000 | 8,000 | 0 | 30 | 3.00 | 0.0 | 0 | 0 | 0 | 0, 0 | 30.0 | 70.0 | 1.0 |')
})

import { describe, expect, it } from 'vitest'
import type { Heartbeat } from '../../lambda/model/runs/heartbeat.ts'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import type { Expected, Progress } from '../../lambda/model/runs/version-store.ts'
import { runningReport } from '../../lambda/reconcile/running-report.ts'

const NOW = Date.parse('2026-11-28T12:05:00Z')
const ago = (seconds: number) => NOW - seconds * 1000
const [A, B] = ['progress:distribution:a', 'progress:distribution:b'] as const
const lease = { run: 'run', startedAt: '2026-11-28T12:00:00.000Z', until: NOW + 1000, ranges: [A, B] }
const row = (id: string, more: Partial<Progress> = {}): Progress => ({
  ...{ id, run: 'run', mode: 'compare', done: true, namespaces: [], at: ago(60), since: { at: ago(160), tags: 0 } },
  totals: { ...NOTHING, repositories: 4, tags: 1000, changed: 3, problems: 2 },
  ...more,
})
const beat = (of: string, more: Partial<Heartbeat> = {}): Heartbeat => ({
  ...{ of, run: 'run', mode: 'compare', at: ago(0), since: { at: ago(100), tags: 0 } },
  ...{ repositories: 5, tags: 500, changed: 2, problems: 0, removed: 0 },
  ...more,
})
const expected = { repositories: 20, tags: 3000 }
const report = (progress: Progress[], beats: Heartbeat[] = [], known: Expected | 'none' = expected) =>
  runningReport({ lease: { ...lease, ...(known !== 'none' && { expected: known }) }, progress, beats, now: NOW })

describe('the report of a run', () => {
  it('adds what steps at work tell to what others recorded, and says how long it will take', () => {
    expect(report([row(A)], [beat(B, { reading: 'team/app' })])).toEqual({
      run: 'run',
      startedAt: lease.startedAt,
      seconds: 300,
      stale: false,
      phase: 'compare',
      rangesDone: 1,
      ranges: 2,
      percent: 50,
      repositories: 9,
      tags: 1500,
      changed: 5,
      problems: 2,
      removed: 0,
      // 1,000 tags in the first hundred seconds of the last 160, and 500 in the last hundred.
      tagsPerSecond: 9.4,
      expected: { repositories: 20, tags: 3000 },
      secondsLeft: 160,
      reading: ['team/app'],
      toldAt: '2026-11-28T12:05:00.000Z',
    })
  })

  it('takes no heartbeat that is older than the row, or of another run', () => {
    const later = row(B, { done: false, totals: { ...NOTHING, tags: 700 }, at: ago(5) })
    expect(report([row(A), later], [beat(B, { at: ago(10) })])).toMatchObject({ tags: 1700, rangesDone: 1 })
    expect(report([row(A), row(B)], [beat(B)])).toMatchObject({ tags: 2000, rangesDone: 2 })
    const other = [beat(A, { run: 'before', reading: 'old' }), beat(B, { run: 'before' })]
    const nothing = report([], other)
    expect(nothing).toMatchObject({ tags: 0, rangesDone: 0, tagsPerSecond: 0, percent: 0 })
    for (const field of ['reading', 'toldAt', 'secondsLeft']) expect(nothing).not.toHaveProperty(field)
  })

  it('counts from the start where nobody told a rate, and promises nothing where nothing is known', () => {
    const { at, since, ...old } = row(A)
    expect(report([old])).toMatchObject({ tagsPerSecond: 3.3, secondsLeft: 600 })
    const unknown = report([row(A)], [beat(B)], 'none')
    expect(unknown).toMatchObject({ percent: 50, tagsPerSecond: 9.4 })
    for (const field of ['expected', 'secondsLeft']) expect(unknown).not.toHaveProperty(field)
  })

  it('says 100 only at the end, also if the bucket has more than before', () => {
    const small = { repositories: 1, tags: 800 }
    expect(report([row(A)], [beat(B)], small)).toMatchObject({ percent: 99, secondsLeft: 0 })
    const done = report([row(A), row(B)], [], small)
    expect(done).toMatchObject({ percent: 100 })
    expect(done).not.toHaveProperty('secondsLeft')
    const empty = { repositories: 0, tags: 0 }
    expect(report([row(A, { totals: NOTHING })], [], empty)).toMatchObject({ percent: 50 })
  })

  it('lists names first: what is listed is not compared', () => {
    const names = (id: string, tags: number, done: boolean) =>
      row(id, { mode: 'names', done, totals: { ...NOTHING, repositories: 10, tags } })
    const listing = report([names(A, 4000, true), names(B, 1000, false)], [], 'none')
    expect(listing).toMatchObject({ phase: 'names', repositories: 20, tags: 5000, rangesDone: 1 })
    for (const field of ['expected', 'secondsLeft']) expect(listing).not.toHaveProperty(field)
    const comparing = report([names(A, 4000, true), names(B, 2000, true)], [beat(A, { tags: 600 })], {
      ...{ repositories: 20, tags: 6000 },
    })
    expect(comparing).toMatchObject({
      ...{ phase: 'compare', repositories: 5, tags: 600, rangesDone: 0, percent: 10 },
      ...{ tagsPerSecond: 6, secondsLeft: 900, expected: { repositories: 20, tags: 6000 } },
    })
  })

  it('goes on with what was compared while it removes', () => {
    const removing = beat(B, { mode: 'remove', repositories: 0, tags: 0, removed: 3, since: { at: ago(9), tags: 0 } })
    expect(report([row(A), row(B)], [removing])).toMatchObject({
      ...{ phase: 'remove', tags: 2000, removed: 3, rangesDone: 1, percent: 50 },
    })
    expect(report([row(A), row(B)], [removing])).not.toHaveProperty('secondsLeft')
    const removed = row(B, { mode: 'remove', totals: { ...NOTHING, tags: 1000, removed: 4 } })
    expect(report([row(A), removed], [removing])).toMatchObject({ removed: 4, rangesDone: 2 })
  })

  it('names what is being read, the newest first, and nothing that is a minute old', () => {
    const at = (seconds: number, reading: string) =>
      beat(`progress:distribution:${reading}`, { at: ago(seconds), reading })
    expect(report([], [at(61, 'old'), at(30, 'b'), at(2, 'a'), beat(A)]).reading).toEqual(['a', 'b'])
    const many = Array.from({ length: 30 }, (_, index) => at(index, `r${index}`))
    expect(report([], many).reading).toHaveLength(10)
  })
})

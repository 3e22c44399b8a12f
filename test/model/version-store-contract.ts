import { beforeAll, describe, expect, it } from 'vitest'
import type { Heartbeat } from '../../lambda/model/runs/heartbeat.ts'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import { type LastRun, type Progress, progressId, type VersionStore } from '../../lambda/model/runs/version-store.ts'

/** A version store, and a way around it: somebody may write any row. */
interface Versions {
  readonly version: VersionStore
  put(row: { readonly id: 'index' | 'reconcile' } & Readonly<Record<string, unknown>>): unknown
}

/** The contract that every version store must fulfil. It runs against the stores in memory and in DynamoDB. */
export const versionContract = (make: () => Promise<Versions>) => {
  let version: VersionStore
  let put: Versions['put']
  beforeAll(async () => {
    const made = await make()
    version = made.version
    put = (damaged) => made.put(damaged)
  })
  const row = { schema: 1, minReader: 1, bucket: 'registry', roots: { distribution: '' } }
  const last = (run: string, outcome: LastRun['outcome']): LastRun => ({
    run,
    outcome,
    startedAt: '2026-11-24T12:00:00.000Z',
    endedAt: '2026-11-24T12:01:00.000Z',
    totals: { ...NOTHING, tags: 7 },
    namespaces: [{ name: '', repositories: 1, tags: 7 }],
  })

  describe('a version store', () => {
    it('keeps its first version row until the row is overwritten', async () => {
      expect(await version.read()).toBeUndefined()
      expect(await version.create(row)).toBe(true)
      expect(await version.create({ ...row, bucket: 'other' })).toBe(false)
      expect(await version.read()).toEqual({ id: 'index', ...row })
      await version.write({ ...row, schema: 2 })
      expect(await version.read()).toEqual({ id: 'index', ...row, schema: 2 })
    })

    it('gives the lease to one run, which may extend it, until the run ends or the lease expires', async () => {
      expect(await version.lease('first', 1000, 2000, ['a', 'b'])).toBe(true)
      expect(await version.lease('second', 1500, 2500)).toBe(false)
      expect(await version.lease('first', 1500, 3000)).toBe(true)
      expect(await version.lease('second', 2500, 3500)).toBe(false)
      const startedAt = new Date(1000).toISOString()
      expect((await version.runs())?.lease).toEqual({ run: 'first', startedAt, until: 3000, ranges: ['a', 'b'] })
      const expected = { repositories: 2, tags: 7 }
      expect(await version.lease('first', 1500, 3000, ['c'], expected)).toBe(true)
      expect(await version.lease('first', 1500, 3000)).toBe(true)
      expect((await version.runs())?.lease).toMatchObject({ ranges: ['c'], expected })
      expect(await version.lease('first', 1500, 3000, ['a', 'b'])).toBe(true)
      expect((await version.runs())?.lease).not.toHaveProperty('expected')
      expect(await version.lease('second', 3001, 4000)).toBe(true)
      await version.ended(last('first', 'failed'))
      expect(await version.runs()).toMatchObject({ lease: { run: 'second', ranges: [] }, last: { run: 'first' } })
      await version.ended(last('second', 'done'))
      await version.ended({ ...last('part', 'done'), only: ['team/'] })
      await version.ended(last('third', 'refused'))
      expect(await version.runs()).toEqual({
        id: 'reconcile',
        last: last('third', 'refused'),
        lastDone: last('second', 'done'),
      })
    })

    it('keeps the last run over the whole bucket that looked whether what tags point to is there', async () => {
      const looked = { ...last('looked', 'done'), deep: { contents: 7 } }
      await version.ended(looked)
      await version.ended({ ...looked, run: 'part', only: ['team/'] })
      await version.ended({ ...looked, run: 'failed', outcome: 'failed' })
      await version.ended(last('other', 'done'))
      expect(await version.runs()).toMatchObject({ lastDeep: looked, lastDone: { run: 'other' } })
      const refused = { ...last('refused', 'done'), deep: { contents: 0, why: 'too many' } }
      await version.ended(refused)
      expect((await version.runs())?.lastDeep).toEqual(refused)
    })

    const lease = { run: 'dead', startedAt: '2026-11-24T12:00:00.000Z', until: 1600, ranges: ['a'] }
    it.each([
      ['is a text', 'x'],
      ['is empty', {}],
      ['ends at a text', { ...lease, until: 'never' }],
      ['ends later than any can', { ...lease, until: 9e15 }],
      ['ends later than any can, but is a time', { ...lease, until: 8e15 }],
      ['ends at a fraction', { ...lease, until: 1600.5 }],
      ['is of no run', { ...lease, run: 7 }],
      ['began at no time', { ...lease, startedAt: 'y' }],
      ['has other ranges', { ...lease, ranges: [{ constructor: 'x' }] }],
    ])('gives away a lease that %s, to one run', async (_, damaged) => {
      await put({ id: 'reconcile', lease: damaged, last: 'x', lastDone: { a: 1 } })
      expect((await version.runs())?.last).toBeUndefined()
      expect(await version.lease('first', 1500, 2500)).toBe(true)
      expect(await version.lease('second', 1500, 2500)).toBe(false)
      expect((await version.runs())?.lease).toMatchObject({ run: 'first', until: 2500, ranges: [] })
      await version.ended(last('first', 'done'))
      expect(await version.runs()).toMatchObject({ last: { run: 'first' }, lastDone: { run: 'first' } })
    })

    it('keeps a whole lease, also at its end', async () => {
      await put({ id: 'reconcile', lease })
      expect(await version.lease('second', 1600, 2500)).toBe(false)
      expect(await version.lease('second', 1601, 2500)).toBe(true)
    })

    it.each([
      ['schema is a text', { schema: 'x' }, { schema: 0 }],
      ['schema is missing', { schema: undefined }, { schema: 0 }],
      ['oldest reader is missing', { minReader: undefined }, { minReader: 0 }],
      ['oldest reader is a fraction', { minReader: 1.5 }, { minReader: 0 }],
      ['roots are missing', { roots: undefined }, { roots: {} }],
      ['roots are not all texts', { roots: { distribution: '', x: 5 } }, { roots: { distribution: '' } }],
      ['bucket is a number', { bucket: 5 }, { bucket: '' }],
      ['migration is damaged', { migratingTo: 'x' }, { schema: 0 }],
    ])('reads what is left of a version row whose %s', async (_, damage, left) => {
      const damaged = Object.entries({ ...row, ...damage }).filter(([, value]) => value !== undefined)
      await put({ id: 'index', ...Object.fromEntries(damaged) })
      expect(await version.read()).toEqual({ id: 'index', ...row, ...left })
      expect(await version.create(row)).toBe(false)
    })

    it('keeps the progress of ranges', async () => {
      const id = progressId('distribution', 0)
      const progress: Progress = {
        id,
        run: 'one',
        mode: 'compare',
        after: 'app',
        done: false,
        totals: NOTHING,
        namespaces: [],
        places: [{ path: 'app/', weight: 7 }],
      }
      await version.progress(progress)
      expect(await version.progressOf([id, progressId('distribution', 1)])).toEqual([progress])
      const { after, ...done } = { ...progress, done: true }
      await version.progress(done)
      expect(await version.progressOf([id])).toEqual([done])
      expect(await version.progressOf([])).toEqual([])
      const timed = { ...done, at: 2000, since: { at: 1000, tags: 3 } }
      await version.progress(timed)
      expect(await version.progressOf([id])).toEqual([timed])
    })

    it('keeps the heartbeat of a range beside its progress', async () => {
      const of = progressId('distribution', 7)
      const counts = { repositories: 1, tags: 8, changed: 7, problems: 1, removed: 0 }
      const beat: Heartbeat = { of, run: 'one', mode: 'compare', at: 9000, since: { at: 1000, tags: 2 }, ...counts }
      await version.beat({ ...beat, reading: 'team/app' })
      expect(await version.beatsOf([of, progressId('distribution', 8)])).toEqual([{ ...beat, reading: 'team/app' }])
      await version.beat(beat)
      expect(await version.beatsOf([of])).toEqual([beat])
      expect(await version.beatsOf([])).toEqual([])
      expect(await version.progressOf([of])).toEqual([])
    })
  })
}

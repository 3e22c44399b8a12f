import { beforeAll, describe, expect, it } from 'vitest'
import { NOTHING } from '../../lambda/model/run-totals.ts'
import { type LastRun, type Progress, progressId, type VersionStore } from '../../lambda/model/version-store.ts'

/** The contract that every version store must fulfil. It runs against the stores in memory and in DynamoDB. */
export const versionContract = (make: () => Promise<VersionStore>) => {
  let version: VersionStore
  beforeAll(async () => {
    version = await make()
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

    it('keeps the progress of ranges', async () => {
      const id = progressId('distribution', 'a')
      const progress: Progress = {
        id,
        run: 'one',
        mode: 'compare',
        after: 'app',
        done: false,
        totals: NOTHING,
        namespaces: [],
      }
      await version.progress(progress)
      expect(await version.progressOf([id, progressId('distribution', 'b')])).toEqual([progress])
      const { after, ...done } = { ...progress, done: true }
      await version.progress(done)
      expect(await version.progressOf([id])).toEqual([done])
      expect(await version.progressOf([])).toEqual([])
    })
  })
}

import { describe, expect, it } from 'vitest'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import type { VersionRow } from '../../lambda/model/runs/version-row.ts'
import type { Progress, RunsRow } from '../../lambda/model/runs/version-store.ts'
import { failureMessage, readStatus, statusDocument } from '../../lambda/reconcile/run-status.ts'
import { memoryVersion } from '../fakes/memory-version.ts'

const version: VersionRow = {
  id: 'index',
  schema: 1,
  minReader: 1,
  bucket: 'registry',
  roots: { distribution: 'sub' },
}
const now = Date.parse('2026-11-24T12:00:10Z')
const range = (range: string, more: Partial<Progress> = {}): Progress => ({
  id: `progress:distribution:${range}`,
  run: 'run-2',
  mode: 'compare',
  done: true,
  totals: { ...NOTHING, repositories: 2, tags: 50, changed: 1, problems: 1 },
  namespaces: [{ name: `${range}-team`, repositories: 2, tags: 50 }],
  ...more,
})
const ranges = Array.from({ length: 36 }, (_, part) => `progress:distribution:${part}`)
const lease = { run: 'run-2', startedAt: '2026-11-24T12:00:00.000Z', until: now + 1000, ranges }
const runsWith = (more: Partial<RunsRow>): RunsRow => ({ id: 'reconcile', ...more })
const done = {
  run: 'run-1',
  outcome: 'done' as const,
  startedAt: '2026-11-24T11:00:00.000Z',
  endedAt: '2026-11-24T11:02:05.000Z',
  totals: { ...NOTHING, repositories: 7 },
  namespaces: [{ name: 'old', repositories: 7, tags: 9 }],
}

describe('statusDocument', () => {
  it('has only empty namespaces for an index without a run', () => {
    expect(statusDocument({ version: undefined, runs: undefined, progress: [], beats: [], now })).toEqual({
      namespaces: [],
    })
  })

  it('says what the index is made from, and how the last run ended', () => {
    const failed = { ...done, outcome: 'refused' as const, error: '{"errorMessage":"the bucket is empty"}' }
    expect(
      statusDocument({ version, runs: runsWith({ last: failed, lastDone: done }), progress: [], beats: [], now }),
    ).toEqual({
      index: { bucket: 'registry', roots: { distribution: 'sub' }, schema: 1, minReader: 1 },
      lastRun: {
        run: 'run-1',
        outcome: 'refused',
        startedAt: done.startedAt,
        endedAt: done.endedAt,
        seconds: 125,
        error: 'the bucket is empty',
        totals: done.totals,
      },
      lastDone: expect.objectContaining({ outcome: 'done', totals: done.totals }),
      namespaces: done.namespaces,
    })
  })

  it('names the schema that the index is being migrated to', () => {
    const { index } = statusDocument({
      version: { ...version, migratingTo: 2 },
      runs: undefined,
      progress: [],
      beats: [],
      now,
    })
    expect(index).toMatchObject({ schema: 1, migratingTo: 2 })
  })

  it('counts the ranges of the run under way, not those of earlier ones', () => {
    const progress = [range('0'), range('1', { done: false }), range('2', { run: 'run-1' })]
    expect(statusDocument({ version, runs: runsWith({ lease }), progress, beats: [], now }).running).toEqual({
      run: 'run-2',
      startedAt: lease.startedAt,
      seconds: 10,
      stale: false,
      phase: 'compare',
      rangesDone: 1,
      ranges: 36,
      percent: 2,
      repositories: 4,
      tags: 100,
      changed: 2,
      problems: 2,
      removed: 0,
      tagsPerSecond: 10,
    })
  })

  it('counts names until the first range is compared, and then no longer', () => {
    const of = (...progress: Progress[]) =>
      statusDocument({ version, runs: runsWith({ lease }), progress, beats: [], now }).running
    const names = [range('0', { mode: 'names' }), range('1', { mode: 'names', done: false })]
    expect(of(...names)).toMatchObject({ phase: 'names', rangesDone: 1, repositories: 4, tags: 100 })
    const [first] = names.slice(1)
    expect(of(range('0'), ...(first === undefined ? [] : [first]))).toMatchObject({
      phase: 'compare',
      rangesDone: 1,
      repositories: 2,
      tags: 50,
    })
    expect(of()).toMatchObject({ phase: 'compare', rangesDone: 0 })
  })

  it('counts one range for a run over a prefix', () => {
    const runs = runsWith({ lease: { ...lease, ranges: ['progress:distribution:team/'] } })
    const of = (...progress: Progress[]) => statusDocument({ version, runs, progress, beats: [], now }).running
    expect(of(range('team/'))).toMatchObject({ ranges: 1, rangesDone: 1, percent: 100 })
    expect(of()).toMatchObject({ ranges: 1, rangesDone: 0, percent: 0 })
  })

  it('says that a run removes repositories, or that it died', () => {
    const progress = [range('a'), range('b', { mode: 'remove', totals: { ...NOTHING, removed: 3 } })]
    const runs = runsWith({ lease: { ...lease, until: now - 1 } })
    expect(statusDocument({ version, runs, progress, beats: [], now }).running).toMatchObject({
      phase: 'remove',
      removed: 3,
      stale: true,
    })
  })

  it('takes the namespaces from the last run over the whole bucket', () => {
    const last = { ...done, only: ['team/'], namespaces: [{ name: 'team', repositories: 1, tags: 1 }] }
    const runs = runsWith({ last, lastDone: done })
    expect(statusDocument({ version, runs, progress: [range('0')], beats: [], now }).namespaces).toEqual(
      done.namespaces,
    )
  })
})

describe('readStatus', () => {
  it('reads the progress of the ranges of the run under way', async () => {
    const store = memoryVersion()
    await store.create({ schema: 1, minReader: 1, bucket: 'registry', roots: { distribution: '' } })
    await store.lease('run-2', now - 4000, now, ['progress:distribution:0', 'progress:distribution:1'])
    for (const one of ['0', '2']) await store.progress(range(one))
    expect((await readStatus(store, now)).running).toMatchObject({ ranges: 2, rangesDone: 1, seconds: 4 })
    expect(await readStatus(memoryVersion(), now)).toEqual({ namespaces: [] })
  })
})

describe('failureMessage', () => {
  const message = 's3://registry/ lists nothing, but the index has "a" and more; run it with {"force": true}'
  const cause = JSON.stringify({ errorType: 'ReconcileRefused', errorMessage: message, trace: ['at x'] })
  const stored = JSON.stringify({ Error: 'ReconcileRefused', Cause: cause })

  it.each([
    ['of a Lambda error', cause],
    ['of a state machine error', stored],
    ['of plain text', message],
    ['of text that is a JSON string', JSON.stringify(message)],
    ['of an error of a run by hand', JSON.stringify({ Error: 'ReconcileRefused', Cause: message })],
    ['of a Lambda error that was cut', cause.slice(0, -8)],
    ['of a state machine error that was cut', stored.slice(0, -10)],
  ])('returns the message %s', (_, text) => expect(failureMessage(text)).toBe(message))

  it('returns the name of an error without a message, or else the text', () => {
    expect(failureMessage('{"Error":"States.Timeout","Cause":""}')).toBe('States.Timeout')
    expect(failureMessage('{}')).toBe('{}')
    expect(failureMessage('')).toBe('')
  })
})

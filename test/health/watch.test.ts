import { describe, expect, it } from 'vitest'
import type { NotificationRule } from '../../lambda/health/notification.ts'
import { overdueRun } from '../../lambda/health/overdue.ts'
import { isWatchEvent, watch } from '../../lambda/health/watch.ts'
import type { RunsRow } from '../../lambda/model/runs/version-store.ts'
import { NOTIFIED_EVENTS } from '../../lambda/names/bucket.ts'
import { keptMetrics } from '../fakes/metrics.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const HOUR_MS = 3_600_000
const ago = (hours: number): string => new Date(NOW - hours * HOUR_MS).toISOString()
const ended = (hours: number, outcome: 'done' | 'refused' | 'failed' = 'done') => ({
  run: 'r',
  outcome,
  startedAt: ago(hours + 1),
  endedAt: ago(hours),
})
const row = (parts: Omit<RunsRow, 'id'>): RunsRow => ({ id: 'reconcile', ...parts })

describe('a run is overdue', () => {
  it.each<[string, RunsRow | undefined, number, RegExp | undefined]>([
    ['not after a day', row({ last: ended(24), lastDone: ended(24) }), 1, undefined],
    ['not half a day late', row({ last: ended(36), lastDone: ended(36) }), 1, undefined],
    ['if it is later', row({ last: ended(37), lastDone: ended(37) }), 1, /did so at 2026-11-26T23:00:00.000Z/],
    ['not if runs are rarer', row({ last: ended(37), lastDone: ended(37) }), 7, undefined],
    ['not if none is scheduled', row({ last: ended(9999), lastDone: ended(9999) }), 0, undefined],
    ['if the last one was refused', row({ last: ended(1, 'refused'), lastDone: ended(2) }), 1, /was refused/],
    ['also where none is scheduled', row({ last: { ...ended(1, 'refused'), error: 'no keys' } }), 0, /no keys/],
    [
      'not if the last one failed, but another did not',
      row({ last: ended(1, 'failed'), lastDone: ended(20) }),
      1,
      undefined,
    ],
    ['if none has ever ended', undefined, 1, /ever/],
    [
      'not while the first one works',
      row({ lease: { run: 'r', startedAt: ago(40), until: NOW + 1000, ranges: [] } }),
      1,
      undefined,
    ],
    ['if the first one died', row({ lease: { run: 'r', startedAt: ago(40), until: NOW - 1, ranges: [] } }), 1, /ever/],
  ])('%s', (_, runs, days, expected) => {
    const found = overdueRun(runs, days, NOW)
    if (expected === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(expected)
  })
})

describe('the hourly look', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:index'
  const RULE: NotificationRule = { destination: QUEUE, events: [...NOTIFIED_EVENTS], prefix: '', suffix: '' }
  const look = async (rules: NotificationRule[] | undefined, runs: RunsRow | undefined) => {
    const { metrics, said } = keptMetrics()
    const logged: unknown[] = []
    const result = await watch({
      notifications: async () => rules && { rules, hasEventBridge: false },
      expected: { mode: 's3', destination: QUEUE, layouts: [{ id: 'distribution', root: '' }] },
      version: { runs: async () => runs },
      reconcileDays: 1,
      clock: { now: () => NOW },
      metrics,
      log: { error: (...all) => void logged.push(all), warn: (...all) => void logged.push(all) },
    })
    return { result, said, logged }
  }

  it('says nothing while all is well, not even zero, which is paid for', async () => {
    const { result, said, logged } = await look([RULE], row({ last: ended(1), lastDone: ended(1) }))
    expect(result).toEqual({ notification: [], run: undefined })
    expect(said).toEqual([])
    expect(logged).toEqual([])
  })

  it('says of each thing that is wrong what it is', async () => {
    const { result, said, logged } = await look([], undefined)
    expect(result.notification).toHaveLength(NOTIFIED_EVENTS.length)
    expect(said).toEqual([
      ['notificationMissing', 1],
      ['runOverdue', 1],
    ])
    expect(logged).toHaveLength(2)
  })

  it('says that it does not know, where the notifications may not be read', async () => {
    const { result, said, logged } = await look(undefined, row({ last: ended(1), lastDone: ended(1) }))
    expect(result).toEqual({ notification: [], run: undefined })
    expect(said).toEqual([])
    expect(JSON.stringify(logged)).toContain('s3:GetBucketNotification')
  })

  it('is asked for by an event of its own', () => {
    expect(isWatchEvent({ step: 'watch' })).toBe(true)
    for (const other of [{}, { step: 'snapshot' }, { step: 'watch', force: true }, null, 'watch'])
      expect(isWatchEvent(other)).toBe(false)
  })
})

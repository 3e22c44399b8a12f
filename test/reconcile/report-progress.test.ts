import { describe, expect, it } from 'vitest'
import type { Heartbeat } from '../../lambda/model/runs/heartbeat.ts'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import { BEAT_INTERVAL_MS, progressReporter } from '../../lambda/reconcile/report-progress.ts'
import { memorySystem } from '../fakes/system.ts'

const ID = 'progress:distribution:a'

const reporting = (before = NOTHING) => {
  const { ports } = memorySystem()
  let now = 1_000_000
  const written: Heartbeat[] = []
  const warnings: string[] = []
  const version = { ...ports.version, beat: async (beat: Heartbeat) => void written.push(beat) }
  const report = progressReporter(
    {
      version,
      clock: { ...ports.clock, now: () => now },
      log: { ...ports.log, warn: (message) => void warnings.push(message) },
    },
    { id: ID, run: 'run', mode: 'compare', before },
  )
  const later = async (seconds: number, tags: number, reading?: string) => {
    now += seconds * 1000
    await report({ ...NOTHING, repositories: 1, tags }, reading)
  }
  return { later, version, written, warnings }
}

describe('a step at work', () => {
  it('tells every 15 seconds at most what the run did of its range, and what it reads', async () => {
    const { later, written } = reporting({ ...NOTHING, tags: 100, changed: 7 })
    await later(1, 10, 'team/early')
    await later(13, 20, 'team/early')
    expect(written).toEqual([])
    await later(1, 30, 'team/app')
    await later(1, 40, 'team/late')
    expect(written).toEqual([
      {
        of: ID,
        run: 'run',
        mode: 'compare',
        at: 1_015_000,
        since: { at: 1_000_000, tags: 100 },
        ...{ repositories: 1, tags: 130, changed: 7, problems: 0, removed: 0 },
        reading: 'team/app',
      },
    ])
  })

  it('writes 40 times in ten minutes, and dates its rate from three minutes before at most', async () => {
    const { later, written } = reporting()
    for (let at = 1; at <= 600; at++) await later(1, at)
    expect(written).toHaveLength(600_000 / BEAT_INTERVAL_MS)
    for (const { at, since, tags } of written) {
      expect(at - since.at).toBeLessThanOrEqual(180_000)
      expect((tags - since.tags) / (at - since.at)).toBe(0.001)
    }
    expect((written.at(-1)?.at ?? 0) - (written.at(-1)?.since.at ?? 0)).toBe(180_000)
  })

  it('goes on where a heartbeat can not be written, and where the clock is set back', async () => {
    const { later, version, written, warnings } = reporting()
    const { beat } = version
    version.beat = async () => {
      throw new Error('throttled')
    }
    await later(15, 1)
    expect(warnings).toEqual(['the progress of a step was not written'])
    version.beat = beat
    await later(15, 2)
    await later(-7200, 3)
    await later(15, 4)
    expect(written.map(({ tags }) => tags)).toEqual([2, 3, 4])
    for (const { at, since } of written.slice(1)) expect(since.at).toBeLessThanOrEqual(at)
  })

  it('knows the rate of a repository that took ten minutes', async () => {
    const { later, written } = reporting()
    await later(15, 1)
    await later(600, 60_001)
    expect(written[1]).toMatchObject({ at: 1_615_000, since: { at: 1_015_000, tags: 1 }, tags: 60_001 })
  })

  it('names no repository that may be private, and cuts a name that is too long', async () => {
    const { later, written } = reporting()
    await later(15, 1)
    await later(15, 2, 'a'.repeat(1000))
    expect(written.map(({ reading }) => reading?.length)).toEqual([undefined, 255])
    expect(written[0]).not.toHaveProperty('reading')
  })
})

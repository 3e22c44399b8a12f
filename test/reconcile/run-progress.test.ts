// How far a run is, as its status says while its steps work.

import { describe, expect, it } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent, type Request } from '../../lambda/reconcile/run-events.ts'
import { readStatus } from '../../lambda/reconcile/run-status.ts'
import { FAR, filled, run } from '../fakes/filled.ts'

const begun = async (system: ReturnType<typeof filled>, request: Partial<Request> = {}) => {
  const { ranges } = (await runStep(system.ports, parseRunEvent({ step: 'begin', run: 'next', request }), FAR)) as {
    ranges: { range: string }[]
  }
  return ranges
}

describe('the status of a run', () => {
  it('expects what the last run over the whole bucket found, and the first run expects nothing', async () => {
    const system = filled()
    const expected = async () => (await system.tables.version.runs())?.lease?.expected
    await begun(system)
    expect(await expected()).toBeUndefined()
    await system.clock.sleep(30 * 60_000)
    await run(system)
    await begun(system)
    expect(await expected()).toEqual({ repositories: 5, tags: 11 })
    await system.clock.sleep(30 * 60_000)
    await begun(system, { prefix: 'team/' })
    expect(await expected()).toBeUndefined()
  })

  it('says in the middle of a step how far it is, and at its end what it did and when', async () => {
    const system = filled()
    for (let at = 0; at < 99; at++) system.registry.push(`r${String(at).padStart(2, '0')}`, 'v1')
    await run(system)
    for (let at = 0; at < 99; at++) system.registry.push(`r${String(at).padStart(2, '0')}`, 'v2')
    const [step] = await begun(system)
    const { commit } = system.ports.store
    const seen: Awaited<ReturnType<typeof readStatus>>[] = []
    system.ports.store.commit = async (change) => {
      await system.clock.sleep(4000)
      seen.push(await readStatus(system.tables.version, system.clock.now()))
      return commit(change)
    }
    await runStep(system.ports, parseRunEvent(step), { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER })
    const told = seen.flatMap(({ running }) => (running?.toldAt === undefined ? [] : [running]))
    expect(new Set(told.map(({ tags }) => tags)).size).toBeGreaterThan(1)
    const reading = [expect.stringMatching(/^r\d\d$/)]
    expect(told).toContainEqual(expect.objectContaining({ run: 'next', phase: 'compare', reading }))
    expect(told.at(-1)?.tagsPerSecond).toBeGreaterThan(0)
    const { running } = await readStatus(system.tables.version, system.clock.now())
    const [row] = await system.tables.version.progressOf(['progress:distribution:0'])
    expect(row?.totals.tags).toBeGreaterThan(60)
    expect(running).toMatchObject({ tags: row?.totals.tags, toldAt: new Date(row?.at ?? 0).toISOString() })
  })
})

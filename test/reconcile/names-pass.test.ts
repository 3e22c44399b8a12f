// A first load lists before it reads: names first, then ranges that are even by what was listed.

import { describe, expect, it } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent, type RangeStep } from '../../lambda/reconcile/run-events.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { FAR, inLine, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

interface Begun {
  readonly names: RangeStep[]
  readonly ranges: RangeStep[]
}

const step = async <T>(system: System, event: unknown, soft = FAR.soft): Promise<T> =>
  (await runStep(system.ports, parseRunEvent(structuredClone(event)), { ...FAR, soft })) as T
const begin = (system: System, request: object = {}) => step<Begun>(system, { step: 'begin', run: 'r', request })
const all = async (system: System, ranges: readonly RangeStep[]): Promise<RangeStep[]> => {
  const done: RangeStep[] = []
  for (let one of ranges) {
    while (!one.done) one = await step<RangeStep>(system, one)
    done.push(one)
  }
  return done
}
const large = (names: readonly string[], tagsOf: (name: string) => number = () => 1) => {
  const system = memorySystem({ pageSize: 100 })
  for (const name of names) for (let at = 0; at < tagsOf(name); at++) system.registry.push(name, `v1.${at}`)
  return system
}
const NAMES = Array.from({ length: 150 }, (_, at) => `team/app${at}`)
const unreadOf = (system: System, name: string) => system.tables.repositories.get(name)?.document?.unread

describe('a first load', () => {
  it('makes every repository findable by its name before it reads any object, and reads all of them then', async () => {
    const system = large(NAMES, () => 2)
    const { names, ranges } = await begin(system)
    expect(names.map(({ mode }) => mode)).toEqual(['names', 'names', 'names'])
    const named = await all(system, names)
    expect(system.bucket.calls.get).toEqual([])
    expect(named.reduce((sum, { totals }) => sum + totals.tags, 0)).toBe(300)
    expect([...system.tables.repositories.keys()].sort()).toEqual([...NAMES].sort())
    for (const name of NAMES) expect(unreadOf(system, name)).toBe(2)
    const split = await step<{ ranges: RangeStep[] }>(system, { step: 'split', ranges })
    const compared = await all(system, split.ranges)
    const checked = await step<{ removals: RangeStep[] }>(system, { step: 'check', ranges: compared })
    expect(checked.removals).toEqual([])
    expect(await step(system, { step: 'finish', checked, removed: [] })).toMatchObject({
      repositories: 150,
      tags: 300,
      changed: 300,
      recounted: 0,
      failed: 0,
    })
    await inLine(system)
  })

  it('leaves alone what was pushed or named before, and may name twice', async () => {
    const system = large(NAMES)
    await system.index('team/app7', 'v1.0')
    const row = structuredClone(system.tables.repositories.get('team/app7'))
    const { names } = await begin(system)
    await all(system, names)
    const rows = structuredClone(system.tables.repositories)
    await all(system, names)
    expect(system.tables.repositories).toEqual(rows)
    expect(system.tables.repositories.get('team/app7')).toEqual(row)
  })

  it('names in parts if the time ends, and goes on where it was', async () => {
    const system = large(NAMES)
    const { names } = await begin(system)
    const [first] = names
    const part = await step<RangeStep>(system, first, 0)
    expect(part).toMatchObject({ done: false, mode: 'names', totals: { repositories: 1 } })
    expect(part.after).toMatch(/^team\/app/)
    expect(system.tables.repositories.size).toBe(1)
    await all(system, [part, ...names.slice(1)])
    expect(system.tables.repositories.size).toBe(150)
  })

  it('is done in one invocation too, which compares what it could not name', async () => {
    for (const soft of [FAR.soft, 0]) {
      const system = large(NAMES)
      await runStep(system.ports, parseRunEvent({}), { ...FAR, soft })
      expect(system.tables.briefs.size).toBe(soft === 0 ? 1 : 150)
      await system.clock.sleep(3_600_000)
      expect(await run(system)).toMatchObject({ repositories: 150, done: true })
      await inLine(system)
    }
  })

  it('says in one invocation too that it looks for blobs that are gone', async () => {
    const system = large(NAMES)
    const { version } = system.ports
    const told: (readonly string[] | undefined)[] = []
    const lease: typeof version.lease = (run, now, until, ranges, expected) => {
      told.push(ranges)
      return version.lease(run, now, until, ranges, expected)
    }
    const ports = { ...system.ports, version: { ...version, lease } }
    await runStep(ports, parseRunEvent({ deep: true }), FAR)
    const ranges = told.filter((ids) => ids !== undefined && ids.length > 1)
    // At the beginning, and once the ranges are even.
    expect(ranges).toHaveLength(2)
    for (const ids of ranges) expect(ids?.at(-1)).toBe('progress:deep:0')
  })

  it('names nothing where one page lists all, in a run over a part, and once a run over all ended well', async () => {
    const small = large(['a', 'b'])
    expect((await begin(small)).names).toEqual([])
    const system = large(NAMES)
    expect((await begin(system, { prefix: 'team/' })).names).toEqual([])
    expect((await begin(system, { repository: 'team/app1' })).names).toEqual([])
    await system.clock.sleep(3_600_000)
    await run(system)
    expect((await begin(system)).names).toEqual([])
  })
})

describe('ranges', () => {
  // Folders say nothing of a namespace that has most of all.
  const skewed = [
    ...Array.from({ length: 700 }, (_, at) => `n${at}/x`),
    ...Array.from({ length: 1500 }, (_, at) => `n99x/${at}`),
  ]
  const sizesOf = async (system: System, ranges: readonly RangeStep[]) => {
    const sizes: number[] = []
    for (const { range } of ranges) {
      let size = 0
      for await (const _ of listRepositories(system.bucket.bucket, system.layout, range, undefined)) size++
      sizes.push(size)
    }
    return sizes
  }

  it('are split anew by the tags that the names were counted with, and by those of the last run after that', async () => {
    const system = large(skewed)
    const { names, ranges } = await begin(system)
    await all(system, names)
    expect(Math.max(...(await sizesOf(system, ranges)))).toBeGreaterThan(1000)
    const split = await step<{ ranges: RangeStep[] }>(system, { step: 'split', ranges })
    const sizes = await sizesOf(system, split.ranges)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2200)
    expect(split.ranges.map(({ part }) => part)).toEqual([...split.ranges.keys()])
    expect(Math.max(...sizes)).toBeLessThan(5 * (2200 / sizes.length))
    const ended = { checked: { ranges: await all(system, split.ranges) }, removed: [] }
    await step(system, { step: 'finish', ...ended })
    const { list } = system.bucket.calls
    const next = await begin(system)
    // Only to see that the bucket is not empty.
    expect(system.bucket.calls.list - list).toBe(1)
    expect(next.ranges.length).toBe(rangesOf2200)
    expect(Math.max(...(await sizesOf(system, next.ranges)))).toBeLessThan(150)
    expect((await system.ports.version.runs())?.lease?.ranges).toEqual(
      next.ranges.map(({ part }) => `progress:distribution:${part}`),
    )
  })
  const rangesOf2200 = 44

  it('are many where few repositories have many tags', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `big${at}`)
    const system = memorySystem({ pageSize: 1000 })
    for (const name of names)
      for (let at = 0; at < 1000; at++)
        system.bucket.put(system.layout.tagKey({ repository: name, tag: `v${at}` }), 'x'.repeat(71))
    const { names: toName, ranges } = await begin(system)
    expect(ranges).toHaveLength(1)
    await all(system, toName)
    const split = await step<{ ranges: RangeStep[] }>(system, { step: 'split', ranges })
    expect(await sizesOf(system, split.ranges)).toEqual(names.map(() => 1))
  })

  it('are even after a run that died and left little of what the one before it had counted', async () => {
    const system = large(Array.from({ length: 600 }, (_, at) => `app${at}`))
    await run(system)
    const { ranges } = await begin(system)
    expect(ranges).toHaveLength(12)
    await all(system, ranges.slice(0, -1))
    await system.clock.sleep(24 * 3_600_000)
    const next = await step<Begun>(system, { step: 'begin', run: 'next', request: {} })
    const sizes = await sizesOf(system, next.ranges)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(600)
    expect(Math.max(...sizes)).toBeLessThan(100)
  })

  it('stay as they are where nothing was counted', async () => {
    const system = large(NAMES)
    const { ranges } = await begin(system)
    expect(await step(system, { step: 'split', ranges })).toEqual({ ranges })
    expect(await step(system, { step: 'split', ranges: [] })).toEqual({ ranges: [] })
  })

  it('are not split by the rows of another run, nor after a deployment that changed what is read', async () => {
    const system = large(skewed)
    const { names, ranges } = await begin(system)
    await all(system, names)
    const others = ranges.map((one) => ({ ...one, run: 'other' }))
    await system.clock.sleep(3_600_000)
    expect(await step(system, { step: 'split', ranges: others })).toEqual({ ranges: others })
    const moved = { ...system, ports: { ...system.ports, bucketName: 'elsewhere' } }
    await expect(step(moved, { step: 'split', ranges })).rejects.toThrow(/a deployment since then changed that/)
  })
})

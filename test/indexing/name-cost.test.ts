// What it costs to name a repository before it is read: in write units, counted as DynamoDB counts them.

import { expect, it } from 'vitest'
import { type Counts, overTables } from '../../bench/world/counts.ts'
import { runPorts } from '../../bench/world/run-ports.ts'
import { shapeOf } from '../../bench/world/shape.ts'
import { makeWorld } from '../../bench/world/world.ts'
import { nameRepository } from '../../lambda/indexing/name-repository.ts'
import { listRepositories } from '../../lambda/registry/listing.ts'
import { run } from '../fakes/filled.ts'

const loadable = (repositories: number) => {
  const { bucket, tables, layout, takeCounts } = makeWorld(repositories)
  const ports = runPorts(
    {
      get: async (...asked) => bucket.get(...asked),
      list: async (...asked) => bucket.list(...asked),
      folders: async (...asked) => bucket.folders(...asked),
    },
    async (command, input) => tables.send(command, input),
  )
  const listed = () => listRepositories(ports.bucket, layout, '', undefined)
  return { ports, listed, takeCounts }
}
const unitsOf = (counts: Counts) => overTables(counts, 'writeUnits')
// A load that names nothing by itself, as if a run had ended well before.
const load = async ({ ports, takeCounts }: ReturnType<typeof loadable>) => {
  const [startedAt, endedAt] = ['2026-11-24T12:00:00Z', '2026-11-24T12:00:00Z']
  await ports.version.ended({ run: 'earlier', outcome: 'done', startedAt, endedAt })
  expect(await run({ ports }, { force: true })).toMatchObject({ failed: 0, recounted: 0 })
  return takeCounts()
}

it('a name costs three write units: its row, and an item of the catalog and of the changes', async () => {
  const { ports, listed, takeCounts } = loadable(40)
  let names = 0
  for await (const one of listed()) {
    expect(await nameRepository(ports, one)).toBe(true)
    names++
  }
  expect(names).toBe(40)
  expect(takeCounts()).toMatchObject({
    get: 0,
    tables: { repository: { writeUnits: 3 * names, indexUnits: 2 * names, writes: names, readUnits: 0 } },
    commits: 0,
  })
})

it('a load with names takes three write units more a repository, at most 5 % of 8 tags', async () => {
  const without = await load(loadable(200))
  const named = loadable(200)
  for await (const one of named.listed()) await nameRepository(named.ports, one)
  const names = unitsOf(named.takeCounts())
  const after = await load(named)
  // The first commit of a repository moves its item of the changes (two units in place of one) and leaves the catalog.
  expect(unitsOf(after)).toBe(unitsOf(without))
  expect(names).toBe(600)
  expect(names / unitsOf(without)).toBeLessThan(0.05)
  expect(after.commits).toBe(without.commits)
  expect(after.get).toBe(without.get)
})

it('of a repository with one tag, a name is the sixth part of all write units', async () => {
  const { ports, listed, takeCounts } = loadable(200)
  for await (const one of listed()) {
    const { tags } = shapeOf(one.name)
    if (tags.length > 1 || tags[0]?.kind !== 'image') continue
    await nameRepository(ports, one)
    const named = unitsOf(takeCounts())
    await run({ ports }, { force: true, repository: one.name })
    expect([named, unitsOf(takeCounts())]).toEqual([3, 17])
    return
  }
  throw new Error('no repository has one tag')
})

import { expect, it } from 'vitest'
import { verifySearch } from '../../../cli/verify/verify-search.ts'
import type { SearchDocument } from '../../../lambda/model/search-document.ts'
import { build } from '../../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../../lambda/search/snapshot/document-format.ts'
import { noLog } from '../../fakes/log.ts'
import { memoryRows, memorySnapshots } from '../../fakes/memory-snapshots.ts'
import { memorySystem } from '../../fakes/system.ts'

const document = (visible: number): SearchDocument => ({
  registry: 'registry',
  layout: 'distribution',
  visible,
  hidden: 0,
  tag: 'latest',
  platforms: ['linux/amd64'],
})

// An hour ago, so that neither is what changes right now, nor within the reach of the changes that are read after a build.
const EARLIER_MS = 60 * 60 * 1000

const world = async () => {
  const { layouts, clock } = memorySystem()
  const [rows, snapshots] = [memoryRows(), memorySnapshots()]
  const before = clock.now() - EARLIER_MS
  rows.put('app', before, document(1))
  rows.put('team/gone', before, undefined)
  rows.put('team/box', before, document(3))
  const rebuild = () =>
    build({ reader: rows.reader, store: snapshots.store, format: documentFormat, clock, log: noLog })
  await rebuild()
  const search = { reader: rows.reader, store: snapshots.store }
  const verified = async (reader = search.reader) => {
    const found: string[] = []
    const all = verifySearch({ layouts, search: { ...search, reader }, clock })
    for (;;) {
      const { done, value } = await all.next()
      if (done) return { found, documents: value.documents }
      found.push(`${value.kind} ${value.repository} ${value.expected?.length ?? 0} ${value.found?.length ?? 0}`)
    }
  }
  return { rows, clock, verified, before, rebuild }
}

it('finds no difference where search has what the rows have, after a build and changes', async () => {
  const { rows, verified, clock } = await world()
  rows.put('new', clock.now(), document(1))
  rows.put('app', clock.now(), undefined)
  expect(await verified()).toEqual({ found: [], documents: 2 })
})

it('finds documents that differ from their rows, are missing, or have no row', async () => {
  const { rows, verified, before } = await world()
  // Nobody tells search of a change without a greater time.
  rows.put('app', before, document(2))
  rows.put('another', before, document(1))
  rows.rows.delete('team/box')
  const { found } = await verified()
  expect(found.sort()).toEqual([
    expect.stringMatching(/^search another [1-9]\d+ 0$/),
    expect.stringMatching(/^search app [1-9]\d+ [1-9]\d+$/),
    expect.stringMatching(/^search team\/box 0 [1-9]\d+$/),
  ])
})

it('compares once more after a minute, as the index of changes may lag', async () => {
  const { rows, verified, clock } = await world()
  rows.put('late', clock.now() - 1000, document(1))
  const started = clock.now()
  const seen = async (since: number, after?: object) => {
    const page = await rows.reader.changes(since, after as never)
    return clock.now() - started < 60_000 ? { ...page, states: page.states.filter(({ id }) => id !== 'late') } : page
  }
  expect(await verified({ ...rows.reader, changes: seen })).toEqual({ found: [], documents: 3 })
  expect(clock.now() - started).toBe(60_000)
})

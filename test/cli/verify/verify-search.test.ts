import { expect, it } from 'vitest'
import { verifySearch } from '../../../cli/verify/verify-search.ts'
import type { SearchDocument } from '../../../lambda/model/search-document.ts'
import { layoutOfId } from '../../../lambda/registry/layouts/repository-id.ts'
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
  const { clock } = memorySystem()
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
    const all = verifySearch({ search: { ...search, reader }, clock })
    for (;;) {
      const { done, value } = await all.next()
      if (done) return { found, documents: value.documents }
      const { kind, repository, expected, found: there } = value
      found.push(
        repository === ''
          ? `${kind}: ${there}`
          : `${kind} ${repository} ${expected?.length ?? 0} ${there?.length ?? 0}`,
      )
    }
  }
  return { rows, snapshots, clock, verified, before, rebuild }
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

type Snapshots = ReturnType<typeof memorySnapshots>

it.each([
  [
    'a chunk is missing',
    ({ chunks }: Snapshots) => chunks.clear(),
    'the newest build was passed over: 1 of 1 chunks are missing',
  ],
  [
    'a chunk is another one',
    ({ chunks }) => chunks.set('snapshot:1:0', { bytes: Buffer.from('other'), expires: 0 }),
    'the newest build was passed over: its chunks have another digest',
  ],
  [
    'its format is another',
    ({ state }) => Object.assign(state.snapshot, { format: 0 }),
    `the newest build was passed over: it has format 0, this code reads ${documentFormat.version}`,
  ],
  [
    'its pointer is invalid',
    ({ state }) => Object.assign(state.snapshot, { segments: 'many' }),
    'the pointer is invalid',
  ],
] satisfies [string, (snapshots: Snapshots) => unknown, string][])(
  'finds the build unusable where %s',
  async (_, spoil, found) => {
    const { snapshots, verified } = await world()
    spoil(snapshots)
    expect(await verified()).toEqual({ found: [`search: ${found}`], documents: 2 })
  },
)

it('finds no difference where there is no build yet', async () => {
  const { snapshots, verified } = await world()
  snapshots.state.snapshot = { counter: 1 }
  expect(await verified()).toEqual({ found: [], documents: 2 })
})

it('finds documents without a row, also of layouts that are not deployed and of names that say less than the id', async () => {
  const { rows, verified, before, rebuild } = await world()
  const gone = ['app@another-layout', 'library/a%20b@docker-v1']
  for (const id of gone) rows.put(id, before, { ...document(1), layout: layoutOfId(id) })
  await rebuild()
  for (const id of gone) rows.rows.delete(id)
  const { found } = await verified()
  expect(found.map((one) => one.split(' ').slice(1, -2).join(' '))).toEqual(gone)
})

import { describe, expect, it } from 'vitest'
import { build } from '../../../lambda/search/snapshot/build.ts'
import { buildIfDue, parseSnapshotEvent } from '../../../lambda/search/snapshot/build-if-due.ts'
import { openSnapshot } from '../../../lambda/search/snapshot/open-snapshot.ts'
import { HOUR_MS, MINUTE_MS } from '../../../lambda/search/snapshot/times.ts'
import { noLog } from '../../fakes/log.ts'
import { documentWith, jsonFormat } from '../../fakes/map-documents.ts'
import { memoryRows, memorySnapshots } from '../../fakes/memory-snapshots.ts'

const NOW = 1_700_000_000_000

const world = (pageSize?: number) => {
  const rows = memoryRows(pageSize)
  const snapshots = memorySnapshots()
  const time = { now: NOW }
  const clock = { now: () => time.now }
  const format = jsonFormat()
  const ports = { reader: rows.reader, store: snapshots.store, format, clock, log: noLog }
  const opened = async () => {
    const pointer = await snapshots.store.pointer()
    return pointer && openSnapshot(pointer, { ...ports, now: time.now })
  }
  return { ...rows, ...snapshots, time, ports, opened }
}

describe('a build', () => {
  it('has all states, sorted by the bytes of their ids, with those of emptied repositories', async () => {
    // Of each part of the table every page has one row, and "b" and "a/z" are of the same part.
    const { put, ports, opened } = world(1)
    const packed: string[][] = []
    const format = {
      ...ports.format,
      pack: (states: Parameters<typeof ports.format.pack>[0]) => {
        packed.push(states.map(({ id }) => id))
        return ports.format.pack(states)
      },
    }
    put('b', 5, documentWith(1))
    put('a/z', 6, undefined)
    put('a', 7, documentWith(2))
    put('\u{1f600}', 8, documentWith(3))
    put('\uffee', 9, documentWith(4))
    const pointer = await build({ ...ports, format }, 2)
    expect(packed).toEqual([['a', 'a/z'], ['b', '\uffee'], ['\u{1f600}']])
    expect(pointer).toMatchObject({ number: 1, format: 1, segments: [1, 1, 1], documents: 4, builtAt: NOW })
    expect(pointer?.watermark).toBe(NOW - 10 * MINUTE_MS)
    const documents = await opened()
    expect(documents?.get('b')).toEqual(documentWith(1))
    expect(documents?.changedAt('a/z')).toBe(6)
    expect(documents?.count).toBe(4)
  })

  it('of nothing can be opened', async () => {
    const { ports, opened } = world()
    await build(ports)
    expect((await opened())?.count).toBe(0)
  })

  it('leaves rows out whose documents are invalid', async () => {
    const { put, invalid, ports, opened } = world()
    put('a', 1, documentWith(1))
    put('b', 1, documentWith(1))
    invalid.add('b')
    await build(ports)
    expect((await opened())?.changedAt('b')).toBeUndefined()
  })

  it('lets its chunks expire after three days', async () => {
    const { put, ports, chunks } = world()
    put('a', 1, documentWith(1))
    await build(ports)
    expect([...chunks.values()].map(({ expires }) => expires)).toEqual([NOW / 1000 + 3 * 86_400])
  })

  it('does not take the place of one that began later', async () => {
    const { ports, state } = world()
    const gate = Promise.withResolvers<void>()
    const { reader } = ports
    const slow: typeof reader = { ...reader, scan: (...asked) => gate.promise.then(() => reader.scan(...asked)) }
    const first = build({ ...ports, reader: slow })
    expect((await build(ports))?.number).toBe(2)
    gate.resolve()
    expect(await first).toBeUndefined()
    expect(state.snapshot['number']).toBe(2)
  })

  it.each([
    ['a chunk is missing', ({ chunks }: ReturnType<typeof world>) => chunks.delete('snapshot:1:0')],
    ['a chunk is another', ({ chunks }) => chunks.set('snapshot:1:0', { bytes: Buffer.from('other'), expires: 0 })],
    ['its format is another', ({ state }) => Object.assign(state.snapshot, { format: 2 })],
    ['it is a day old', ({ time }) => (time.now += 24 * HOUR_MS)],
  ] satisfies [string, (one: ReturnType<typeof world>) => unknown][])('is passed over where %s', async (_, spoil) => {
    const all = world()
    all.put('a', 1, documentWith(1))
    await build(all.ports)
    expect(await all.opened()).toBeDefined()
    spoil(all)
    expect(await all.opened()).toBeUndefined()
  })
})

describe('whether a build is due', () => {
  const due = async (
    documents: number,
    age: number,
    changed: number,
    change: (one: ReturnType<typeof world>) => void = () => {},
  ) => {
    const all = world()
    for (let at = 0; at < documents; at++) all.put(`${at}`, 1, documentWith(1))
    await build(all.ports)
    all.time.now += age
    for (let at = 0; at < changed; at++) all.put(`${at}`, NOW + 1, documentWith(2))
    change(all)
    return (await buildIfDue(all.ports, { step: 'snapshot', force: false })).due
  }

  it('is so where there is none, or one of another format', async () => {
    const { ports } = world()
    expect(await buildIfDue(ports, { step: 'snapshot', force: false })).toMatchObject({
      due: 'there is none',
      built: { number: 1 },
    })
    expect(await due(1, 0, 0, ({ state }) => Object.assign(state.snapshot, { format: 7 }))).toContain('format 7')
  })

  it.each([
    [1200, 2 * HOUR_MS, 1000, true],
    [1200, 2 * HOUR_MS, 999, false],
    [1200, HOUR_MS / 2, 1200, false],
    [60_000, 2 * HOUR_MS, 1199, false],
    [60_000, 2 * HOUR_MS, 1200, true],
    [10, 11 * HOUR_MS, 10, false],
    [10, 12 * HOUR_MS, 0, true],
    [10, -HOUR_MS, 0, true],
  ])('of %i documents, after %i ms, with %i changed: %s', async (documents, age, changed, expected) => {
    expect((await due(documents, age, changed)) !== undefined).toBe(expected)
  })

  it('counts what changed and is invalid', async () => {
    const spoil = ({ rows, invalid }: ReturnType<typeof world>) => {
      for (const { id, changedAt } of rows.values()) if (changedAt > NOW) invalid.add(id)
    }
    expect(await due(1200, 2 * HOUR_MS, 1000, spoil)).toBe('at least 1000 changed')
  })

  it('is always so by force', async () => {
    const { ports } = world()
    await build(ports)
    expect(await buildIfDue(ports, { step: 'snapshot', force: true })).toMatchObject({ built: { number: 2 } })
  })
})

it.each([
  [{ step: 'snapshot' }, { step: 'snapshot', force: false }],
  [
    { step: 'snapshot', force: true },
    { step: 'snapshot', force: true },
  ],
  [{ step: 'snapshot', prefix: 'a' }, undefined],
  [{}, undefined],
  [{ step: 'begin' }, undefined],
  [undefined, undefined],
])('the event %j is parsed as %j', (event, parsed) => expect(parseSnapshotEvent(event)).toEqual(parsed))

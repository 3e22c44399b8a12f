import { describe, expect, it } from 'vitest'
import { OutdatedError } from '../../../lambda/model/runs/schema-guard.ts'
import { searchMemory } from '../../../lambda/search/snapshot/search-memory.ts'
import { HOUR_MS, MINUTE_MS } from '../../../lambda/search/snapshot/times.ts'
import { UnavailableError } from '../../../lambda/search/snapshot/unavailable-error.ts'
import { noLog } from '../../fakes/log.ts'
import { documentWith } from '../../fakes/map-documents.ts'
import { NOW, world } from './process.ts'

describe('a request at rest', () => {
  it('reads changes, and one of two rows at most', async () => {
    const { request, put } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await request(0)
    expect(await request(0.5)).toEqual([])
    // Nothing was seen yet, up to 10 minutes before the load.
    expect(await request(2)).toEqual(['changes since -603'])
    for (const seconds of [2, 61, 2, 3600, 1, 1, 86_400 / 2])
      expect((await request(seconds)).map((one) => one.split(' ')[0]).filter((one) => one === 'changes')).toHaveLength(
        1,
      )
    const first = await request(3600)
    const second = await request(2)
    expect(
      [first, second]
        .flat()
        .filter((one) => !one.startsWith('changes'))
        .sort(),
    ).toEqual(['pointer', 'schemas'])
    expect(first).toHaveLength(2)
    expect(second).toHaveLength(2)
  })

  it('reads from 10 minutes before the last wide read, once a minute', async () => {
    const { request } = world()
    await request(0)
    await request(30)
    expect(await request(31)).toContain('changes since -600')
    expect((await request(59)).join()).not.toContain('since -539')
    expect(await request(1)).toContain('changes since -539')
  })

  it('does not read the last change again and again, once wide reads have passed over it', async () => {
    const { request, put } = world()
    await request(0)
    put('a', NOW, documentWith(1))
    await request(2)
    expect(await request(2)).toEqual(['changes since -3'])
    for (let minute = 0; minute < 11; minute++) await request(61)
    expect(await request(2)).toContain('changes since 0')
  })
})

describe('memory', () => {
  it('is loaded from the newest build and what changed since, and knows each later change', async () => {
    const { memory, put, build: make, request, time } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await make()
    put('b', NOW + 1000, documentWith(2))
    time.now += HOUR_MS
    expect(await request(0)).toEqual(['changes since -600', 'get', 'pointer', 'rows', 'schemas'])
    put('a', time.now, documentWith(3))
    await request(2)
    const { documents, isStale } = await memory.current()
    expect([documents.get('a')?.visible, documents.get('b')?.visible, isStale]).toEqual([3, 2, false])
  })

  it('is loaded anew beside the old one when there is a newer build', async () => {
    const { memory, put, rows, build: make, request } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    put('wiped', NOW - HOUR_MS, documentWith(1))
    await request(0)
    rows.delete('wiped')
    await make()
    expect((await memory.current()).documents.get('wiped')).toBeDefined()
    for (const seconds of [61, 2]) await request(seconds)
    expect((await memory.current()).documents.get('wiped')).toBeUndefined()
  })

  it('is loaded anew where it was not refreshed for 18 hours', async () => {
    const { request } = world()
    await request(0)
    expect(await request(17.9 * 3600)).not.toContain('scan')
    expect(await request(18.1 * 3600)).toContain('scan')
  })

  it('is unavailable while it is not loaded, and tries again', async () => {
    const { memory, broken, sleeps } = world()
    broken.isBroken = true
    sleeps.isAwake = true
    const failure = memory.current()
    await expect(failure).rejects.toThrow(UnavailableError)
    // Seconds.
    await expect(failure).rejects.toMatchObject({ retryAfterSeconds: 5 })
    broken.isBroken = false
    sleeps.isAwake = false
    await expect(memory.current()).resolves.toMatchObject({ isStale: false })
  })

  it('is stale where changes could not be read for a minute', async () => {
    const { memory, broken, time, request } = world()
    await request(0)
    broken.isBroken = true
    time.now += MINUTE_MS
    expect(await memory.current()).toMatchObject({ isStale: false, ageMs: MINUTE_MS })
    time.now += 2000
    expect(await memory.current()).toMatchObject({ isStale: true, ageMs: MINUTE_MS + 2000 })
    broken.isBroken = false
    time.now += 2000
    // The read that failed went on where it had begun.
    expect(await memory.current()).toMatchObject({ isStale: false, ageMs: 4000 })
  })

  it('is closed to code that is too old for the index, and noticed within two requests and a minute', async () => {
    const { state, request } = world()
    await request(0)
    state.index = { minReader: 3 }
    await expect(request(61).then(() => request(2))).rejects.toThrow(OutdatedError)
    state.index = { minReader: 2 }
    await expect(request(61).then(() => request(2))).rejects.toThrow(OutdatedError)
    await expect(request(2)).resolves.toBeDefined()
  })
})

describe('an index of an older schema', () => {
  it('is closed to searches until it is written anew, and open a second later', async () => {
    const { state, request, memory } = world()
    state.index = { schema: 0, migratingTo: 2, minReader: 0 }
    const refused = { retryAfterSeconds: 30, message: expect.stringContaining('the index is of schema 0') }
    await expect(request(0)).rejects.toMatchObject(refused)
    await expect(memory.readable()).rejects.toMatchObject(refused)
    await expect(request(2)).rejects.toMatchObject(refused)
    state.index = { schema: 2, minReader: 2 }
    await expect(request(2).catch(() => request(2))).resolves.toBeDefined()
    await expect(memory.readable()).resolves.toBeUndefined()
  })

  it('is also one that older code had begun to write back', async () => {
    const { state, request } = world()
    state.index = { schema: 2, migratingTo: 0, minReader: 0 }
    await expect(request(0)).rejects.toThrow('the index is of schema 0')
  })

  it('is searched while it is written anew, if this code can search it', async () => {
    const { state, request } = world()
    state.index = { schema: 1, migratingTo: 2, minReader: 2 }
    await expect(request(0)).resolves.toBeDefined()
  })

  it('is one that says so: a schema that is missing or damaged refuses nothing', async () => {
    const { state, request } = world()
    state.index = { schema: 'one' }
    await expect(request(0)).resolves.toBeDefined()
  })
})

describe('a request is answered from the memory that is there', () => {
  it('after a second of loading a newer build', async () => {
    const { request, put, build: make, hanging, answered } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await request(0)
    const { documents } = await answered(2)
    await make()
    hanging.push('get')
    // The version row is read first.
    expect(await answered(61)).toEqual({ documents, milliseconds: 0 })
    expect(await answered(2)).toEqual({ documents, milliseconds: 1000 })
    expect(await answered(2)).toEqual({ documents, milliseconds: 0 })
  })

  it('after three seconds of a read of changes', async () => {
    const { request, hanging, answered } = world()
    await request(0)
    const { documents } = await answered(2)
    hanging.push('changes')
    expect(await answered(2)).toEqual({ documents, milliseconds: 3000 })
  })
})

describe('a request that needs no documents', () => {
  it('is answered by what is known where the version row can not be read', async () => {
    const { memory, state, broken, time, said } = world()
    broken.isBroken = true
    await expect(memory.readable()).resolves.toBeUndefined()
    expect(said).toEqual(['version table not read'])
    broken.isBroken = false
    state.index = { minReader: 3 }
    await expect(memory.readable()).rejects.toThrow(OutdatedError)
    broken.isBroken = true
    time.now += 2 * MINUTE_MS
    await expect(memory.readable()).rejects.toThrow(OutdatedError)
  })
})

describe('the log', () => {
  it('says how many documents were loaded, from which build, how long that took, and what the process holds', async () => {
    const logged: object[] = []
    const { rows, put, reader, ports } = world()
    put('a', NOW, documentWith(1))
    const log = { ...noLog, info: (_: string, more: object) => void logged.push(more) }
    await searchMemory({ ...ports, reader, log }).current()
    expect(rows.size).toBe(1)
    const megabytes = expect.any(Number)
    expect(logged).toEqual([{ documents: 1, build: expect.any(String), milliseconds: 0, megabytes }])
    expect(logged).toMatchObject([{ megabytes: expect.toSatisfy((value: number) => value > 20 && value < 20_000) }])
  })
})

describe('a read of changes', () => {
  it('takes four pages at a request, and goes on at the next', async () => {
    const { memory, put, request } = world(2)
    await request(0)
    for (let at = 0; at < 10; at++) put(`${at}`, NOW + 1000 + at, documentWith(1))
    await request(2)
    expect((await memory.current()).documents.count).toBe(8)
    expect((await memory.current()).documents.count).toBe(8)
    await request(1)
    expect((await memory.current()).documents.count).toBe(10)
  })

  it('begins the next wide one later in proportion to its pages', async () => {
    const { put, request } = world(2)
    for (let at = 0; at < 6; at++) put(`${at}`, NOW - 1000 - at, documentWith(1))
    await request(0)
    expect(await request(60)).toContain('changes since -600')
    for (const seconds of [60, 60]) expect((await request(seconds)).join()).not.toContain('-540')
    expect(await request(60)).toContain('changes since -540')
  })

  it('that is wide lets newer ones go first after half a minute; the next begins in ten minutes at most', async () => {
    const { put, request } = world(2)
    // 12 pages, of which only the last has what refreshes read.
    for (let at = 0; at < 24; at++) put(`${at}`, NOW - 500_000 - at * 4000, documentWith(1))
    await request(0)
    const since = async (seconds: number) => (await request(seconds)).filter((one) => one.startsWith('changes'))
    const fourPages = Array(4).fill('changes since -600')
    expect(await since(60)).toEqual(fourPages)
    expect(await since(2)).toEqual(['changes since -503'])
    for (const seconds of [2, 27]) expect(await since(seconds)).toEqual(fourPages)
    // Ten minutes after it began, less a second.
    expect(await since(568)).toEqual(['changes since -500'])
    expect(await since(1)).toContain('changes since -540')
  })
})

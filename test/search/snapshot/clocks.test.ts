import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../../lambda/search/snapshot/times.ts'
import { documentWith } from '../../fakes/map-documents.ts'
import { NOW, world } from './process.ts'

describe('a clock that was set back by an hour', () => {
  it('stops neither wide reads nor reads of the two rows', async () => {
    const { request, time } = world()
    await request(0)
    for (const seconds of [61, 2, 2]) await request(seconds)
    time.now -= HOUR_MS
    const first = await request(0)
    expect(first).toContainEqual(expect.stringMatching(/^changes since -41\d\d$/))
    const asked = [...first, ...(await request(2)), ...(await request(61)), ...(await request(2))]
    expect(asked.filter((one) => one === 'schemas')).toHaveLength(2)
    expect(asked.filter((one) => one === 'pointer')).toHaveLength(2)
    expect(asked.filter((one) => one.startsWith('changes since -4'))).toHaveLength(2)
  })

  it('makes memory stale until changes are read, and again where they are not', async () => {
    const { memory, broken, time, request } = world()
    await request(0)
    broken.isBroken = true
    time.now -= HOUR_MS
    expect((await memory.current()).isStale).toBe(true)
    broken.isBroken = false
    time.now += 2000
    expect((await memory.current()).isStale).toBe(false)
    broken.isBroken = true
    time.now += MINUTE_MS + 2000
    expect((await memory.current()).isStale).toBe(true)
  })

  it('does not keep a version from being noticed by requests that need no documents', async () => {
    const { memory, state, time } = world()
    await memory.readable()
    time.now -= HOUR_MS
    state.index = { minReader: 3 }
    await expect(memory.readable()).rejects.toThrow('schema')
  })

  it('does not make refreshes begin before the last change for an hour', async () => {
    const { request, put, time } = world()
    await request(0)
    put('a', NOW, documentWith(1))
    time.now = NOW + HOUR_MS
    await request(0)
    time.now = NOW + 1000
    await request(0)
    expect(await request(2)).toContain('changes since -3')
    for (let minute = 0; minute < 11; minute++) await request(61)
    expect(await request(2)).toContain('changes since 0')
  })
})

it.each([
  ['version row', 'schemas', 'pointer'],
  ['pointer', 'pointer', 'schemas'],
])('a %s that can not be read does not keep the other row from being read', async (_, one, other) => {
  const { request, failing } = world()
  await request(0)
  failing.push(one)
  const asked: string[] = []
  for (let at = 0; at < 10; at++) asked.push(...(await request(31)))
  expect(asked.filter((name) => name === other).length).toBeGreaterThanOrEqual(4)
  expect(asked.filter((name) => name === one).length).toBeGreaterThanOrEqual(4)
})

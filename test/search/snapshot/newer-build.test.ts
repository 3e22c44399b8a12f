import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../../lambda/search/snapshot/times.ts'
import { documentWith } from '../../fakes/map-documents.ts'
import type { memorySnapshots } from '../../fakes/memory-snapshots.ts'
import { NOW, world } from './process.ts'

type Chunks = ReturnType<typeof memorySnapshots>['chunks']
const refill = (chunks: Chunks, bytes: () => Uint8Array): void => {
  for (const [id, chunk] of chunks) chunks.set(id, { ...chunk, bytes: bytes() })
}

describe('memory', () => {
  it.each([
    ['a chunk is missing', (chunks: Chunks) => chunks.clear()],
    ['a chunk is another one', (chunks: Chunks) => refill(chunks, () => Buffer.from('other'))],
  ])('stays as it is where of a newer build %s, which is read once', async (_, damage) => {
    const { memory, put, build: make, request, chunks, said } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await make()
    await request(0)
    const { documents } = await memory.current()
    await make()
    damage(chunks)
    const asked = [await request(61), await request(2)].flat()
    expect(asked).toContain('get')
    expect(asked).not.toContain('scan')
    expect(said).toEqual(['snapshot passed over', 'search documents kept in place of a newer build'])
    for (const seconds of [61, 2, 61, 2])
      for (const one of await request(seconds)) expect(one).toMatch(/^changes|^pointer$|^schemas$/)
    expect((await memory.current()).documents).toBe(documents)
    // It is kept up to date, and the next build is loaded.
    await make()
    for (const seconds of [61, 2]) await request(seconds)
    expect((await memory.current()).documents).not.toBe(documents)
  })

  it('stays as it is where a newer build could not be read, which is tried again', async () => {
    const { memory, put, build: make, request, store, failing } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await make()
    await request(0)
    const { documents } = await memory.current()
    await make()
    expect((await store.pointer())?.number).toBe(2)
    failing.push('get')
    for (const seconds of [61, 2]) expect(await request(seconds)).not.toContain('scan')
    expect((await memory.current()).documents).toBe(documents)
    failing.pop()
    for (const seconds of [61, 2]) await request(seconds)
    expect((await memory.current()).documents).not.toBe(documents)
  })

  it('is scanned at a start without a build that can be used', async () => {
    const { put, build: make, request, chunks, memory } = world()
    put('a', NOW - HOUR_MS, documentWith(1))
    await make()
    chunks.clear()
    expect(await request(0)).toContain('scan')
    expect((await memory.current()).documents.get('a')).toEqual(documentWith(1))
  })
})

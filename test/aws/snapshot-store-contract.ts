// What a store of snapshots does, also over whatever stands in rows that somebody damaged. The fake in memory is held to it,
// and the adapter over the engine and over the local AWS.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Pointer, SnapshotStore } from '../../lambda/search/snapshot/ports.ts'
import { BUILD_MARGIN_MS } from '../../lambda/search/snapshot/times.ts'

interface Stored {
  /** A store in which nothing is. */
  readonly store: SnapshotStore
  /** Writes a row of the version table, whatever it is, in the place of what is there. */
  write(row: Readonly<Record<string, unknown>> & { readonly id: string }): Promise<unknown>
}

const pointerOf = (number: number, more: Partial<Pointer> = {}): Pointer => ({
  number,
  format: 1,
  segments: [2, 1],
  digest: 'ab',
  documents: 3,
  bytes: 4,
  watermark: 5,
  builtAt: 5 + BUILD_MARGIN_MS,
  ...more,
})

/** Holds a store to it. */
export const snapshotStoreContract = (make: () => Promise<Stored>) => {
  describe('the store of snapshots', () => {
    let store: SnapshotStore
    let write: Stored['write']
    beforeAll(async () => {
      ;({ store, write } = await make())
    })

    it('has no pointer at first, and counts builds', async () => {
      expect(await store.pointer()).toBeUndefined()
      expect(await Promise.all([store.nextNumber(), store.nextNumber()])).toHaveLength(2)
      expect(await store.nextNumber()).toBe(3)
      expect(await store.hasInvalidPointer()).toBe(false)
      expect(await store.pointer()).toBeUndefined()
    })

    it('keeps chunks, in the order of the ids', async () => {
      const chunk = Buffer.alloc(380 * 1024, 'chunk')
      await store.put('snapshot:1:0', chunk, 2_000_000_000)
      await store.put('snapshot:1:1', Buffer.from([1]), 2_000_000_000)
      await write({ id: 'snapshot:1:2', chunk: 'no bytes' })
      const [one, two, ...rest] = await store.get(['snapshot:1:1', 'snapshot:1:0', 'snapshot:1:2', 'snapshot:1:3'])
      expect([one?.length, two && chunk.equals(two), rest]).toEqual([1, true, [undefined, undefined]])
    })

    it('refuses a chunk that is too large for a row', async () => {
      await expect(store.put('snapshot:1:4', Buffer.alloc(400 * 1024), 2_000_000_000)).rejects.toThrow(/size/)
      expect(await store.get(['snapshot:1:4'])).toEqual([undefined])
    })

    it('moves the pointer to a greater number only, and to none that was never counted', async () => {
      expect(await store.point(pointerOf(2))).toBe(true)
      expect(await store.pointer()).toEqual(pointerOf(2))
      expect(await store.point(pointerOf(1))).toBe(false)
      expect(await store.point(pointerOf(2, { bytes: 9 }))).toBe(false)
      expect(await store.point(pointerOf(4))).toBe(false)
      expect(await store.pointer()).toEqual(pointerOf(2))
      expect(await store.point(pointerOf(3))).toBe(true)
    })

    it.each([
      ['whose number is a text', { counter: 10, number: '99' }],
      ['whose number was never counted', { counter: 10, ...pointerOf(99) }],
      ['that lacks fields', { counter: 10, number: 9 }],
      ['with too many chunks', { counter: 10, ...pointerOf(9), segments: [1e9] }],
      ['that was built long before time', { counter: 10, ...pointerOf(9), builtAt: -9e15 }],
      ['that was built after all time', { counter: 10, ...pointerOf(9), builtAt: 9e15 }],
      ['with a watermark after all time', { counter: 10, ...pointerOf(9), watermark: 9e15 }],
      [
        'with a watermark of the time when it was built',
        { counter: 10, ...pointerOf(9), watermark: 5 + BUILD_MARGIN_MS },
      ],
      ['with a watermark before all time', { counter: 10, ...pointerOf(9), watermark: -1 }],
    ])('writes over a pointer %s', async (_, damaged) => {
      await write({ id: 'snapshot', ...damaged })
      if (damaged.number !== 99) expect(await store.pointer()).toBeUndefined()
      expect(await store.hasInvalidPointer()).toBe(damaged.number !== 99)
      expect(await store.point(pointerOf(10))).toBe(true)
      expect(await store.pointer()).toEqual(pointerOf(10))
      expect(await store.hasInvalidPointer()).toBe(false)
    })

    it.each(['many', Number.MAX_SAFE_INTEGER, [1], -1000, 1.5])(
      'counts anew where the counter is %j',
      async (counter) => {
        await write({ id: 'snapshot', ...pointerOf(7), counter })
        expect(await store.nextNumber()).toBe(1)
        expect(await store.point(pointerOf(1))).toBe(true)
      },
    )

    it('reads the schema of the index and its oldest reader, each if it is recorded', async () => {
      expect(await store.schemas()).toEqual({})
      await write({ id: 'index', schema: 3, minReader: 2 })
      expect(await store.schemas()).toEqual({ schema: 3, minReader: 2 })
      await write({ id: 'index', schema: 3, minReader: 'two' })
      expect(await store.schemas()).toEqual({ schema: 3 })
      await write({ id: 'index', schema: 3, migratingTo: 4 })
      expect(await store.schemas()).toEqual({ schema: 3, migratingTo: 4 })
      await write({ id: 'index', schema: 1.5, migratingTo: 'four', minReader: 2 })
      expect(await store.schemas()).toEqual({ minReader: 2 })
    })
  })
}

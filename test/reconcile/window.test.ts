import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type WindowLimits, workInWindow } from '../../lambda/reconcile/window.ts'

const limits = (more: Partial<WindowLimits<number>> = {}): WindowLimits<number> => ({
  items: () => 4,
  weight: 100,
  weightOf: () => 1,
  waiting: 1000,
  ...more,
})
async function* upTo(count: number) {
  for (let at = 0; at < count; at++) yield at
}
const never = () => false
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Work that ends when it is told to, item by item. */
const held = () => {
  const ends = new Map<number, (error?: Error) => void>()
  const begun: number[] = []
  let most = 0
  const work = (item: number) =>
    new Promise<number>((resolve, reject) => {
      begun.push(item)
      ends.set(item, (error) => {
        ends.delete(item)
        if (error === undefined) resolve(item)
        else reject(error)
      })
      most = Math.max(most, ends.size)
    })
  return { ends, begun, work, most: () => most }
}

describe('a window', () => {
  it('hands results over in the order of the items, whenever they are done, and works on no more than it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), async (turns, items) => {
        let [running, most] = [0, 0]
        const taken: [number, number][] = []
        const work = async (item: number) => {
          most = Math.max(most, ++running)
          for (let at = 0; at < (turns[item] ?? 0); at++) await turn()
          running--
          return [item, item * 10] as const
        }
        const take = ([item, result]: readonly [number, number]) => void taken.push([item, result])
        expect(await workInWindow(upTo(turns.length), limits({ items: () => items }), never, work, take)).toBe(true)
        expect(taken).toEqual(turns.map((_, at) => [at, at * 10]))
        expect(most).toBeLessThanOrEqual(items)
      }),
      { numRuns: 30 },
    )
  })

  it('goes on behind an item that takes long, as far as it may', async () => {
    const { ends, begun, work } = held()
    const taken: number[] = []
    const done = workInWindow(upTo(20), limits({ waiting: 3 }), never, work, (item) => void taken.push(item))
    for (let rounds = 0; rounds < 20; rounds++) {
      await turn()
      for (const [item, end] of ends) if (item !== 0) end()
    }
    expect([[...ends.keys()], taken]).toEqual([[0], []])
    // The first item, and as many as may be in work and wait.
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
    ends.get(0)?.()
    for (let rounds = 0; rounds < 20; rounds++) {
      await turn()
      for (const end of ends.values()) end()
    }
    expect(await done).toBe(true)
    expect(taken).toEqual(Array.from({ length: 20 }, (_, at) => at))
  })

  it('works on a heavy item alone, and on light ones together', async () => {
    const weights = [1, 1, 500, 1, 1]
    let running: number[] = []
    const together: number[][] = []
    const work = async (item: number) => {
      running.push(item)
      await turn()
      together.push([...running])
      running = running.filter((one) => one !== item)
    }
    await workInWindow(upTo(5), limits({ weightOf: (item) => weights[item] ?? 0 }), never, work, () => {})
    expect(together.filter((some) => some.includes(2))).toEqual([[2]])
    expect(together).toContainEqual([0, 1])
  })

  it('works on one item at least when its time is over, and then on no other', async () => {
    const taken: number[] = []
    const isEnded = await workInWindow(
      upTo(3),
      limits(),
      () => true,
      async (item) => item,
      (item) => void taken.push(item),
    )
    expect([isEnded, taken]).toEqual([false, [0]])
    expect(
      await workInWindow(
        upTo(1),
        limits(),
        () => true,
        async (item) => item,
        () => {},
      ),
    ).toBe(true)
  })

  it('throws the first failure once nothing is in work, and takes nothing behind it', async () => {
    const { ends, work } = held()
    const taken: number[] = []
    let isOver = false
    const done = workInWindow(upTo(9), limits(), never, work, (item) => void taken.push(item)).finally(() => {
      isOver = true
    })
    const failed = expect(done).rejects.toThrow('the second')
    await turn()
    ends.get(0)?.()
    await turn()
    ends.get(1)?.(new Error('the second'))
    await turn()
    ends.get(2)?.(new Error('the third'))
    await turn()
    expect([isOver, taken]).toEqual([false, [0]])
    for (const end of ends.values()) end()
    await failed
    expect(taken).toEqual([0])
  })

  it('throws what the items or the taking throw, and ends the items', async () => {
    let isEnded = false
    async function* failing() {
      try {
        yield 0
        yield 1
        throw new Error('no page')
      } finally {
        isEnded = true
      }
    }
    await expect(
      workInWindow(
        failing(),
        limits(),
        never,
        async () => {},
        () => {},
      ),
    ).rejects.toThrow('no page')
    const take = () => {
      throw new Error('no room')
    }
    await expect(workInWindow(upTo(3), limits(), never, async () => {}, take)).rejects.toThrow('no room')
    isEnded = false
    await workInWindow(
      failing(),
      limits(),
      () => true,
      async () => {},
      () => {},
    )
    expect(isEnded).toBe(true)
  })
})

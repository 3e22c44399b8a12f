// Works on the items of an ordered stream, several at once. A slow item does not keep the others waiting, but results are
// taken in the order of the stream, so that what was taken is always a beginning of it. Of an item that is done only its
// result is kept: a thousand may wait for a slow one, and together they may be larger than all that are in work.

/** How much is worked on at once. */
export interface WindowLimits<I> {
  /** Most items in work. It may change. */
  readonly items: () => number
  /** Most that the items in work weigh together, unless it is a single one. */
  readonly weight: number
  readonly weightOf: (item: I) => number
  /** Most items whose results wait for that of an earlier one. */
  readonly waiting: number
}

interface Slot<R> {
  result?: { readonly value: R }
}

/**
 * Does the work for each item, until the stream ends or `isOver` says so. At least one item is worked on.
 * @param take is given each result, in the order of the stream
 * @returns true if the stream ended
 * @throws what the work, the stream or `take` throws first, once nothing is in work any more
 */
export const workInWindow = async <I, R>(
  items: AsyncIterable<I>,
  limits: WindowLimits<I>,
  isOver: () => boolean,
  work: (item: I) => Promise<R>,
  take: (result: R) => void,
): Promise<boolean> => {
  const slots: Slot<R>[] = []
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  let weight = 0
  const start = (item: I): void => {
    const slot: Slot<R> = {}
    const weighs = limits.weightOf(item)
    weight += weighs
    slots.push(slot)
    const done: Promise<void> = work(item)
      .then(
        (value) => {
          slot.result = { value }
        },
        (error: unknown) => {
          failures.push(error)
        },
      )
      .finally(() => {
        weight -= weighs
        running.delete(done)
      })
    running.add(done)
  }
  const takeFinished = (): void => {
    for (let first = slots[0]; first?.result !== undefined && failures.length === 0; first = slots[0]) {
      slots.shift()
      take(first.result.value)
    }
  }
  const isFull = (item: I): boolean =>
    running.size > 0 &&
    (running.size >= limits.items() ||
      weight + limits.weightOf(item) > limits.weight ||
      slots.length >= limits.items() + limits.waiting)
  let isStarted = false
  let isEnded = true
  try {
    for await (const item of items) {
      takeFinished()
      while (failures.length === 0 && isFull(item)) {
        await Promise.race(running)
        takeFinished()
      }
      if (failures.length > 0) break
      if (isStarted && isOver()) {
        isEnded = false
        break
      }
      start(item)
      isStarted = true
    }
  } catch (error) {
    failures.push(error)
  }
  await Promise.all(running)
  try {
    takeFinished()
  } catch (error) {
    failures.push(error)
  }
  if (failures.length > 0) throw failures[0]
  return isEnded
}

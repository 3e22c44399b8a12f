// Sorted arrays of strings with binary search. Without an order of one's own, all strings must be ASCII, so that their
// order is that of their bytes.

type Precedes = (a: string, b: string) => boolean

const byUnits: Precedes = (a, b) => a < b

/** Returns the position of the first string that is not less than `text`, or with `after`, that is greater. */
export const position = (sorted: readonly string[], text: string, after = false, precedes = byUnits): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = sorted[middle] ?? ''
    if (precedes(at, text) || (after && at === text)) low = middle + 1
    else high = middle
  }
  return low
}

/** Inserts a string at its place, unless the array has it. */
export const insert = (sorted: string[], text: string, precedes = byUnits): void => {
  const at = position(sorted, text, false, precedes)
  if (sorted[at] !== text) sorted.splice(at, 0, text)
}

/** Removes a string, if the array has it. */
export const remove = (sorted: string[], text: string, precedes = byUnits): void => {
  const at = position(sorted, text, false, precedes)
  if (sorted[at] === text) sorted.splice(at, 1)
}

// Sorted arrays of strings, found by halves. All strings here are ASCII, so their order is that of their bytes.

/** Position of the first string that is not less than this one; with `after`, that is greater. */
export const position = (sorted: readonly string[], text: string, after = false): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = sorted[middle] ?? ''
    if (at < text || (after && at === text)) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts a string where it belongs, unless it is there. */
export const insert = (sorted: string[], text: string): void => {
  const at = position(sorted, text)
  if (sorted[at] !== text) sorted.splice(at, 0, text)
}

/** Takes a string out, if it is there. */
export const remove = (sorted: string[], text: string): void => {
  const at = position(sorted, text)
  if (sorted[at] === text) sorted.splice(at, 1)
}

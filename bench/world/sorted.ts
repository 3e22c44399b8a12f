// Sorted arrays of strings with binary search. All strings are ASCII, so that their order is that of their bytes.

/** Returns the position of the first string that is not less than `text`, or with `after`, that is greater. */
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

/** Inserts a string at its place, unless the array has it. */
export const insert = (sorted: string[], text: string): void => {
  const at = position(sorted, text)
  if (sorted[at] !== text) sorted.splice(at, 0, text)
}

/** Removes a string, if the array has it. */
export const remove = (sorted: string[], text: string): void => {
  const at = position(sorted, text)
  if (sorted[at] === text) sorted.splice(at, 1)
}

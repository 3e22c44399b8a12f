/** From so many letters on a word may have two errors, and one that is shorter only one. */
export const TWO_ERRORS_FROM = 8

/**
 * Returns the number of typing errors between two words: letters added, left out, replaced, or swapped with their
 * neighbour (Damerau-Levenshtein distance in which no letter is edited twice). Undefined if there are more than `max`.
 */
export const distance = (a: string, b: string, max: number): number | undefined => {
  const [left, right] = [[...a], [...b]]
  if (Math.abs(left.length - right.length) > max) return undefined
  let before: number[] = []
  let row = right.map((_, at) => at + 1)
  row.unshift(0)
  for (const [i, letter] of left.entries()) {
    const next = [i + 1]
    for (const [j, other] of right.entries()) {
      const cost = letter === other ? 0 : 1
      const swapped = i > 0 && j > 0 && letter === right[j - 1] && left[i - 1] === other
      const least = Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + cost)
      next.push(swapped ? Math.min(least, (before[j - 1] ?? 0) + 1) : least)
    }
    before = row
    row = next
  }
  const errors = row.at(-1) ?? 0
  return errors > max ? undefined : errors
}

/**
 * How many errors lie between two words: letters too many, too few, wrong, or two beside each other swapped
 * (Damerau and Levenshtein, each letter touched once). Undefined where there are more than `most`.
 */
export const distance = (a: string, b: string, most: number): number | undefined => {
  const [left, right] = [[...a], [...b]]
  if (Math.abs(left.length - right.length) > most) return undefined
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
  return errors > most ? undefined : errors
}

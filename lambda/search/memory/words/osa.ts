// Counts typing errors between words as code points, without making strings: a query is compared with the whole
// vocabulary.

/** Letters of a word that are compared. No longer word is corrected. */
export const MAX_LETTERS = 255

/** Decodes well-formed UTF-8 into code points and returns how many there are. */
export const decodeLetters = (bytes: Uint8Array, start: number, end: number, letters: Uint32Array): number => {
  let count = 0
  for (let at = start; at < end; ) {
    const byte = bytes[at++] as number
    const following = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    let letter = following === 0 ? byte : byte & (0x3f >> following)
    for (let more = following; more > 0; more--) letter = (letter << 6) | ((bytes[at++] as number) & 0x3f)
    letters[count++] = letter
  }
  return count
}

const rows = [0, 1, 2].map(() => new Uint16Array(MAX_LETTERS + 2)) as [Uint16Array, Uint16Array, Uint16Array]

/**
 * Returns the optimal string alignment distance of two words (letters added, left out, replaced, or swapped with their
 * neighbour; no letter is edited twice), or a greater number than `max` if it is greater.
 */
export const alignment = (a: Uint32Array, aCount: number, b: Uint32Array, bCount: number, max: number): number => {
  let [start, aEnd, bEnd] = [0, aCount, bCount]
  // Equal letters at both ends change nothing, and most words are rejected by what is left.
  while (start < aEnd && start < bEnd && a[start] === b[start]) start++
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--
    bEnd--
  }
  const [m, n] = [aEnd - start, bEnd - start]
  if (Math.abs(m - n) > max || (max === 1 && (m > 2 || n > 2))) return max + 1
  let [before, row, next] = rows
  for (let j = 0; j <= n; j++) row[j] = j
  for (let i = 1; i <= m; i++) {
    const letter = a[start + i - 1]
    next[0] = i
    let least = i
    for (let j = 1; j <= n; j++) {
      const other = b[start + j - 1]
      let errors = (row[j - 1] as number) + (letter === other ? 0 : 1)
      errors = Math.min(errors, (row[j] as number) + 1, (next[j - 1] as number) + 1)
      const isSwapped = i > 1 && j > 1 && letter === b[start + j - 2] && a[start + i - 2] === other
      if (isSwapped) errors = Math.min(errors, (before[j - 2] as number) + 1)
      next[j] = errors
      least = Math.min(least, errors)
    }
    if (least > max) return max + 1
    ;[before, row, next] = [row, next, before]
  }
  return row[n] as number
}

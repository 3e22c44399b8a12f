// Orders texts as their bytes sort in UTF-8: the order of DynamoDB and S3, and that of segments.

/** Compares two parts of byte arrays. */
export const compareBytes = (
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number => {
  const length = Math.min(aEnd - aStart, bEnd - bStart)
  for (let at = 0; at < length; at++) {
    const difference = (a[aStart + at] as number) - (b[bStart + at] as number)
    if (difference !== 0) return difference
  }
  return aEnd - aStart - (bEnd - bStart)
}

/** Compares well-formed texts as their bytes in UTF-8 sort, without encoding them. */
export const compareAsBytes = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (x !== y) return rank(x) - rank(y)
  }
  return a.length - b.length
}

// A surrogate belongs to a character above U+FFFF, so it comes after every unit that is a character by itself.
const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit)

/** Returns the first number from 0 to `count` for which the test fails. It must hold for none after that. */
export const firstNot = (count: number, test: (at: number) => boolean): number => {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(middle)) low = middle + 1
    else high = middle
  }
  return low
}

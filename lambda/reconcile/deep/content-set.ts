// The set of all that a registry stores of its images, of which a registry may have ten millions. It keeps the first 64 bits
// of each digest, which S3 lists in order, so that 8 bytes each are all it takes. Of ten million digests one that is not
// there is taken for one of them with a chance of 5 in 10^13.

/** Digests in one array. A part takes arrays as it grows, so that nothing is copied, and little is taken for nothing. */
const CHUNK = 32 * 1024
/** Hex digits of which 64 bits are made. */
const KEPT_DIGITS = 16
const HEX = /^[0-9a-f]{16}/

/** Digests, or ids of images, that begin with the same prefix: added in their order, then looked for. */
interface Part {
  readonly chunks: Uint32Array[]
  count: number
}

/** A set of digests and of ids of images. */
export interface ContentSet {
  /** Number of digests. */
  size(): number
  /** Bytes that it takes. */
  bytes(): number
  /** True if it has this digest, or if this is none: of such a thing a listing says nothing. */
  has(digest: string): boolean
  /** Returns what adds digests to a new part. They must come in ascending order; all in a part begin with the same digit. */
  part(): (digest: string) => void
}

/** Returns an empty set. */
export const contentSet = (): ContentSet => {
  const parts: Part[] = []
  const byDigit = new Map<string, Part[]>()
  return {
    size: () => parts.reduce((sum, { count }) => sum + count, 0),
    bytes: () => parts.flatMap(({ chunks }) => chunks).reduce((sum, { byteLength }) => sum + byteLength, 0),
    has(digest) {
      const hex = hexOf(digest)
      if (!HEX.test(hex)) return true
      const [high, low] = wordsOf(hex)
      return (byDigit.get(hex.charAt(0)) ?? []).some((part) => isIn(part, high, low))
    },
    part() {
      let part: Part | undefined
      return (digest) => {
        const hex = hexOf(digest)
        if (part === undefined) {
          part = { chunks: [], count: 0 }
          parts.push(part)
          byDigit.set(hex.charAt(0), [...(byDigit.get(hex.charAt(0)) ?? []), part])
        }
        const at = part.count % CHUNK
        if (at === 0) part.chunks.push(new Uint32Array(2 * CHUNK))
        part.chunks.at(-1)?.set(wordsOf(hex), 2 * at)
        part.count++
      }
    },
  }
}

const hexOf = (digest: string): string => digest.slice(digest.indexOf(':') + 1)

const wordsOf = (hex: string): readonly [number, number] => [
  Number.parseInt(hex.slice(0, KEPT_DIGITS / 2), 16),
  Number.parseInt(hex.slice(KEPT_DIGITS / 2, KEPT_DIGITS), 16),
]

// A binary search over the arrays of a part.
const isIn = ({ chunks, count }: Part, high: number, low: number): boolean => {
  let from = 0
  let to = count
  while (from < to) {
    const middle = (from + to) >>> 1
    const chunk = chunks[Math.floor(middle / CHUNK)]
    const at = 2 * (middle % CHUNK)
    const order = (chunk?.[at] ?? 0) - high || (chunk?.[at + 1] ?? 0) - low
    if (order === 0) return true
    if (order < 0) from = middle + 1
    else to = middle
  }
  return false
}

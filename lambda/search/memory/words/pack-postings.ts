// Packs the vocabulary of a segment: its words in the order of their bytes, and of each word where it stands. A posting
// is how many documents further it is, and the place in its lowest bits, as a number of seven bits a byte.

import { compareAsBytes } from '../packed/bytes.ts'
import { packColumn } from '../packed/column.ts'
import { type PackedTexts, packTexts } from '../packed/text-pool.ts'
import { PLACE_BITS, PLACES } from '../weights.ts'

/** Stands before each word, so that what is looked for in the bytes of all words can't reach over two of them. */
export const WORD_START = '\n'
const MAX_POSTING_BYTES = 5

/** Collects the words of documents, which come in the order of their numbers. */
export const vocabulary = () => {
  const numbers = new Map<string, number>()
  const counts: number[] = []
  const latest: number[] = []
  const all = numberList()
  return {
    add(word: string, document: number, place: number): void {
      let number = numbers.get(word)
      if (number === undefined) {
        number = numbers.size
        numbers.set(word, number)
        counts.push(0)
        latest.push(-1)
      }
      const posting = document * PLACES + place
      if (latest[number] === posting) return
      latest[number] = posting
      counts[number] = (counts[number] as number) + 1
      all.push(number)
      all.push(posting)
    },
    pack(): { readonly words: PackedTexts; readonly postings: PackedTexts } {
      const words = [...numbers.keys()].sort(compareAsBytes)
      const order = words.map((word) => numbers.get(word) as number)
      const postings = packPostings(sortedByWord(all.take(), counts, order), counts, order)
      return { words: packTexts(words.map((word) => WORD_START + word)), postings }
    },
  }
}

// Counting sort: postings of one word stay in the order of documents.
const sortedByWord = (pairs: Uint32Array, counts: readonly number[], order: readonly number[]): Uint32Array => {
  const next = new Uint32Array(counts.length)
  let start = 0
  for (const word of order) {
    next[word] = start
    start += counts[word] as number
  }
  const sorted = new Uint32Array(pairs.length / 2)
  for (let at = 0; at < pairs.length; at += 2) {
    const word = pairs[at] as number
    const place = next[word] as number
    sorted[place] = pairs[at + 1] as number
    next[word] = place + 1
  }
  return sorted
}

const packPostings = (sorted: Uint32Array, counts: readonly number[], order: readonly number[]): PackedTexts => {
  const bytes = Buffer.alloc(sorted.length * MAX_POSTING_BYTES)
  const lengths = new Uint32Array(order.length)
  let [at, from] = [0, 0]
  for (const [index, word] of order.entries()) {
    const start = at
    let document = 0
    for (const to = from + (counts[word] as number); from < to; from++) {
      const posting = sorted[from] as number
      let rest = posting - document * PLACES
      document = posting >>> PLACE_BITS
      for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80
      bytes[at++] = rest
    }
    lengths[index] = at - start
  }
  return { lengths: packColumn(lengths), bytes: bytes.subarray(0, at) }
}

// A list that doubles: an ordinary array of as many numbers would take twice its bytes.
const numberList = () => {
  let numbers = new Uint32Array(1024)
  let length = 0
  return {
    push(number: number): void {
      if (length === numbers.length) {
        const longer = new Uint32Array(2 * length)
        longer.set(numbers)
        numbers = longer
      }
      numbers[length++] = number
    },
    take: (): Uint32Array => numbers.subarray(0, length),
  }
}

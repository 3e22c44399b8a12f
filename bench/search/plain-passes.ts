// Searches without an index: a bare pass over the texts, and the scan of 2015.

import { zstdCompressSync } from 'node:zlib'
import { scanOf2015 } from '../scan-2015.ts'
import { type Contender, texts } from './texts.ts'

/** `indexOf` for each word over one buffer with a line for each document: it counts lines, and ranks nothing. */
export const barePass = (count: number): Contender => {
  const lines = Array.from(texts(count), ({ name, description }) => Buffer.from(`${name} ${description}\n`))
  const text = Buffer.concat(lines)
  return {
    packed: zstdCompressSync(text).length,
    heap: text.length,
    ask({ words, facets }) {
      if (words === undefined || facets !== undefined) return undefined
      return () => words.map((word) => linesWith(text, word))
    },
  }
}

const linesWith = (text: Buffer, word: string): number => {
  let lines = 0
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, text.indexOf(10, at))) lines++
  return lines
}

/** The scan of 2015, which looks for one text in names. Milliseconds are those of its filter alone, which ran in DynamoDB. */
export const scan = (count: number): Contender => {
  const { requests, readUnits, search } = scanOf2015(Array.from(texts(count), ({ name }) => name))
  return {
    requests,
    units: readUnits,
    ask({ q, words, facets }) {
      if (words?.length !== 1 || facets !== undefined) return undefined
      return () => search(q)
    },
  }
}

// Pools of texts: their bytes lie one behind the other, and only texts that are shown become strings.

import { byteLength } from '../../../shared/text.ts'
import { compareBytes, firstNot } from './bytes.ts'
import { type Column, packColumn } from './column.ts'

export interface TextPool {
  readonly size: number
  readonly bytes: Buffer
  /** Where each text begins. One more than there are texts: where the last one ends. */
  readonly starts: Uint32Array
}

export interface PackedTexts {
  readonly lengths: Column
  readonly bytes: Buffer
}

/** Packs texts in their order. */
export const packTexts = (texts: readonly string[]): PackedTexts => {
  const lengths = packColumn(texts.map(byteLength))
  const bytes = Buffer.alloc(texts.reduce((sum, text) => sum + byteLength(text), 0))
  let at = 0
  for (const text of texts) at += bytes.write(text, at)
  return { lengths, bytes }
}

/** Decodes one text of a pool. */
export const textAt = ({ bytes, starts }: TextPool, at: number): string =>
  bytes.toString('utf8', starts[at], starts[at + 1])

export const isEmptyText = ({ starts }: TextPool, at: number): boolean => starts[at] === starts[at + 1]

/** True if a text begins with these bytes. */
export const beginsWith = ({ bytes, starts }: TextPool, at: number, wanted: Uint8Array): boolean => {
  const start = starts[at] as number
  const end = start + wanted.length
  return end <= (starts[at + 1] as number) && compareBytes(bytes, start, end, wanted, 0, wanted.length) === 0
}

/** Returns the number of the first text that is not less than these bytes. The pool must be sorted. */
export const lowerBound = ({ size, bytes, starts }: TextPool, wanted: Uint8Array): number =>
  firstNot(
    size,
    (at) => compareBytes(bytes, starts[at] as number, starts[at + 1] as number, wanted, 0, wanted.length) < 0,
  )

/** Returns the number of this text, or undefined. The pool must be sorted. */
export const indexOfText = (pool: TextPool, text: string): number | undefined => {
  const at = lowerBound(pool, Buffer.from(text))
  return at < pool.size && textAt(pool, at) === text.toWellFormed() ? at : undefined
}

/** Collects texts of which many are equal. Number 0 stands for an absent text. */
export const interner = () => {
  const numbers = new Map<string, number>()
  const texts = ['']
  return {
    texts,
    numberOf(text: string | undefined): number {
      if (text === undefined) return 0
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, texts.length)
      return texts.push(text) - 1
    },
  }
}

/** Returns the number of a text that was collected so, or undefined. */
export const indexOfInterned = (pool: TextPool, text: string): number | undefined => {
  for (let number = 1; number < pool.size; number++) if (textAt(pool, number) === text) return number
  return undefined
}

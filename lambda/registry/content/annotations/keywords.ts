// Lists of keywords, which charts and images carry as words to be found by.

import { byteLength, clean } from '../../../shared/text.ts'

/** Bytes of a list that are looked through, and bytes of its keywords that are kept. */
const READ_BYTES = 1000
const MAX_BYTES = 255
const SEPARATOR = ', '

/** Returns the distinct elements of a list that is separated by commas, with `, ` between them; undefined if it has none. */
export const keywordsOf = (list: string | undefined): string | undefined => {
  const elements = (clean(list, READ_BYTES) ?? '').split(',').map((element) => element.trim())
  const seen = new Set([''])
  // An element that ends in the mark of a cut is a part of one.
  const distinct = elements.filter(
    (element) => !element.endsWith('…') && seen.size < seen.add(element.toLowerCase()).size,
  )
  return keywordsThatFit(distinct.join(SEPARATOR), MAX_BYTES)
}

/** Returns those keywords, in their order, that fit in so many bytes, each as a whole; undefined if none does. */
export const keywordsThatFit = (keywords: string, bytes: number): string | undefined => {
  let left = bytes + SEPARATOR.length
  const kept = keywords.split(SEPARATOR).filter((keyword) => {
    const taken = byteLength(keyword) + SEPARATOR.length
    if (taken > left) return false
    left -= taken
    return true
  })
  return kept.join(SEPARATOR) || undefined
}

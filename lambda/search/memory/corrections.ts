// Finds words that somebody may have meant who typed another.

import { TWO_ERRORS_FROM } from '../../shared/edit-distance.ts'
import type { Scope } from './documents.ts'
import { inScope } from './filters/segment-scope.ts'
import { compareAsBytes } from './packed/bytes.ts'
import type { Segment } from './packed/open-segment.ts'
import { isPlaceOfName } from './weights.ts'
import { alignment, decodeLetters, MAX_LETTERS } from './words/osa.ts'
import { WORD_START } from './words/pack-postings.ts'
import { eachPosting } from './words/postings.ts'

/** Fewer letters are one error away from too much for a correction to mean anything. */
const MIN_LETTERS = 3
const MAX_BYTES_OF_LETTER = 4

/** Where a word stands, in documents of the scope. */
interface Standing {
  documents: number
  /** True if it stands in a name, and not in titles and descriptions only. */
  isInName: boolean
}

interface Correction extends Standing {
  readonly errors: number
}

/**
 * Returns words of the scope's documents that differ from the word by an error of typing: those with the fewest errors
 * first, then those that stand in a name, then those in the most documents of the scope. What stands outside of the scope
 * changes nothing.
 */
export const correctionsOf = (segments: readonly Segment[], word: string, scope: Scope, limit: number): string[] => {
  const bytes = Buffer.from(word)
  const letters = new Uint32Array(bytes.length)
  const count = decodeLetters(bytes, 0, bytes.length, letters)
  if (count < MIN_LETTERS || count > MAX_LETTERS) return []
  const found = new Map<string, Correction>()
  for (const segment of segments) {
    let allowed: Uint8Array | undefined
    for (const { at, errors } of similarWords(segment, letters, count)) {
      allowed ??= searchable(segment, scope)
      const { documents, isInName } = standingOf(segment, at, allowed)
      if (documents === 0) continue
      const { words } = segment.parts.pools
      const text = words.bytes.toString('utf8', (words.starts[at] as number) + WORD_START.length, words.starts[at + 1])
      const known = found.get(text)
      if (known === undefined) found.set(text, { errors, documents, isInName })
      else {
        known.documents += documents
        known.isInName ||= isInName
      }
    }
  }
  const likeliest = [...found].sort(
    ([a, one], [b, other]) =>
      one.errors - other.errors ||
      Number(other.isInName) - Number(one.isInName) ||
      other.documents - one.documents ||
      compareAsBytes(a, b),
  )
  return likeliest.slice(0, Math.max(limit, 0)).map(([text]) => text)
}

const candidate = new Uint32Array(MAX_LETTERS + 1)

const similarWords = ({ parts }: Segment, letters: Uint32Array, count: number) => {
  const { size, bytes, starts } = parts.pools.words
  const max = count >= TWO_ERRORS_FROM ? 2 : 1
  const similar: { readonly at: number; readonly errors: number }[] = []
  for (let at = 0; at < size; at++) {
    const start = (starts[at] as number) + WORD_START.length
    const end = starts[at + 1] as number
    if (end - start < count - max || end - start > MAX_BYTES_OF_LETTER * (count + max)) continue
    const length = decodeLetters(bytes, start, end, candidate)
    if (Math.abs(length - count) > max) continue
    const errors = alignment(letters, count, candidate, length, max)
    if (errors > 0 && errors <= max) similar.push({ at, errors })
  }
  return similar
}

const searchable = (segment: Segment, scope: Scope): Uint8Array => {
  const allowed = inScope(segment, scope)
  return allowed === undefined ? segment.found : segment.found.map((found, at) => found & (allowed[at] as number))
}

const standingOf = (segment: Segment, word: number, allowed: Uint8Array): Standing => {
  const standing = { documents: 0, isInName: false }
  let latest = -1
  eachPosting(segment, word, (document, place) => {
    if (allowed[document] !== 1) return
    if (document !== latest) standing.documents++
    latest = document
    standing.isInName ||= isPlaceOfName(place)
  })
  return standing
}

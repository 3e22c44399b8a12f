import { isWordCharacter, normalize } from '../index/tokens.ts'
import { byteLength } from '../registry/text.ts'

/** Longest query, in characters. */
const LONGEST = 256

/** Longest name of a repository, in bytes. */
const NAME_BYTES = 255

/** A query or a page that can't be answered; the message says what is allowed. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'QueryError'
  }
}

/** What is asked: everything, one term, or something that no name and no word can begin with. */
export type Query = { readonly all: true } | { readonly term: string } | { readonly nothing: true }

/**
 * Parses a query: the form in which names are compared, from its first letter or digit on.
 * @throws QueryError
 */
export const parseQuery = (q: string): Query => {
  if (q.length > LONGEST) throw new QueryError(`the query has ${q.length} characters; at most ${LONGEST} are allowed`)
  // Control characters part terms too: one of them parts the fields of entries.
  const terms = normalize(q.toWellFormed())
    .split(/[\s\p{Cc}]+/u)
    .filter((term) => term !== '')
  if (terms.length === 0) return { all: true }
  if (terms.length > 1)
    throw new QueryError(
      `the query has ${terms.length} terms (${terms.join(', ').slice(0, 80)}); only one is searched for, leave out the others`,
    )
  const characters = [...(terms[0] ?? '')]
  const start = characters.findIndex(isWordCharacter)
  const term = characters.slice(start).join('')
  // Some characters grow when they are normalized; no name is as long as that.
  return start < 0 || byteLength(term) > NAME_BYTES ? { nothing: true } : { term }
}

import { MAX_QUERY_WORDS } from '../memory/ranking/term-scores.ts'
import { QueryError } from './query-error.ts'

/**
 * Returns what a query leaves out, each once: words, and groups of words with spaces between them. Each word costs a pass
 * over the documents, and none can be ignored: the answer would have what it should not.
 * @throws QueryError for more words than a query may leave out
 */
export const leftOut = (groups: readonly (readonly string[])[]): string[] => {
  const distinct = new Map(groups.map((words) => [[...new Set(words)].join(' '), new Set(words).size]))
  distinct.delete('')
  const count = [...distinct.values()].reduce((sum, size) => sum + size, 0)
  if (count <= MAX_QUERY_WORDS) return [...distinct.keys()]
  throw new QueryError(`the query leaves out ${count} words; at most ${MAX_QUERY_WORDS} are allowed`)
}

import { QueryError } from './query-error.ts'
import { starred, starTest } from './stars.ts'

/**
 * Returns what a value means that is one of these names: the meanings of all that its stars allow.
 * @throws QueryError if it is none of them
 */
export const known = (key: string, value: string, names: ReadonlyMap<string, string>): string[] => {
  const test = starTest(starred(value.toLowerCase()))
  const found = [...names].flatMap(([name, meaning]) => (test(name) ? [meaning] : []))
  if (found.length > 0) return found
  const all = [...new Set(names.values())].join(', ')
  throw new QueryError(`${key}:${value} is not known; after ${key}: comes one of ${all}`)
}

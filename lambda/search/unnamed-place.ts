// Where to go on after entries of which no repository is in the caller's scope. A cursor can be read by whoever has it, so
// it may name none of these repositories, and of their values no more than it needs.

import { parseLookupEntry } from '../model/search-entries.ts'
import { behindValue, type ValuePlace } from './read-values.ts'

const NUL = '\0'

/**
 * Returns a place behind the first of these entries, with which no entry that the caller may see is passed over. Entries
 * of one value stand in the order of their repositories: there it is the next repository that the caller may see. Else it
 * is a part of the last value, one character longer than what the values have in common.
 * @param first the first entry that was read of a range
 * @param last the last one, of the same range
 * @param nextVisible returns the first repository behind this one that is in the caller's scope
 */
export const unnamedPlace = (
  first: ValuePlace,
  last: ValuePlace,
  nextVisible: (repository: string) => string | undefined,
): ValuePlace => {
  const { value, repository } = parseLookupEntry(last.entry)
  const { value: firstValue } = parseLookupEntry(first.entry)
  if (value === firstValue) {
    const next = nextVisible(repository)
    return { at: last.at, entry: next === undefined ? behindValue(value) : value + NUL + next }
  }
  const [characters, others] = [[...value], [...firstValue]]
  const end = characters.findIndex((character, at) => character !== others[at])
  return { at: last.at, entry: characters.slice(0, end + 1).join('') }
}

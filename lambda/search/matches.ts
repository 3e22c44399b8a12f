import type { RepositoryRow } from '../model/row-schemas.ts'
import { isWordCharacter, normalize } from '../model/tokenizer.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'

/** Whether a term stands in the name of a repository, or begins a word of its description or title. */
export const matches = ({ name, words, description = '', title = '' }: RepositoryRow, term: string): boolean =>
  normalize(repositoryName(name)).includes(term) ||
  words.some((word) => word.startsWith(term)) ||
  begins(normalize(`${title} ${description}`), term)

/** Whether a normalized text has a term at the start of a word. */
export const begins = (text: string, term: string): boolean => {
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1))
    if (at === 0 || !isWordCharacter(text[at - 1] ?? '')) return true
  return false
}

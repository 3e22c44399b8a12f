// Namespaces: repositories lie below them, however deep.

import { normalize } from '../../model/tokenizer.ts'
import type { DocumentFilter } from '../memory/filters/document-filter.ts'
import { starred, starTest } from './stars.ts'

/** Returns a namespace in the form that names are compared in, without stars. */
export const namespaceOf = (value: string): string => starred(normalize(value)).text.replace(/\/+$/, '')

/** Returns the filter for repositories in a namespace, which may have stars at its ends. */
export const namespaceFilter = (value: string): DocumentFilter => {
  const { text, how } = starred(normalize(value))
  if (how === 'asItIs') return { by: 'namePrefix', start: `${namespaceOf(value)}/` }
  // A namespace may lie in others, of which each has a slash at its end.
  if (how === 'ends') return { by: 'namespace', test: (namespace) => namespace.includes(`${namespaceOf(text)}/`) }
  return { by: 'namespace', test: starTest({ text, how }) }
}

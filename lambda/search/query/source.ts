// Sources, which are compared by their addresses.

import { addressPart, sourceAddress } from '../../model/source-address.ts'
import type { DocumentFilter } from '../memory/filters/document-filter.ts'
import { starred, starTest } from './stars.ts'

/** Returns the filter for documents whose source begins with this normalized address. */
export const sourceFilter = (address: string): DocumentFilter => ({ by: 'sourcePrefix', start: address })

/** Returns what `source:` asks for: how an address begins, which is looked for wherever it is typed, or else a filter. */
export const inSource = (value: string): { readonly source: string } | { readonly filter: DocumentFilter } => {
  const { text, how } = starred(value)
  if (how === 'asItIs' || how === 'begins') return { source: sourceAddress(text) }
  if (how === 'any') return { filter: sourceFilter('') }
  return { filter: { by: 'text', field: 'address', test: starTest({ text: addressPart(text), how }) } }
}

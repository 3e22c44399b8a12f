// Addresses of sources, which labels and people write in many ways.

import { normalizeUrl } from '../../model/search-entries.ts'
import type { DocumentFilter } from '../memory/documents.ts'

/**
 * Normalizes the address of a source for comparison. Beyond other URLs it may be Maven's (`scm:git:…`), and have the
 * port of SSH, which is left out elsewhere.
 * @example sourceAddress('scm:git:ssh://git@host.org:22/a/b.git') // 'host.org/a/b'
 */
export const sourceAddress = (url: string): string =>
  normalizeUrl(url.trim().replace(/^scm:[a-z]+:/i, '')).replace(/^([^/:]+):22(?=\/|$)/, '$1')

/** Returns the filter for documents whose source begins with this normalized address. */
export const sourceFilter = (address: string): DocumentFilter => ({
  by: 'text',
  field: 'source',
  test: (value) => value !== '' && sourceAddress(value).startsWith(address),
})

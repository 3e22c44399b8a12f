// Addresses of sources, which labels and people write in many ways.

import { normalizeUrl } from './search-entries.ts'

/**
 * Normalizes the address of a source for comparison. Beyond other URLs it may be Maven's (`scm:git:…`), and have the
 * port of SSH, which is left out elsewhere. Packed documents have it: their format changes with it.
 * @example sourceAddress('scm:git:ssh://git@host.org:22/a/b.git') // 'host.org/a/b'
 */
export const sourceAddress = (url: string): string =>
  normalizeUrl(url.trim().replace(/^scm:[a-z]+:/i, '')).replace(/^([^/:]+):22(?=\/|$)/, '$1')

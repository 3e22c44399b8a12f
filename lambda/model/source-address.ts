// Addresses of sources, by which they are compared.

import { parseSource } from '../registry/content/annotations/source-url.ts'
import { normalize } from './tokenizer.ts'

/**
 * Returns the address of a source in the one form that all its forms have: host and path, without scheme, user and port. A
 * text that is no address stays as it is, normalized. Packed documents have it: their format changes with it.
 * @example sourceAddress('scm:git:ssh://git@host.org:22/a/b.git') // 'host.org/a/b'
 */
export const sourceAddress = (text: string): string => {
  const source = parseSource(text)
  if (source === undefined) return normalize(text.trim())
  return normalize(source.path === '' ? source.host : `${source.host}/${source.path}`)
}

/** Returns a part of an address, such as `/repo.git` which it may end with, in the form that addresses have. */
export const addressPart = (text: string): string =>
  /:|@/.test(text) ? sourceAddress(text) : normalize(text.trim()).replace(/(?:\.git)?\/*$/, '')

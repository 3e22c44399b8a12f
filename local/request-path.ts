// Brings the target of a request into one form, so that the front door and the backend behind it see the same path.

/** Characters that mean the same in a path whether they are percent-encoded or not (RFC 3986), and the slash. */
const PLAIN = /^[\w.~!$&'()*+,;=:@/-]$/
/** Characters that stand for themselves in a path: the plain ones, and escapes. All others are to be encoded. */
const ODD = /[^\w.~!$&'()*+,;=:@/%-]/g

const escaped = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

// Resolves dots and empty segments as the registry's router does (Go, path.Clean), and keeps a slash at the end.
const cleaned = (path: string): string => {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  const end = kept.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${kept.join('/')}${end}`
}

/**
 * Normalises the target of a request: each character of its path is written in one way only, and the path has neither
 * dots nor empty segments to resolve. A slash that was encoded is a slash, as the registry takes it. The query stays.
 * @param target as in a request line: a path with a query, or a whole address
 * @returns path and query; undefined if the target is neither, or has an incomplete escape
 * @example normalisedTarget('/v2/./%5fcatalog?n=1') // '/v2/_catalog?n=1'
 */
export const normalisedTarget = (target: string): string | undefined => {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const at = local.indexOf('?')
  const [path, query] = at < 0 ? [local, ''] : [local.slice(0, at), local.slice(at)]
  if (!path.startsWith('/') || /%(?![0-9a-f]{2})/i.test(path)) return undefined
  const once = path
    .replaceAll(/%([0-9a-f]{2})/gi, (code, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16))
      return PLAIN.test(character) ? character : code.toUpperCase()
    })
    // Node gives each byte of a request line as one character.
    .replaceAll(ODD, (character) => escaped(character.charCodeAt(0)))
  // A request has no fragment: the registry takes the number sign for a part of the query.
  return `${cleaned(once)}${query.replaceAll('#', '%23')}`
}

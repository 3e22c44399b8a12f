// Reads what `WWW-Authenticate` asks for, by the grammar of RFC 9110 (11.2, 11.6.1). Commas separate both challenges and
// the parameters of one, so that what an element is follows from how it begins.

/** One way to sign in. */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Values by their names in lower case, without quotation marks. */
  readonly parameters: ReadonlyMap<string, string>
}

/** Characters of a header that is read. Distribution's have less than 200. */
const MAX_LENGTH = 4096

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const END = '(?=[ \\t]*(?:,|$))'
const SEPARATOR = /[ \t,]*/y
const SCHEME = new RegExp(`(${TOKEN})(?:( +)|${END})`, 'y')
const PARAMETER = new RegExp(`(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")${END}`, 'y')
const TOKEN_68 = new RegExp(`[0-9A-Za-z._~+/-]+=*${END}`, 'y')

/**
 * Returns the challenges of a header, which may be several headers joined by commas; undefined if it breaks the grammar,
 * is too long, or gives one parameter twice, so that two readers might see two meanings.
 * @example parseChallenges('Bearer realm="https://a.example/token",service="r", Basic realm="r"')?.length // 2
 */
export const parseChallenges = (header: string): readonly Challenge[] | undefined => {
  if (header.length > MAX_LENGTH) return undefined
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(header)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = []
  let isAmbiguous = false
  const takeParameter = (): boolean => {
    const found = challenges.length === 0 ? null : next(PARAMETER)
    const parameters = challenges.at(-1)?.parameters
    if (found === null || parameters === undefined) return false
    const name = (found[1] ?? '').toLowerCase()
    if (parameters.has(name)) isAmbiguous = true
    parameters.set(name, found[2] ?? (found[3] ?? '').replace(/\\(.)/g, '$1'))
    return true
  }
  for (;;) {
    next(SEPARATOR)
    if (isAmbiguous) return undefined
    if (at >= header.length) return challenges
    if (takeParameter()) continue
    const scheme = next(SCHEME)
    if (scheme === null) return undefined
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() })
    // A scheme stands alone, or with one token, or with parameters, of which the first has no comma before it.
    if (scheme[2] !== undefined && at < header.length && header[at] !== ',' && !takeParameter()) {
      if (next(TOKEN_68) === null) return undefined
    }
  }
}

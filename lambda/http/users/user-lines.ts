// Lines that name users, as files of htpasswd have them, with what each may see behind a further colon:
//
//   # alice sees two namespaces; bob sees everything
//   alice:$2y$12$…:team/,shared/
//   bob:$2y$12$…
//   # No password signs carol in here: where the registry does, this says what she sees.
//   carol::team/
//
// A line that is wrong costs its own user only, as long as its name can be told. Messages quote nothing of a line: what is wrong in it may be a password in
// the place of a hash or of a name.

import { byteLength } from '../../shared/text.ts'

/** The least and the greatest cost of bcrypt that a line may have. Each step doubles the time that a sign-in takes. */
const MIN_COST = 10
const MAX_COST = 14

/** Bytes of a name. */
const MAX_NAME_BYTES = 255
/** Prefixes of one user, and characters of one: repositories have no longer names. */
const MAX_PREFIXES = 100
const MAX_PREFIX_LENGTH = 255

/** A user, as a line has it. */
export interface UserLine {
  readonly name: string
  /** Of bcrypt; undefined if no password signs this user in. */
  readonly hash: string | undefined
  /** Beginnings of the names that the user may see, as `Scope` has them; undefined if that is everything. */
  readonly prefixes: readonly string[] | undefined
}

/** What is wrong with a line. */
interface LineProblem {
  /** Counted from 1. */
  readonly line: number
  /** What is wrong, what is allowed and how it is mended. */
  readonly message: string
}

export interface UserLines {
  /** Users by their names. Of two lines with one name the first counts. */
  readonly users: ReadonlyMap<string, UserLine>
  /** Names in lines that are wrong, as far as no other line has them: whoever is called so must not see everything. */
  readonly refused: ReadonlySet<string>
  /** Whether a line is wrong of which nobody can tell whose it is: anybody without a line may be meant. */
  readonly mayMeanOthers: boolean
  readonly problems: readonly LineProblem[]
}

/**
 * How a name looks that can be told from what is wrong behind it. In a broken JSON document, or behind a wrong separator,
 * what stands before the colon is more than a name, or something else.
 */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}._@+-]+$/u

/** Parses lines of users. Empty lines and those that begin with `#` are passed over. */
export const userLines = (text: string): UserLines => {
  const users = new Map<string, UserLine>()
  const refused = new Set<string>()
  const problems: LineProblem[] = []
  let mayMeanOthers = false
  const firstLines = new Map<string, number>()
  for (const [at, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = at + 1
    const written = raw.trim()
    if (written === '' || written.startsWith('#')) continue
    const { name, user, problem } = parsed(written)
    const first = firstLines.get(name)
    if (user === undefined) {
      refused.add(name)
      mayMeanOthers ||= !PLAIN_NAME.test(name)
    }
    if (user !== undefined && first === undefined) {
      users.set(name, user)
      firstLines.set(name, line)
    }
    const repeated = `its user is that of line ${first}, which counts; remove one of them`
    const message = problem ?? (first === undefined ? undefined : repeated)
    if (message !== undefined) problems.push({ line, message })
  }
  return { users, refused: new Set([...refused].filter((name) => !users.has(name))), mayMeanOthers, problems }
}

interface Parsed {
  readonly name: string
  readonly user?: UserLine
  readonly problem?: string
}

const parsed = (line: string): Parsed => {
  const [first = '', second, ...rest] = line.split(':')
  const name = first.trim()
  if (second === undefined)
    return {
      name,
      problem: 'it has no colon; a line is NAME:HASH or NAME:HASH:PREFIXES, as `htpasswd -nB NAME` prints it',
    }
  const hash = second.trim()
  const list = rest.length === 0 ? undefined : rest.join(':').split(',')
  const prefixes = list?.map((prefix) => prefix.trim())
  const problem = nameProblem(name) ?? hashProblem(hash) ?? prefixesProblem(prefixes)
  if (problem !== undefined) return { name, problem }
  if (hash === '' && prefixes === undefined)
    return {
      name,
      problem: 'it has neither a hash nor prefixes; put a hash behind the colon, made by `htpasswd -nB NAME`',
    }
  return {
    name,
    user: { name, hash: hash === '' ? undefined : hash, prefixes: prefixes && [...new Set(prefixes)] },
  }
}

/** Returns what is wrong with the name of a user; undefined if nothing is. */
export const nameProblem = (name: string): string | undefined => {
  if (name === '') return 'it has no name before the colon; write one'
  if (byteLength(name) > MAX_NAME_BYTES)
    return `its name has ${byteLength(name)} bytes; at most ${MAX_NAME_BYTES} are allowed; write a shorter one`
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}:]|^[#{]|^\s|\s$/u.test(name)
    ? 'its name has a character that no name may have; control characters, colons, a # or { as the first and spaces at the ends are not allowed'
    : undefined
}

/** `$2a$`, `$2b$` and `$2y$` are one algorithm; the salt has 22 characters, the digest 31. */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/

/** Returns the cost of a hash of bcrypt; undefined if it is none. */
export const costOf = (hash: string): number | undefined => {
  const cost = BCRYPT.exec(hash)?.[1]
  return cost === undefined ? undefined : Number(cost)
}

const hashProblem = (hash: string): string | undefined => {
  if (hash === '') return undefined
  const cost = costOf(hash)
  if (cost === undefined)
    return 'what stands behind its name is no hash of bcrypt ($2y$, $2b$ or $2a$), the only kind that is allowed; make one by `htpasswd -nB -C 12 NAME`'
  return cost < MIN_COST || cost > MAX_COST
    ? `its hash has the cost ${cost}; ${MIN_COST} to ${MAX_COST} are allowed; make another one by \`htpasswd -nB -C 12 NAME\``
    : undefined
}

/** What names of repositories consist of, in any layout. */
const PREFIX = /^[A-Za-z0-9_%][A-Za-z0-9._+~'%-]*(?:\/[A-Za-z0-9._+~'%-]+)*\/?$/

/** Returns what is wrong with a list of prefixes; undefined if nothing is. */
export const prefixesProblem = (prefixes: readonly string[] | undefined): string | undefined => {
  if (prefixes === undefined) return undefined
  if (prefixes.every((prefix) => prefix === ''))
    return 'its list of prefixes is empty; leave out the colon before it for a user who may see everything'
  if (prefixes.includes(''))
    return 'one of its prefixes is empty, which would be all names; take out the comma that is too many'
  if (prefixes.length > MAX_PREFIXES)
    return `it has ${prefixes.length} prefixes; at most ${MAX_PREFIXES} are allowed; name what they have in common`
  return prefixes.every((prefix) => prefix.length <= MAX_PREFIX_LENGTH && PREFIX.test(prefix))
    ? undefined
    : `one of its prefixes can't begin the name of a repository; write team/ for all names that begin so, team/app for that repository and what is below it, at most ${MAX_PREFIX_LENGTH} characters, separated by commas, without spaces or *`
}

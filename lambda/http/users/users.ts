// The users of a deployment, as the text of its secret has them. It is one of
//
//   {"username": "registry", "password": "…"}                             as the deployment generates it
//   {"username": "registry", "password": "…", "users": ["alice:$2y$…:team/", …]}
//   {"users": [ … ]}                                                       or one text with lines
//   alice:$2y$…:team/                                                      lines alone, as in a file of htpasswd

import * as z from 'zod/mini'
import type { Credentials } from './basic.ts'
import { type UserLine, userLines } from './user-lines.ts'

/** Who may sign in, and what they see. */
export interface Users {
  /** The user whose password the secret has as it is; sees everything. */
  readonly generated: Credentials | undefined
  /** Users by their names, the generated one not among them. */
  readonly lines: ReadonlyMap<string, UserLine>
  /** Whether a password signs anybody in. */
  readonly canSignIn: boolean
  /** Names in lines that are wrong, or passed over, and that no other line has. */
  readonly refused: ReadonlySet<string>
  /** Whether something is wrong of which nobody can tell whom it means: anybody without a line may be meant. */
  readonly mayMeanOthers: boolean
  /** What is wrong with the text, for the log. Quotes nothing of it. */
  readonly problems: readonly string[]
}

const form = z.looseObject({
  username: z.optional(z.unknown()),
  password: z.optional(z.unknown()),
  users: z.optional(z.unknown()),
})

/** Parses the text of a secret. What is wrong costs its own user only, so there may be none. */
export const usersIn = (text: string): Users => {
  const { data } = form.safeParse(jsonIn(text))
  return data === undefined ? ofLines(text, undefined, []) : ofDocument(data)
}

/** Parses a secret that is JSON; undefined if it is none. Editors put a byte order mark before it. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text.trim())
  } catch {
    return undefined
  }
}

const ofDocument = (data: z.infer<typeof form>): Users => {
  const { username, password, users = [] } = data
  const problems: string[] = []
  const isNone = username === undefined && password === undefined
  const generated = isNone ? undefined : credentialsOf(username, password)
  if (!isNone && generated === undefined)
    problems.push(
      '"username" and "password" must both be texts that are not empty, the name without a colon; write both anew, or leave out both',
    )
  // From here on, what is wrong may be the line of anybody.
  const ofUsers: string[] = []
  if (isMisnamed(Object.keys(data)))
    ofUsers.push('it has users under another name than "users", which do not count; put them under that name')
  if (typeof users === 'string') return ofLines(users, generated, problems, ofUsers)
  const list: unknown[] = Array.isArray(users) ? users : []
  if (list !== users) ofUsers.push('"users" must be a list of lines, or one text with lines; write it anew')
  const lines = list.map((one) => (typeof one === 'string' && !/[\r\n]/.test(one) ? one : undefined))
  for (const [at, line] of lines.entries())
    if (line === undefined) ofUsers.push(`line ${at + 1}: it is no text of one line; write "NAME:HASH:PREFIXES"`)
  return ofLines(lines.map((line) => line ?? '').join('\n'), generated, problems, ofUsers)
}

const KNOWN = Object.keys(form.shape)

// Other tools may keep things of their own in the secret, but not in the place of everything that counts.
const isMisnamed = (names: readonly string[]): boolean =>
  names.some((name) => name !== 'users' && /^[^\p{L}]*users?[^\p{L}]*$/iu.test(name)) ||
  (names.length > 0 && !names.some((name) => KNOWN.includes(name)))

const credentialsOf = (username: unknown, password: unknown): Credentials | undefined =>
  typeof username === 'string' && typeof password === 'string' && password !== '' && /^[^:]+$/.test(username)
    ? { username, password }
    : undefined

const ofLines = (
  text: string,
  generated: Credentials | undefined,
  before: readonly string[],
  ofUsers: readonly string[] = [],
): Users => {
  const { users, refused: wrong, problems, mayMeanOthers: isNameless } = userLines(text)
  const told = [...before, ...ofUsers, ...problems.map(({ line, message }) => `line ${line}: ${message}`)]
  const lines = new Map(users)
  const refused = new Set(wrong)
  if (generated !== undefined && lines.delete(generated.username)) {
    // Whom the registry signs in under this name must not see more than the line says.
    refused.add(generated.username)
    told.push('a line names the user of "username", whose password counts; remove one of them')
  }
  const mayMeanOthers = isNameless || ofUsers.length > 0
  const canSignIn = generated !== undefined || [...lines.values()].some(({ hash }) => hash !== undefined)
  return { generated, lines, canSignIn, refused, mayMeanOthers, problems: told }
}

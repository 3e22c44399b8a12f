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
  /** Names in lines that are wrong, and that no other line has. */
  readonly refused: ReadonlySet<string>
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

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const ofDocument = ({ username, password, users = [] }: z.infer<typeof form>): Users => {
  const problems: string[] = []
  const isNone = username === undefined && password === undefined
  const generated = isNone ? undefined : credentialsOf(username, password)
  if (!isNone && generated === undefined)
    problems.push(
      '"username" and "password" must both be texts that are not empty, the name without a colon; write both anew, or leave out both',
    )
  if (typeof users === 'string') return ofLines(users, generated, problems)
  const list: unknown[] = Array.isArray(users) ? users : []
  if (list !== users) problems.push('"users" must be a list of lines, or one text with lines; write it anew')
  const lines = list.map((one) => (typeof one === 'string' && !/[\r\n]/.test(one) ? one : undefined))
  for (const [at, line] of lines.entries())
    if (line === undefined) problems.push(`line ${at + 1}: it is no text of one line; write "NAME:HASH:PREFIXES"`)
  return ofLines(lines.map((line) => line ?? '').join('\n'), generated, problems)
}

const credentialsOf = (username: unknown, password: unknown): Credentials | undefined =>
  typeof username === 'string' && typeof password === 'string' && password !== '' && /^[^:]+$/.test(username)
    ? { username, password }
    : undefined

const ofLines = (text: string, generated: Credentials | undefined, before: readonly string[]): Users => {
  const { users, refused, problems } = userLines(text)
  const told = [...before, ...problems.map(({ line, message }) => `line ${line}: ${message}`)]
  const lines = new Map(users)
  if (generated !== undefined && lines.delete(generated.username))
    told.push('a line names the user of "username", whose password counts; remove one of them')
  const canSignIn = generated !== undefined || [...lines.values()].some(({ hash }) => hash !== undefined)
  return { generated, lines, canSignIn, refused, problems: told }
}

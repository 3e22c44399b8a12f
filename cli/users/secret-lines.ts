// Changes of users in the text of a deployment's secret, in whichever of its forms (lambda/http/users/users.ts). All other
// text of it stays: comments, the generated user, what others put there.

import * as z from 'zod/mini'
import { jsonIn } from '../../lambda/http/users/users.ts'
import { CliError } from '../cli-error.ts'

const Document = z.looseObject({ users: z.optional(z.union([z.string(), z.array(z.string())])) })

interface Secret {
  readonly lines: readonly string[]
  /** Returns the text with other lines in their place. */
  withLines(lines: readonly string[]): string
}

const secretOf = (text: string): Secret => {
  if (!text.trimStart().startsWith('{'))
    return {
      lines: linesOf(text),
      withLines: (lines) => lines.map((line) => `${line}\n`).join(''),
    }
  const { data } = Document.safeParse(jsonIn(text))
  if (data === undefined)
    throw new CliError(
      'the secret is neither lines of users nor the JSON {"username": "…", "password": "…", "users": ["NAME:HASH:PREFIXES", …]}; mend it first, by aws secretsmanager put-secret-value or in the console',
    )
  const { users = [] } = data
  return {
    lines: typeof users === 'string' ? linesOf(users) : users,
    withLines(lines) {
      const { users: _, ...rest } = data
      return JSON.stringify(lines.length === 0 ? rest : { ...rest, users: lines }, undefined, 2)
    },
  }
}

// The end of the last line begins no other.
const linesOf = (text: string): string[] => {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

const isOf = (name: string, line: string): boolean =>
  !line.trimStart().startsWith('#') && (line.split(':')[0] ?? '').trim() === name

/** Returns the text with this line for a user: in the place of the first one of that name, the only one then, or as the last. */
export const withUser = (text: string, name: string, line: string): string => {
  const { lines, withLines } = secretOf(text)
  const at = lines.findIndex((one) => isOf(name, one))
  const place = at < 0 ? lines.length : at
  const others = (some: readonly string[]) => some.filter((one) => !isOf(name, one))
  return withLines([...others(lines.slice(0, place)), line, ...others(lines.slice(place))])
}

/** Returns the text without lines of this user; undefined if there is none. */
export const withoutUser = (text: string, name: string): string | undefined => {
  const { lines, withLines } = secretOf(text)
  const left = lines.filter((one) => !isOf(name, one))
  return left.length === lines.length ? undefined : withLines(left)
}

/** Whether any line is of this user, right or wrong. */
export const namesUser = (text: string, name: string): boolean => secretOf(text).lines.some((line) => isOf(name, line))

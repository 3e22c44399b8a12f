// A client: a program at its version, and the commands a user of it types.

import { spawnSync } from 'node:child_process'
import { baseEnvironment } from '../../../local/environment.ts'
import { PATHS } from '../../../local/paths.ts'

/** How things stand for the one who types: no sign-in at all, or sign-in and not (yet) or well signed in. */
export const STATES = ['off', 'out', 'in'] as const
export type State = (typeof STATES)[number]

export interface Command {
  /** As the shell takes it; HOST stands for the real one, and the shell knows PASSWORD. */
  readonly line: string
  /** Where it is run; everywhere if not given. */
  readonly states?: readonly State[]
  /** Where its exit status is not 0. */
  readonly fails?: readonly State[]
  /** What its output surely has in it where it does not fail, whatever the document says. */
  readonly says?: RegExp
}

export interface Client {
  /** Its name in the shell. */
  readonly name: string
  readonly program: string
  /** Heading of its part of the document. */
  readonly title: string
  /** What it says of its version, one line. */
  readonly version: string
  /** What it needs to know before, for the shell: nothing of it is a part of the document. */
  readonly before: readonly string[]
  readonly commands: readonly Command[]
}

/** What a program says of its version: its first line, up to the number. */
export const versionOf = (program: string, args: readonly string[]): string => {
  const env = { ...baseEnvironment(PATHS.local) }
  const { stdout = '' } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 20_000 })
  const version = /^.*?\d+\.\d+[\w.+~-]*/.exec(stdout)?.[0]
  if (version === undefined) throw new Error(`${program} ${args.join(' ')} says no version: "${stdout.slice(0, 200)}"`)
  return version
}

/**
 * A client by its program. What another version of it prints may differ: each has a part of the document of its own, by
 * the first two numbers.
 * @param ask what makes it print its version in the first line
 */
export const client = (
  name: string,
  program: string,
  ask: readonly string[],
  commands: readonly Command[],
  before: readonly string[] = [],
): Client => {
  const version = versionOf(program, ask)
  return { name, program, title: `${name} ${/\d+\.\d+/.exec(version)}`, version, before, commands }
}

export const commandsIn = ({ commands }: Client, state: State): readonly Command[] =>
  commands.filter(({ states = STATES }) => states.includes(state))

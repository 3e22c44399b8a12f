// Defines a client: a program at its version, and the commands that its user types.

import { spawnSync } from 'node:child_process'
import { baseEnvironment } from '../../../local/environment.ts'
import { PATHS } from '../../../local/paths.ts'

/**
 * The state of sign-in: `off` = the index needs no sign-in; `out` = it does, and the user is not signed in; `in` =
 * signed in.
 */
export const STATES = ['off', 'out', 'in'] as const
export type State = (typeof STATES)[number]

export interface Command {
  /** The shell command. HOST stands for host and port; the shell variable PASSWORD has the password. */
  readonly line: string
  /** States in which it is run. Default: all. */
  readonly states?: readonly State[]
  /** States in which its exit status must not be 0. Default: none. */
  readonly fails?: readonly State[]
  /** True if it is run, and is not in the document. */
  readonly untold?: boolean
  /** Must match the output wherever the command does not fail, whatever the document says. */
  readonly prints?: RegExp
}

export interface Client {
  /** The name by which the commands call it. */
  readonly name: string
  readonly program: string
  /** Heading of its part of the document, such as "crane 0.22". */
  readonly title: string
  /** Its version as it prints it, one line. */
  readonly version: string
  /** Shell commands that configure the client first. They are not in the document. */
  readonly setup: readonly string[]
  readonly commands: readonly Command[]
}

/**
 * Returns the version that a program prints: the first line up to the end of the number.
 * @throws Error if it prints no version
 */
export const versionOf = (program: string, args: readonly string[]): string => {
  const env = { ...baseEnvironment(PATHS.local) }
  const { stdout = '' } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 60_000 })
  const version = /^.*?\d+\.\d+[\w.+~-]*/.exec(stdout)?.[0]
  if (version === undefined)
    throw new Error(`${program} ${args.join(' ')} prints no version, but "${stdout.slice(0, 200)}"`)
  return version
}

/**
 * Creates a client from its program. Its title has the first two numbers of its version, because versions may print
 * differently: each has its own part of the document.
 * @param ask the arguments with which it prints its version in the first line
 */
export const client = (
  name: string,
  program: string,
  ask: readonly string[],
  commands: readonly Command[],
  setup: readonly string[] = [],
): Client => {
  const version = versionOf(program, ask)
  return { name, program, title: `${name} ${/\d+\.\d+/.exec(version)}`, version, setup, commands }
}

/** Returns the commands of a client that are run in a state. */
export const commandsIn = ({ commands }: Client, state: State): readonly Command[] =>
  commands.filter(({ states = STATES }) => states.includes(state))

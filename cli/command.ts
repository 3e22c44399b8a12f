// What a command is: each file of commands/ that defines one exports a `Command`, and commands/all.ts lists them.

import { DEFAULT_STACK } from '../lambda/names/deployment.ts'
import { UsageError } from './cli-error.ts'
import type { Context } from './context.ts'
import type { Target } from './deployment.ts'

export interface Option {
  readonly type: 'string' | 'boolean'
  /** The placeholder of the value in the help, only for type `string`. */
  readonly value?: string
  /** Whether it may be given several times; only for type `string`. */
  readonly multiple?: boolean
  readonly help: string
}

export type Options = Readonly<Record<string, Option>>

/** The options that were given, with their values. */
export type Values<O extends Options> = {
  readonly [K in keyof O]?: O[K] extends { readonly multiple: true }
    ? readonly string[]
    : { string: string; boolean: boolean }[O[K]['type']]
}

/** What a command is about, given without an option's name. */
interface Argument {
  /** In capitals, for the help. */
  readonly name: string
  readonly help: string
  /** Whether several may be given, which are joined by spaces. */
  readonly isMany?: boolean
}

export interface Command<O extends Options = Options> {
  /** A word, or two of which others share the first. */
  readonly name: string
  /** One line for the list of commands, without a full stop. */
  readonly summary: string
  /** Further lines for the help of this command. */
  readonly details?: string
  /** The argument that the command takes, and needs; none if absent. */
  readonly argument?: Argument
  readonly options: O
  /**
   * Runs the command and returns the exit status.
   * @param argument the value of `argument`, if the command has one
   * @throws UsageError if values are invalid or exclude each other
   * @throws CliError for what the user can fix; also whatever AWS and the network throw
   */
  run(values: Values<O>, context: Context, argument?: string): Promise<number>
}

/** Returns the command as it is. Typing `run` by the command's own options is the only purpose. */
export const command = <const O extends Options>(definition: Command<O>): Command => definition

/** The options that select a deployment. */
export const TARGET = {
  stack: {
    type: 'string',
    value: 'NAME',
    help: `name of the CloudFormation stack (default ${DEFAULT_STACK})`,
  },
  local: { type: 'boolean', help: 'use the local system of npm start instead of AWS' },
} as const satisfies Options

export const JSON_OUTPUT = { type: 'boolean', help: 'print JSON' } as const satisfies Option

/** Returns which deployment these options select. */
export const targetOf = ({ stack = DEFAULT_STACK, local = false }: Values<typeof TARGET>): Target => ({ stack, local })

/**
 * Returns the value of an option that takes a whole number of at most nine digits, or undefined if it was not given.
 * @throws UsageError if it is anything else, or less than `minimum`
 */
export const wholeNumber = (option: string, text: string | undefined, minimum: number): number | undefined => {
  if (text === undefined) return undefined
  if (/^(0|[1-9]\d{0,8})$/.test(text) && Number(text) >= minimum) return Number(text)
  throw new UsageError(`${option} is ${JSON.stringify(text)}; it must be a whole number from ${minimum} to 999999999`)
}

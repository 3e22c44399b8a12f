// A command is one file that exports one of these; commands.ts lists them.

import { UsageError } from './cli-error.ts'
import type { Context } from './context.ts'
import type { Target } from './deployment.ts'

export interface Option {
  readonly type: 'string' | 'boolean'
  /** What stands for the value in the help; of a string. */
  readonly value?: string
  readonly help: string
}

export type Options = Readonly<Record<string, Option>>

/** What was given of the options. */
export type Values<O extends Options> = { readonly [K in keyof O]?: { string: string; boolean: boolean }[O[K]['type']] }

export interface Command<O extends Options = Options> {
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  /** More, for its help. */
  readonly details?: string
  readonly options: O
  /**
   * Does it; the exit status.
   * @throws UsageError where values don't go together; CliError and whatever the world throws
   */
  run(values: Values<O>, context: Context): Promise<number>
}

/** Types a command by its options. */
export const command = <const O extends Options>(definition: Command<O>): Command => definition

const DEFAULT_STACK = 'registry-index'

/** Options of every command that is about a deployment. */
export const TARGET = {
  stack: {
    type: 'string',
    value: 'NAME',
    help: `name of the CloudFormation stack (default ${DEFAULT_STACK})`,
  },
  local: { type: 'boolean', help: 'the local system of npm start, instead of AWS' },
} as const satisfies Options

export const JSON_OUTPUT = { type: 'boolean', help: 'print JSON' } as const satisfies Option

/** The deployment that these options name. */
export const targetOf = ({ stack = DEFAULT_STACK, local = false }: Values<typeof TARGET>): Target => ({ stack, local })

/**
 * The value of an option that takes a whole number of at most nine digits; undefined where it was not given.
 * @throws UsageError where it is something else, or less than `least`
 */
export const wholeNumber = (option: string, text: string | undefined, least: number): number | undefined => {
  if (text === undefined) return undefined
  if (/^(0|[1-9]\d{0,8})$/.test(text) && Number(text) >= least) return Number(text)
  throw new UsageError(`${option} is ${JSON.stringify(text)}; it must be a whole number from ${least}`)
}

// Parses the command line, runs the command, and turns every error into one line and an exit status.

import { parseArgs } from 'node:util'
import { UsageError } from './cli-error.ts'
import type { Command, Options, Values } from './command.ts'
import type { Context } from './context.ts'
import { explain } from './explain.ts'
import { commandHelp, help } from './help.ts'

/**
 * Runs the command that the arguments (without the script's name) ask for. Never rejects: every error is printed as one
 * line.
 * @returns the exit status: that of the command, 1 for failures, 2 for an invalid command line
 */
export const run = async (
  argv: readonly string[],
  context: Context,
  { commands, version }: { readonly commands: readonly Command[]; readonly version: string },
): Promise<number> => {
  const { terminal } = context
  try {
    const [first] = argv
    if (first === '--version') {
      terminal.out(version)
      return 0
    }
    if (first === undefined) throw new UsageError(`no command was given; ${commandList(commands)}`)
    if (first === 'help' || isHelp(first)) {
      const of = commandOf(commands, argv.slice(1))
      terminal.out(of === undefined ? help(commands) : commandHelp(of))
      return 0
    }
    if (first.startsWith('-'))
      throw new UsageError(`unknown option ${first}; options follow the command, ${commandList(commands)}`)
    const command = commandOf(commands, argv)
    if (command === undefined) {
      const isGroup = commands.some(({ name }) => name.startsWith(`${first} `))
      const unknown = isGroup ? argv.slice(0, 2).join(' ') : first
      throw new UsageError(`unknown command ${JSON.stringify(unknown)}; ${commandList(commands)}`)
    }
    const rest = argv.slice(command.name.split(' ').length)
    if (rest.some((one) => isHelp(one))) {
      terminal.out(commandHelp(command))
      return 0
    }
    const { values, argument } = parse(command, rest)
    return await command.run(values, context, argument)
  } catch (error) {
    terminal.status?.('')
    terminal.note(`registry-index: ${explain(error)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

const commandOf = (commands: readonly Command[], argv: readonly string[]): Command | undefined =>
  commands.find(({ name }) => name.split(' ').every((word, at) => argv[at] === word))

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h'

const commandList = (commands: readonly Command[]): string =>
  `the commands are ${commands.map(({ name }) => name).join(', ')} (see registry-index --help)`

interface Parsed {
  readonly values: Values<Options>
  readonly argument?: string
}

const parse = ({ name, options, argument }: Command, args: string[]): Parsed => {
  const { values, positionals } = parseOptions({ name, options }, args, argument !== undefined)
  if (argument === undefined) return { values: { ...values } as Values<Options> }
  const [first, second] = positionals
  if (first === undefined || first === '')
    throw new UsageError(`${name}: ${argument.name} is missing: the ${argument.help}`)
  if (argument.isMany) return { values: { ...values } as Values<Options>, argument: positionals.join(' ') }
  if (second !== undefined)
    throw new UsageError(`${name}: ${JSON.stringify(second)} is one argument too many; give one ${argument.name}`)
  return { values: { ...values } as Values<Options>, argument: first }
}

const parseOptions = (
  { name, options }: Pick<Command, 'name' | 'options'>,
  args: string[],
  allowPositionals: boolean,
) => {
  try {
    const known = Object.entries(options).map(([key, { type, multiple = false }]) => [key, { type, multiple }] as const)
    return parseArgs({ args, options: Object.fromEntries(known), allowPositionals })
  } catch (error) {
    const names = Object.keys(options).map((option) => `--${option}`)
    throw new UsageError(`${name}: ${parseFailure(error)}; the options are ${names.join(', ')}`)
  }
}

// Returns the first sentence of Node's message, without the hints that follow, in lower case without a full stop.
const parseFailure = (error: unknown): string => {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/)
  return `${first.charAt(0).toLowerCase()}${first.slice(1).replace(/\.$/, '')}`
}

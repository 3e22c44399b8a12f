// Parses the command line, runs the command, and turns every error into one line and an exit status; with --json also into
// the answer.

import { parseArgs } from 'node:util'
import { UsageError } from './cli-error.ts'
import { type Command, type Options, targetOf, type Values } from './command.ts'
import type { Context } from './context.ts'
import { explain } from './explain.ts'
import { findingsOf } from './finding.ts'
import { commandHelp, help } from './help.ts'
import { answerJson } from './json-answer.ts'
import { typedCommands } from './typed-commands.ts'

/** How `run` is given what is outside: hints are made here. */
export type Outside = Omit<Context, 'asTyped'>

/**
 * Runs the command that the arguments (without the script's name) ask for. Never rejects: every error is printed as one
 * line.
 * @returns the exit status: that of the command, 1 for failures, 2 for an invalid command line
 */
export const run = async (
  given: readonly string[],
  outside: Outside,
  { commands, version }: { readonly commands: readonly Command[]; readonly version: string },
): Promise<number> => {
  const { terminal } = outside
  const { leading, argv } = withoutLeading(given)
  const found = commandOf(commands, argv)
  let asTyped = (text: string) => text
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
    if (found === undefined) {
      const isGroup = commands.some(({ name }) => name.startsWith(`${first} `))
      const unknown = isGroup ? argv.slice(0, 2).join(' ') : first
      throw new UsageError(`unknown command ${JSON.stringify(unknown)}; ${commandList(commands)}`)
    }
    const rest = [...leading, ...argv.slice(found.name.split(' ').length)]
    if (rest.some((one) => isHelp(one))) {
      terminal.out(commandHelp(found))
      return 0
    }
    const { values, argument } = parse(found, rest)
    asTyped = typedCommands(outside.self, targetOf(values), commands)
    const hinting = { ...terminal, note: (line: string) => terminal.note(asTyped(line)) }
    return await found.run(values, { ...outside, terminal: hinting, asTyped }, argument)
  } catch (error) {
    terminal.status?.('')
    const message = asTyped(explain(error))
    terminal.note(`registry-index: ${message}`)
    const exitStatus = error instanceof UsageError ? 2 : 1
    if (wantsJson(given))
      answerJson(terminal, {
        command: found?.name ?? '',
        exitStatus,
        findings: [findingsOf('command').error(message)],
      })
    return exitStatus
  }
}

/** The options that may also come before the command, as an alias of a shell gives them. */
const LEADING = ['--local', '--json', '--stack']

const withoutLeading = (given: readonly string[]): { leading: string[]; argv: readonly string[] } => {
  let at = 0
  while (LEADING.some((one) => given[at] === one || given[at]?.startsWith(`${one}=`)))
    at += given[at] === '--stack' ? 2 : 1
  return { leading: given.slice(0, at), argv: given.slice(at) }
}

const wantsJson = (given: readonly string[]): boolean => {
  const end = given.indexOf('--')
  return given.slice(0, end < 0 ? given.length : end).includes('--json')
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

// Commands in hints, written so that they can be pasted: as this program was called, for the same deployment.

import { basename, relative } from 'node:path'
import { DEFAULT_STACK, STACK_NAME } from '../lambda/names/deployment.ts'
import type { Command } from './command.ts'
import type { Target } from './deployment.ts'

const NAME = 'registry-index'

/**
 * Returns how this program was called, for a shell.
 * @param script the path of the script, as Node has it
 */
export const invocation = (
  env: Readonly<Record<string, string | undefined>>,
  script: string,
  directory: string,
): string => {
  if (env['npm_lifecycle_event'] === NAME) return `npm run ${NAME} --`
  if (env['npm_command'] === 'exec') return `npx ${NAME}`
  return basename(script) === NAME ? NAME : `node ${quoted(relative(directory, script))}`
}

const quoted = (path: string): string => (/^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`)

/** Returns a function that writes the commands in a text as they can be typed. */
export const typedCommands = (
  self: string,
  { stack, local }: Target,
  commands: readonly Command[],
): ((text: string) => string) => {
  const words = [...new Set(commands.map(({ name }) => name.split(' ')[0]))].join('|')
  const command = new RegExp(`(?<![\\w/.@-])${NAME} (?=(?:${words})(?![\\w-]))`, 'g')
  const target = [
    ...(local ? ['--local'] : []),
    ...(stack !== DEFAULT_STACK && STACK_NAME.test(stack) ? [`--stack ${stack}`] : []),
  ]
  const start = `${[self, ...target].join(' ')} `
  return (text) => text.replaceAll(command, () => start)
}

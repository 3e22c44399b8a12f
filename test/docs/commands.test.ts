// What the documents say to type is what the command line takes: commands and options of registry-index, and settings of
// `cdk deploy` with values that are allowed. They are not run here: most of them need AWS.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { COMMANDS } from '../../cli/commands/all.ts'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FILES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
]
const TEXTS = FILES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const)

/** Two spaces, an operator of the shell or the end of the code end a command. */
const TYPED = /(?<=npm run registry-index -- )[^\s`]+(?: (?![ >|&])[^\s`]+)*/g
const DEPLOYED = /(?<=npx cdk (?:deploy|destroy|synth|diff)(?: --?\S+)*) -c [^\n`;]*/g

const typed = TEXTS.flatMap(([file, text]) => [...text.matchAll(TYPED)].map(([line]) => [line, file] as const))
const given = TEXTS.flatMap(([file, text]) =>
  [...text.matchAll(DEPLOYED)].flatMap(([line]) =>
    [...line.matchAll(/-c ([^\s=]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value, file] as const),
  ),
)

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

const commandOf = (line: string): Command | undefined => COMMANDS.find(({ name }) => `${line} `.startsWith(`${name} `))

describe('a command in the documents', () => {
  it.each(typed)('%s, in %s, is one that there is, with options that it has', (line) => {
    const command = commandOf(line)
    expect(command?.name, 'a command of cli/commands/all.ts').toBeDefined()
    const options = Object.fromEntries(
      Object.entries(command?.options ?? {}).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
    )
    const args = words(line.slice(command?.name.length))
    const { positionals } = parseArgs({ args, options, allowPositionals: true })
    expect(positionals.length > 0, 'has an argument').toBe(command?.argument !== undefined)
  })

  it('is looked for', () => expect(typed.length).toBeGreaterThan(15))
})

describe('a setting in the documents', () => {
  it.each(given)('-c %s=%s, in %s, is one that there is, with a value that is allowed', (name, value) => {
    const setting = ALL_SETTINGS.get(name)
    expect(setting?.allowed, 'a setting of docs/settings.md').toBeDefined()
    // What a reader puts in its place is written in capitals.
    if (!/^[A-Z_]+$|…/.test(value)) expect(setting?.parse(value), setting?.allowed).toBeDefined()
  })

  it('is looked for', () => expect(given.length).toBeGreaterThan(8))
})

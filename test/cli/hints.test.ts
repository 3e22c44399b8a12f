// Whatever says "registry-index …" to people: commands in hints exist, take these options, and are written as they can be
// pasted.

import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands/all.ts'
import { invocation, typedCommands } from '../../cli/typed-commands.ts'
import { fakeCli } from './fake-context.ts'

const ROOT = join(import.meta.dirname, '../..')

// What follows the name up to the end of the words and options.
const HINT =
  /(?<![\w/.@-]|version of |stack-name |npm install )registry-index (?:-- )?((?:--?)?[a-z][\w-]*(?: (?:--[a-z][\w-]*|[a-z]+(?=[ `'").,;:]|$)|[A-Z]{2,}))*)/gm

const hintsIn = (file: string): [string, string][] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(HINT)].map(([, hint = '']) => [file, hint])

const SOURCES = globSync(['{cli,lambda,infra,local}/**/*.{ts,tsx}', 'docs/*.md', '*.md'], { cwd: ROOT })
const HINTS = [...new Map(SOURCES.flatMap(hintsIn).map((one) => [one.join(' '), one])).values()]
const NAMES = COMMANDS.map(({ name }) => name)

describe('a hint', () => {
  it('is found in many places', () => {
    expect(new Set(HINTS.map(([, hint]) => hint.split(' ')[0])).size).toBeGreaterThan(8)
  })

  it.each(HINTS)('in %s names a command and options that are there: registry-index %s', (_, hint) => {
    if (hint.startsWith('--')) {
      expect(['--help', '--version']).toContain(hint.split(' ')[0])
      return
    }
    const command = COMMANDS.find(({ name }) => `${hint} `.startsWith(`${name} `))
    expect(command, `one of ${NAMES.join(', ')}`).toBeDefined()
    for (const [, option = ''] of hint.matchAll(/--([\w-]+)/g))
      expect([...Object.keys(command?.options ?? {}), 'help']).toContain(option)
  })

  it('is written as the program was called, for the same deployment', async () => {
    const cli = fakeCli()
    cli.called.self = 'npx registry-index'
    await cli.run('reconcile', '--local')
    expect(cli.out).toEqual(['started run-1; npx registry-index --local status shows its progress'])
    cli.health.tryAccess = async () => ({ read: [], failure: 'S3 denies s3:GetObject' })
    Object.assign(cli.queues, { deadLetters: 1 })
    await cli.run('doctor', '--local', '--json')
    expect(cli.out[1]).toContain('then npx registry-index --local redrive')
    expect(cli.out[1]).toContain('(npx registry-index --local bucket-setup prints statements)')
    const typed = (await cli.run('--local', 'redrive')) === 0
    expect({ typed, targets: cli.targets.map(({ local }) => local) }).toEqual({
      typed: true,
      targets: [true, true, true],
    })
  })

  it('is written so also where the command failed', async () => {
    const cli = fakeCli()
    cli.called.self = 'node cli/main.ts'
    await cli.run('user', 'remove', 'nobody', '--stack', 'registry-index')
    expect(cli.notes).toEqual(['registry-index: there is no user "nobody"; node cli/main.ts user list shows all users'])
  })
})

describe('commands in a text', () => {
  const typed = (text: string, stack = 'registry-index', local = false) =>
    typedCommands('npx registry-index', { stack, local }, COMMANDS)(text)
  it.each([
    ['registry-index status says why', 'npx registry-index status says why'],
    ['`registry-index user list`', '`npx registry-index user list`'],
    ['(registry-index reconcile --wait)', '(npx registry-index reconcile --wait)'],
    ['registry-index: it failed', 'registry-index: it failed'],
    ['there is no stack "registry-index"', 'there is no stack "registry-index"'],
    ['the stack registry-index statusful', 'the stack registry-index statusful'],
    ['hub/registry-index status', 'hub/registry-index status'],
  ])('are typed so: %j', (text, expected) => {
    expect(typed(text)).toBe(expected)
  })

  it('are for the same stack, whose name is one', () => {
    expect(typed('registry-index status', 'second')).toBe('npx registry-index --stack second status')
    expect(typed('registry-index status', '$& x')).toBe('npx registry-index status')
    expect(typed('registry-index status', 'second', true)).toBe('npx registry-index --local --stack second status')
  })
})

describe('the program', () => {
  it('is executable, because npx makes it so, and a checkout must stay clean', () => {
    expect(statSync(join(ROOT, 'cli/main.ts')).mode & 0o111).toBe(0o111)
  })

  it.each([
    [{ npm_lifecycle_event: 'registry-index', npm_command: 'run' }, '/app/cli/main.ts', 'npm run registry-index --'],
    [{ npm_lifecycle_event: 'npx', npm_command: 'exec' }, '/app/cli/main.ts', 'npx registry-index'],
    [{}, '/usr/bin/registry-index', 'registry-index'],
    [{}, '/app/cli/main.ts', 'node cli/main.ts'],
    [{}, "/my app/it's.ts", `node '../my app/it'\\''s.ts'`],
  ])('is called, with %j, as %s: %s', (env, script, expected) => {
    expect(invocation(env, script, '/app')).toBe(expected)
  })
})

// Every room of lambda/ has a lint rule for what it may import, so that a new room can't be without one. The rules
// compare what an import says, so nothing may be said in a way that they don't know.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

const ROOT = join(import.meta.dirname, '..')

const Group = z.object({ group: z.array(z.string()) })
const Options = z.object({ patterns: z.array(Group) })
const Override = z.object({
  includes: z.array(z.string()),
  linter: z.optional(
    z.object({
      rules: z.object({ style: z.object({ noRestrictedImports: z.object({ level: z.string(), options: Options }) }) }),
    }),
  ),
})
const { overrides } = z
  .object({ overrides: z.array(Override) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')))

/** Everything outside of a room but what it lists, which `!` begins. */
const OUTSIDE = ['../**', '../../**']
const AWS_SDK = '@aws-sdk/**'

const rulesOf = (file: string) =>
  overrides
    .filter(({ includes }) => includes.some((glob) => matchesGlob(file, glob)))
    .flatMap(({ linter }) => linter?.rules.style.noRestrictedImports ?? [])

const files = globSync('lambda/**/*.{ts,tsx}', { cwd: ROOT })
const rooms = [...new Set(files.map((file) => dirname(file)))].sort()

describe('rooms', () => {
  it.each(rooms)('%s has one rule that lists what it may import', (room) => {
    const rules = rulesOf(`${room}/any.ts`)
    expect(rules.map(({ level }) => level)).toEqual(['error'])
    const [outside, ...allowed] = rules[0]?.options.patterns[0]?.group ?? []
    expect(OUTSIDE).toContain(outside)
    // Every exception names a file or a folder.
    for (const one of allowed) expect(one).toMatch(/^!?[./]*\/([a-z]|\*\.ts$)/)
  })

  it.each(rooms.filter((room) => room !== 'lambda' && !room.startsWith('lambda/aws')))(
    '%s imports no AWS SDK',
    (room) => {
      const groups = rulesOf(`${room}/any.ts`).flatMap(({ options }) => options.patterns.flatMap(({ group }) => group))
      expect(groups).toContain(AWS_SDK)
    },
  )
})

it('every import is written in one way', () => {
  const sources = globSync('{lambda,cli,infra,build,front,local,bench}/**/*.{ts,tsx}', { cwd: ROOT })
  // `./../x` is `../x` to Node, but to no rule; nor do the rules see the type of a module, and what is required.
  const unseen = /['"]\.\/\.\.|['"][^'"\s]*\w\/\.\.\/[^'"\s]*\.ts['"]|[:=<|&,] import\(|\brequire\(/
  expect(sources.length).toBeGreaterThan(200)
  expect(sources.filter((file) => unseen.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
})

it('nothing that Node runs as it is imports the web page: Node does not know JSX', () => {
  const sources = globSync('{cli,infra,front,local,bench}/**/*.ts', { cwd: ROOT })
  const seesPage = /['"][^'"]*(\.tsx|http\/app\.ts|http\/page\/[^'"]*|lambda\/api\.ts)['"]/
  expect(sources.length).toBeGreaterThan(100)
  expect(sources.filter((file) => seesPage.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
})

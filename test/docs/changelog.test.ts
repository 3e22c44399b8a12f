// CHANGELOG.md tells of the version that package.json has, of its schema and facts, and of what each deployment does.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FACTS_VERSION, SCHEMA } from '../../lambda/names/versions.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const [, ...sections] = textOf('CHANGELOG.md').split(/^## /m)
const entries = sections.map((section) => {
  const [heading = '', ...lines] = section.split('\n')
  return { heading, body: lines.join('\n') }
})
const [unreleased, ...released] = entries
const numbers = released.map(({ heading }) => /^\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d$/.exec(heading)?.slice(1))

/** What Keep a Changelog calls the kinds of changes, and what a deployment does. */
const KINDS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security', 'Deployment']

describe('CHANGELOG.md', () => {
  it('begins with what is not released, and has a number and a day for each version, the newest first', () => {
    expect(unreleased?.heading).toBe('[Unreleased]')
    expect(numbers).not.toContain(undefined)
    const order = numbers.map((parts = []) => parts.reduce((sum, part) => 1000 * sum + Number(part), 0))
    expect(order).toEqual([...new Set(order)].sort((a, b) => b - a))
  })

  it('has the version of the package first', () => {
    const { version } = JSON.parse(textOf('package.json'))
    expect(numbers[0]?.join('.')).toBe(version)
    const lock = JSON.parse(textOf('package-lock.json'))
    expect([lock.version, lock.packages[''].version]).toEqual([version, version])
  })

  it('says the schema and the facts version of the code, where it tells of what is new', () => {
    const newest = [unreleased, ...released].find((one) => one?.body.includes('\nSchema '))
    expect(newest?.body).toContain(`\nSchema ${SCHEMA}, facts version ${FACTS_VERSION}.\n`)
  })

  it.each(entries.filter(({ body }) => body.trim() !== ''))('$heading says what a deployment does', ({ body }) => {
    const kinds = [...body.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind)
    expect(KINDS).toEqual(expect.arrayContaining(kinds))
    expect(kinds.at(-1)).toBe('Deployment')
    expect(body.split('### Deployment\n')[1]?.trim().length).toBeGreaterThan(40)
  })
})

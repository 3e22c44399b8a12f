import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { descriptionWords, isWordCharacter } from '../../lambda/model/tokenizer.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { decodeCursor, encodeCursor } from '../../lambda/search/cursor.ts'
import { find, type PageOptions } from '../../lambda/search/find-rows.ts'
import { QueryError } from '../../lambda/search/query/query-error.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import type { SearchReader } from '../../lambda/search/reader.ts'
import { runs } from '../effort.ts'
import { repositoryName } from '../fakes/arbitraries.ts'
import { memorySystem } from '../fakes/system.ts'

const scope = { layouts: layouts([distribution('')]), isAnonymous: true }
const NOW = Date.parse('2026-11-24T12:00:00Z')

/** What a query finds, as rows. */
const searched = async (reader: SearchReader, q: string, options: PageOptions) => {
  const { hits, cursor } = await find(reader, scope, parseQuery(q, NOW), options)
  return { repositories: hits.map(({ row }) => row), cursor }
}

const withRepositories = async (repositories: Record<string, string>) => {
  const system = memorySystem()
  let minute = 0
  for (const [name, description] of Object.entries(repositories)) {
    system.registry.push(
      name,
      'latest',
      { labels: { 'org.opencontainers.image.description': description } },
      new Date(Date.UTC(2026, 10, 1, 0, minute++)),
    )
    await system.index(name, 'latest')
  }
  return system
}
const names = (rows: { name: string }[]) => rows.map(({ name }) => name)

describe('a search for one term', () => {
  it('has the exact name first, then last components, components, words, what is inside, and descriptions', async () => {
    const { tables } = await withRepositories({
      'x/predis': '',
      'tools/backup': 'Saves redis to S3',
      'redis-exporter': '',
      'team/my-redis': '',
      'team/redis': '',
      'library/redis': '',
      redis: '',
      'redis/redis-redis': 'the redis of redises',
      postgres: 'a database',
    })
    const { repositories, cursor } = await searched(tables.reader, 'redis', { limit: 25 })
    expect(names(repositories)).toEqual([
      'redis',
      'library/redis',
      'team/redis',
      'redis/redis-redis',
      'redis-exporter',
      'team/my-redis',
      'x/predis',
      'tools/backup',
    ])
    expect(cursor).toBeUndefined()
  })

  it('takes at most two round trips and reads each row once, also where hundreds match', async () => {
    const system = await withRepositories(
      Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`team/app${at}`, 'an app'])),
    )
    const { calls, reader } = system.tables
    calls.shelf = calls.rows = 0
    const { repositories } = await searched(reader, 'app', { limit: 25 })
    expect(repositories).toHaveLength(25)
    // Four shelves and the exact names side by side, then the page's rows.
    expect(calls).toMatchObject({ shelf: 4, rows: 2 })
  })

  it('finds no repository that has only hidden tags, nor one whose row went in between', async () => {
    const system = await withRepositories({ redis: '' })
    system.registry.push('redis-signatures', `sha256-${'a'.repeat(64)}.sig`)
    await system.index('redis-signatures', `sha256-${'a'.repeat(64)}.sig`)
    expect(names((await searched(system.tables.reader, 'redis', { limit: 5 })).repositories)).toEqual(['redis'])
    system.tables.repositories.delete('redis')
    expect((await searched(system.tables.reader, 'redi', { limit: 5 })).repositories).toEqual([])
  })

  it('finds a repository once while entries of an old and a new description both stand', async () => {
    const { tables } = await withRepositories({ box: 'red redis' })
    await tables.store.commit({
      repository: { ...(tables.repositories.get('box') as RepositoryRow), rev: 2 },
      expected: { rev: 1 },
      tags: [],
      added: [{ shelf: '3r', entry: 'redis\0box\x000' }],
      removed: [],
    })
    expect(names((await searched(tables.reader, 'red', { limit: 9 })).repositories)).toEqual(['box'])
  })

  it('page by page gives every match once, in one order, whatever the names and the page', async () => {
    const word = fc.constantFrom('ab', 'abc', 'b', 'ba', 'cab', 'aa')
    const description = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '))
    const repeated = fc.constantFrom('ab/ab-ab', 'aa/aa', 'library/ab', 'ab', 'a/ab.ab', 'redis/redis-redis')
    const registry = fc.dictionary(fc.oneof(repositoryName, repeated), description, { maxKeys: 14 })
    const term = fc.oneof(word, fc.constantFrom('a', 'c', 'ab/ab', 'redis', 'redis-', 'is', '0'))
    await fc.assert(
      fc.asyncProperty(registry, term, fc.integer({ min: 1, max: 4 }), async (repositories, wanted, limit) => {
        const { tables } = await withRepositories(repositories)
        const all = await searched(tables.reader, wanted, { limit: 1000 })
        const expected = Object.entries(repositories).filter(
          ([name, text]) =>
            (name.includes(wanted) && isWordCharacter(wanted)) ||
            descriptionWords(text).some((one) => one.startsWith(wanted)),
        )
        expect(names(all.repositories).sort()).toEqual(expected.map(([name]) => name).sort())

        const paged: string[] = []
        let cursor: string | undefined
        do {
          const page = await searched(tables.reader, wanted, { limit, cursor })
          expect(page.repositories.length).toBeLessThanOrEqual(limit)
          paged.push(...names(page.repositories))
          cursor = page.cursor
        } while (cursor !== undefined)
        const again = await searched(tables.reader, wanted, { limit: 1000 })
        expect(paged).toEqual(names(again.repositories))

        const skipped = await searched(tables.reader, wanted, { limit, skip: limit })
        expect(names(skipped.repositories)).toEqual(paged.slice(limit, 2 * limit))
      }),
      { numRuns: runs(400, 15_000) },
    )
  })
})

it('everything is the newest first', async () => {
  const { tables } = await withRepositories({ a: '', c: '', b: '' })
  expect(names((await searched(tables.reader, '', { limit: 2 })).repositories)).toEqual(['b', 'c'])
  expect(names((await searched(tables.reader, '', { limit: 2, skip: 2 })).repositories)).toEqual(['a'])
})

it('what looks like a qualifier is refused with the right ones only where nothing is found', async () => {
  const { tables } = await withRepositories({ bash: '', arch: '' })
  expect(names((await searched(tables.reader, 'bash:latest', { limit: 5 })).repositories)).toEqual(['bash'])
  await expect(searched(tables.reader, 'bash:5', { limit: 5 })).rejects.toThrow(
    /^there is no qualifier "bash:"; did you mean base:\? there are arch:, os:, /,
  )
  expect((await searched(tables.reader, 'colour:red', { limit: 5 })).repositories).toEqual([])
})

describe('a cursor', () => {
  const candidates = { accepts: ({ entry }: { entry: string }) => entry.startsWith('redis') }

  it('gives its position back, for its own query only', () => {
    const position = { class: 2, entry: 'redis\0x/redis' }
    const cursor = encodeCursor(position, 'redis')
    expect(decodeCursor(cursor, 'redis', candidates)).toEqual(position)
    expect(() => decodeCursor(cursor, 'redi', candidates)).toThrow(QueryError)
  })

  it.each([
    '',
    'x',
    Buffer.from('[9,"redis","x"]').toString('base64url'),
    encodeCursor({ class: 0, entry: 'other' }, 'redis'),
    encodeCursor({ class: 0, entry: `redis${'x'.repeat(1024)}` }, 'redis'),
  ])('fails clearly where it is %j', (cursor) => {
    expect(() => decodeCursor(cursor, 'redis', candidates)).toThrow(/is not of this query/)
  })
})

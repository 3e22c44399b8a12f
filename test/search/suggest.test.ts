import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { find } from '../../lambda/search/find-rows.ts'
import { parseQuery } from '../../lambda/search/query.ts'
import { distance } from '../../lambda/shared/edit-distance.ts'
import { runs } from '../effort.ts'
import { add } from '../fakes/many.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { counted } from '../fakes/rounds.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

const indexOf = async (repositories: Record<string, Partial<RepositoryRow>>) => {
  const tables = memoryStore()
  for (const [name, more] of Object.entries(repositories)) await add(tables, name, more)
  const suggested = async (q: string, { isAnonymous = true, limit = 25, skip = 0 } = {}) => {
    const { counts, reader } = counted(tables.reader)
    const scope = { layouts: layouts([distribution(''), dockerV1('')]), isAnonymous }
    const { suggestions } = await find(reader, scope, parseQuery(q, NOW), { limit, skip })
    return { suggestions, ...counts }
  }
  return { suggested, tables }
}

describe('where nothing is found', () => {
  it.each([
    ['reids', ['redis']],
    ['rdis', ['redis']],
    ['rediss', ['redis']],
    ['Redys', ['redis']],
    ['rdeis arch:amd64', ['redis arch:amd64']],
    ['kubrenettes', ['kubernetes']],
    ['team/reids', ['team/redis']],
    ['chache', ['cache']],
    ['databaes', ['database']],
    ['reids:7', ['redis:7']],
    ['facaed', ['facade']],
    ['rxxxx', []],
    // As near are "boxes" of a name and "boxed" of a description.
    ['boxex', ['boxes', 'boxed']],
    // Separators are one error, and one more may be.
    ['mongodbexporterserver', ['mongodb-exporter-server']],
    ['mongodbexportreserver', ['mongodb-exporter-server']],
    ['mongodb_exporter_server', ['mongodb-exporter-server']],
    ['key-value store', ['key value store']],
    ['re', []],
    // The other word is right.
    ['caches kubernetse', ['caches kubernetes']],
    ['caches kubernetes', []],
    // What may be the registry's name.
    ['registry.example.com/team/redis:7', ['team/redis:7']],
    ['localhost:5000/team/reids:7', ['localhost:5000/team/redis:7']],
    ['kubxxxxtes', []],
    [':reids', []],
    ['namespace:reids', []],
    ['---', []],
  ])('%s has the suggestions %j', async (q, expected) => {
    const { suggested } = await indexOf({
      'team/redis': {},
      kubernetes: {},
      'x/my-cache': {},
      'team/mongodb-exporter-server': {},
      'x/caches': {},
      box: { description: 'database' },
      'x/boxes': {},
      jar: { description: 'boxed' },
      facade: {},
    })
    expect((await suggested(q)).suggestions).toEqual(expected)
  })

  it('the word that was meant is among them, wherever the error is', async () => {
    const letter = fc.constantFrom(...'abcdefgh')
    const word = fc.array(letter, { minLength: 4, maxLength: 12 })
    const edit = fc.record({ kind: fc.constantFrom('add', 'drop', 'wrong', 'swap'), at: fc.nat(), letter })
    const prefix = fc.constantFrom('', 'team/', 'my-')
    await fc.assert(
      fc.asyncProperty(word, prefix, fc.array(edit, { minLength: 1, maxLength: 2 }), async (letters, before, edits) => {
        const meant = letters.join('')
        const few = letters.length >= 10 ? edits : edits.slice(0, 1)
        const typed = few.reduce((said, one) => edited(said, one), letters).join('')
        const { suggested, tables } = await indexOf({ [before + meant]: {} })
        // What is found needs no suggestion; and two edits of the same letters may be more errors than two.
        fc.pre(!(before + meant).includes(typed))
        fc.pre(distance(typed, meant, [...typed].length >= 8 ? 2 : 1) !== undefined)
        expect((await suggested(typed)).suggestions).toContain(meant)
        expect(tables.repositories.size).toBe(1)
      }),
      { numRuns: runs(1000, 50_000) },
    )
  })

  it('at most five are given, the likeliest first, by two further round trips', async () => {
    const names = Array.from({ length: 300 }, (_, at) => [`box/redisx${String(at).padStart(3, '0')}`, {}])
    const { suggested } = await indexOf({ ...Object.fromEntries(names), 'a/redis1': {}, 'a/redix': {}, rxdis: {} })
    const { suggestions, rounds, requests } = await suggested('redisq')
    expect(suggestions).toEqual(['redis1'])
    expect(rounds).toBeLessThanOrEqual(3)
    expect(requests).toBeLessThanOrEqual(5 + 11 + 1)
    const many = await suggested('redisx0q')
    expect(many.suggestions).toHaveLength(5)
    expect(many.requests).toBeLessThanOrEqual(5 + 15 + 1)
  })
})

it('nothing is suggested where something is found, nor on a further page', async () => {
  const { suggested } = await indexOf({ redis: {}, redix: {} })
  expect((await suggested('redis')).suggestions).toEqual([])
  expect((await suggested('redus', { skip: 25 })).suggestions).toEqual([])
  expect((await suggested('redus')).suggestions).toEqual(['redis'])
})

it('private repositories are not given away to the anonymous', async () => {
  const { suggested } = await indexOf({ 'team/secret': { private: true }, 'a/sacret': {}, gone: { visible: 0 } })
  expect((await suggested('secrex')).suggestions).toEqual([])
  expect((await suggested('sxcret')).suggestions).toEqual(['sacret'])
  expect((await suggested('sxcret', { isAnonymous: false })).suggestions).toEqual(['sacret', 'secret'])
  expect((await suggested('goni')).suggestions).toEqual([])
})

interface Edit {
  readonly kind: string
  readonly at: number
  readonly letter: string
}

const edited = (letters: readonly string[], { kind, at: anywhere, letter }: Edit): string[] => {
  const at = anywhere % letters.length
  const [before, one, after] = [letters.slice(0, at), letters[at] ?? '', letters.slice(at + 1)]
  if (kind === 'add') return [...before, letter, one, ...after]
  if (kind === 'drop') return [...before, ...after]
  if (kind === 'wrong') return [...before, letter, ...after]
  return [...before, ...after.slice(0, 1), one, ...after.slice(1)]
}

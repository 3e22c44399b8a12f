// What a repository shows of its representative tag, up to the last byte, and that a document stays small.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemSize } from '../../bench/world/capacity.ts'
import { type DocumentInput, representation, searchDocumentOf } from '../../lambda/indexing/build-document.ts'
import { tagBrief } from '../../lambda/indexing/build-rows.ts'
import { shownDetailOf } from '../../lambda/indexing/recount.ts'
import { searchDocument } from '../../lambda/model/search-document.ts'
import { REPOSITORY } from '../../lambda/names/tables.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { byteLength } from '../../lambda/shared/text.ts'
import { runs } from '../effort.ts'

const PUSHED_AT = '2026-11-01T10:00:00Z'
/** Bytes of names and texts together. */
const ROOM = 535

const brief = (of: Partial<Facts>, tag = 'v1.0', repository = 'app') => {
  const facts = { kind: 'image', platforms: ['linux/amd64'], ...of } as const
  return tagBrief(repository, tag, { rev: 1, detailRev: 1 }, { etag: 'a', pushedAt: PUSHED_AT, facts }, undefined, 0)
}
const shown = (of: Partial<Facts>, tag?: string, repository?: string) => representation(brief(of, tag, repository), of)
const cut = (letter: string, bytes: number) => `${letter.repeat(bytes - 3)}…`

describe('what a repository shows of its representative tag', () => {
  it('is its kind, its size, and texts of up to 64 bytes', () => {
    const exact = { title: 't'.repeat(64), version: 'v'.repeat(64), licenses: 'l'.repeat(64), vendor: 'w'.repeat(64) }
    expect(shown({ ...exact, size: 7 })).toMatchObject({ ...exact, size: 7, kind: 'image', tag: 'v1.0' })
    const longer = { title: 't'.repeat(65), version: 'v'.repeat(65), licenses: 'l'.repeat(65), vendor: 'w'.repeat(65) }
    expect(shown(longer)).toMatchObject({
      title: cut('t', 64),
      version: cut('v', 64),
      licenses: cut('l', 64),
      vendor: cut('w', 64),
    })
  })

  it('is nothing that it does not have', () => {
    expect(Object.keys(shown({})).sort()).toEqual(['kind', 'platforms', 'rank', 'tag'])
  })

  it('is a source of up to 128 bytes, or none', () => {
    const source = `https://x.io/${'s'.repeat(115)}`
    expect(shown({ source })).toMatchObject({ source })
    expect(shown({ source: `${source}s` })).not.toHaveProperty('source')
  })

  it('is as many platforms as fit in a third of the room, in their order', () => {
    // The names have 7 bytes of 535, and a third of the others is 176.
    const platforms = (last: number) => ['a'.repeat(60), 'b'.repeat(60), 'c'.repeat(last)]
    expect(shown({ platforms: platforms(56) }).platforms).toEqual(platforms(56))
    expect(shown({ platforms: [...platforms(57), 'd'] }).platforms).toEqual(platforms(0).slice(0, 2))
  })

  it('is as many whole keywords as fit in 128 bytes, in their order, and no longer ones', () => {
    const keywords = (last: number) => `${'a'.repeat(60)}, ${'b'.repeat(60)}, ${'c'.repeat(last)}`
    expect(shown({ keywords: keywords(4) })).toMatchObject({ keywords: keywords(4) })
    expect(shown({ keywords: keywords(5) })).toMatchObject({ keywords: `${'a'.repeat(60)}, ${'b'.repeat(60)}` })
    expect(shown({ keywords: `${'x'.repeat(129)}, web` })).toMatchObject({ keywords: 'web' })
    expect(shown({ keywords: 'x'.repeat(129) })).not.toHaveProperty('keywords')
  })

  it('is as many keywords as leave the description half of the room', () => {
    // 535 bytes without the names and the platform leave 41.
    const of = (bytes: number) =>
      shown({ keywords: 'k'.repeat(bytes), description: 'd'.repeat(99) }, 'v1.0', 'r'.repeat(479))
    expect(of(20)).toMatchObject({ keywords: 'k'.repeat(20), description: cut('d', 21) })
    expect(of(21)).not.toHaveProperty('keywords')
    expect(of(21)).toMatchObject({ description: cut('d', 41) })
  })

  it('is as much of the description as the others leave', () => {
    const rest = ROOM - byteLength('appv1.0linux/amd64')
    expect(shown({ description: 'd'.repeat(rest) })).toMatchObject({ description: 'd'.repeat(rest) })
    expect(shown({ description: 'd'.repeat(rest + 1) })).toMatchObject({ description: cut('d', rest) })
    const others = { title: 't'.repeat(64), vendor: 'w'.repeat(10), source: 's'.repeat(128) }
    expect(shown({ ...others, description: 'd'.repeat(1000) }).description).toBe(cut('d', rest - 64 - 10 - 128))
  })

  it('is a source rather than the end of the description', () => {
    const source = 's'.repeat(100)
    expect(shown({ source, description: 'd'.repeat(1000) })).toMatchObject({ source })
  })

  it('is no source and no description where long names and texts leave too little', () => {
    const texts = { title: 't'.repeat(99), version: 'v'.repeat(99), licenses: 'l'.repeat(99), vendor: 'w'.repeat(99) }
    // 179 bytes of room: 22 for each of four texts, 59 for platforms, and what is left.
    const [tag, repository] = ['t'.repeat(128), 'r'.repeat(228)]
    const of = (platform: number, source: number) =>
      shown(
        { ...texts, platforms: ['p'.repeat(platform)], source: 's'.repeat(source), description: 'd'.repeat(99) },
        tag,
        repository,
      )
    expect(of(59, 32)).toMatchObject({ title: cut('t', 22), source: 's'.repeat(32) })
    expect(of(59, 32)).not.toHaveProperty('description')
    expect(of(59, 33)).not.toHaveProperty('source')
    expect(of(59, 33)).toMatchObject({ description: cut('d', 32) })
    expect(of(59, 16)).toMatchObject({ description: cut('d', 16) })
    expect(of(59, 17)).not.toHaveProperty('description')
    expect(of(60, 1).platforms).toEqual([])
  })
})

describe('a text of which the cut leaves nothing', () => {
  const long = { title: 'ttttttt', version: 'v', licenses: 'lll', vendor: '\u{1f9ad}\u{1f9ad}' }

  it.each([
    // An eighth of what the names leave of 535 bytes.
    [0, 535, {}],
    [2, 519, { version: 'v' }],
    [3, 511, { version: 'v', licenses: 'lll' }],
    [4, 503, { title: 't…', version: 'v', licenses: 'lll' }],
    [7, 479, { ...long, vendor: '\u{1f9ad}…' }],
  ])('is left out: of %i bytes', (_, bytes, expected) => {
    const { rank, tag, kind, platforms, ...texts } = shown(long, 't', 'r'.repeat(bytes - 1))
    expect(texts).toEqual(expected)
  })
})

const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc.constantFrom('x', 'ü', '\u{1f9ad}').map((one) => one.repeat(maxLength)),
  )
const bounded = (bytes: number) =>
  text(bytes).map((one) => Buffer.from(one).subarray(0, bytes).toString('utf8').replaceAll('\ufffd', ''))
const anyFacts: fc.Arbitrary<Partial<Facts>> = fc.record(
  {
    title: bounded(255),
    version: bounded(255),
    licenses: bounded(255),
    vendor: bounded(255),
    source: bounded(255),
    description: bounded(1000),
    keywords: fc.array(bounded(70), { maxLength: 6 }).map((all) => all.join(', ')),
    platforms: fc.array(bounded(64), { maxLength: 12 }),
    size: fc.maxSafeNat(),
    kind: fc.constantFrom('image', 'devcontainer'),
    created: fc.constant(PUSHED_AT),
  },
  { requiredKeys: [] },
)
/** Names as long as names get, with the layout in the id. */
const anyNames = fc.record({
  tag: fc.integer({ min: 1, max: 128 }).map((length) => 't'.repeat(length)),
  repository: fc.integer({ min: 1, max: 265 }).map((length) => 'r'.repeat(length)),
})
const anyCounts = fc.record({ visible: fc.nat(9_999_999), hidden: fc.nat(9_999_999), dangling: fc.nat(9_999_999) })
const document = (of: Partial<DocumentInput>) =>
  searchDocumentOf({
    registry: 'b'.repeat(63),
    layout: 'distribution',
    isPrivate: true,
    counts: { visible: 1, hidden: 0, dangling: 0 },
    shown: {},
    newest: { tag: 'n'.repeat(128), pushedAt: PUSHED_AT },
    ...of,
  })

describe('a document', () => {
  it('has what the index of changes stores of it in one write unit, whatever the names and the texts', () => {
    fc.assert(
      fc.property(anyFacts, anyNames, anyCounts, (facts, { tag, repository }, counts) => {
        const { rank, ...rest } = shown(facts, tag, repository)
        const entry = { name: repository, changes: REPOSITORY.all, changedAt: 1_795_000_000_123 }
        const made = document({ shown: rest, counts: { ...counts, visible: counts.visible + 1 } })
        expect(itemSize({ ...entry, document: made })).toBeLessThan(1024)
      }),
      { numRuns: runs(1000, 50_000) },
    )
  })

  it('is longest where each text may have its maximum', () => {
    const long = 'x'.repeat(255)
    const platforms = Array.from({ length: 8 }, (_, at) => `linux/p${at}`)
    const texts = { title: long, version: long, licenses: long, vendor: long, source: 's'.repeat(128) }
    const facts: Partial<Facts> = {
      ...texts,
      description: long,
      keywords: Array.from({ length: 40 }, () => 'k').join(', '),
      platforms,
      size: Number.MAX_SAFE_INTEGER,
      kind: 'devcontainer',
      created: PUSHED_AT,
    }
    const { rank, ...rest } = shown(facts, 'v1', 'a')
    const counts = { visible: 9_999_999, hidden: 9_999_999, dangling: 9_999_999 }
    const entry = { name: 'a', changes: REPOSITORY.all, changedAt: 1_795_000_000_123 }
    const size = itemSize({ ...entry, document: document({ shown: rest, counts }) })
    // So much that no byte of the room is given away.
    expect(size).toBeGreaterThan(1000)
    expect(size).toBeLessThan(1024)
  })

  it('shows the same of a tag whatever the counts, and shows it again from what it shows', () => {
    fc.assert(
      fc.property(anyFacts, anyNames, anyCounts, (facts, { tag, repository }, counts) => {
        const of = brief(facts, tag, repository)
        const { rank, ...rest } = representation(of, facts)
        const made = document({ shown: rest, counts: { ...counts, visible: counts.visible + 1 } })
        expect(made).toMatchObject(rest)
        expect(representation(of, shownDetailOf(made))).toEqual({ rank, ...rest })
        expect(searchDocument.parse(made)).toEqual(made)
      }),
      { numRuns: runs(300, 20_000) },
    )
  })

  it('says where the repository is, how many tags it has, and which is the newest', () => {
    const made = document({ registry: 'images', layout: 'docker-v1', counts: { visible: 3, hidden: 2, dangling: 1 } })
    expect(made).toEqual({
      registry: 'images',
      layout: 'docker-v1',
      visible: 3,
      hidden: 2,
      dangling: 1,
      private: true,
      newestTag: 'n'.repeat(128),
      pushedAt: PUSHED_AT,
    })
  })

  it('has no fields for what is not so', () => {
    const counts = { visible: 0, hidden: 1, dangling: 0 }
    const made = document({ isPrivate: false, counts, shown: undefined, newest: undefined })
    expect(made).toStrictEqual({ registry: 'b'.repeat(63), layout: 'distribution', visible: 0, hidden: 1 })
  })

  it('is none if the repository has no tag', () => {
    expect(document({ counts: { visible: 0, hidden: 0, dangling: 0 } })).toBeUndefined()
  })
})

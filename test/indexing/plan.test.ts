// What a change consists of, as it follows from rows and bucket alone.

import { describe, expect, it } from 'vitest'
import { type PlanInput, planChange, successorsNeeded, type TagToIndex } from '../../lambda/indexing/plan.ts'
import type { Change } from '../../lambda/model/index-store.ts'
import type { StoredTag } from '../../lambda/model/row-schemas.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'

const NOW = Date.parse('2026-11-24T12:00:00.700Z')
const pushedAt = (minute: number) => `2026-11-01T10:${String(minute).padStart(2, '0')}:00Z`
const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`

const plan = (input: Partial<PlanInput>): Change =>
  planChange({
    repository: 'team/app',
    layout: distribution(''),
    isPrivate: false,
    row: undefined,
    tags: [],
    successors: {},
    rewrite: 'none',
    now: NOW,
    ...input,
  })

/** A tag as it is in the bucket, pushed at this minute. */
const pushed = (tag: string, facts: Partial<Facts> = {}, minute = 1, stored: StoredTag = {}): TagToIndex => ({
  tag,
  stored,
  observed: {
    etag: `etag ${minute}`,
    pushedAt: pushedAt(minute),
    facts: { kind: 'image', digest: `sha256:${tag}`, platforms: ['linux/amd64'], ...facts },
  },
})
const gone = (tag: string, stored: StoredTag): TagToIndex => ({ tag, stored, observed: undefined })

/** The rows of a tag that a change wrote. */
const rowsOf = ({ tags }: Change, tag: string): StoredTag => {
  const { brief, detail } = tags.find((one) => one.tag === tag) ?? {}
  return { brief, detail: detail === 'keep' ? undefined : detail, existing: brief && { rev: brief.rev } }
}
const names = (entries: Change['added']) => entries.filter(({ shelf }) => !shelf.startsWith('k')).length
const lookups = (entries: Change['added']) => entries.filter(({ shelf }) => shelf.startsWith('k')).length

const first = plan({ tags: [pushed('v1.0', { description: 'Serves files' })] })

describe('the entries of a change', () => {
  const again = pushed('v1.0', { description: 'Serves files' }, 1, rowsOf(first, 'v1.0'))
  const repeated = (rewrite: PlanInput['rewrite']) => {
    const { added, removed } = plan({ row: first.repository, tags: [again], rewrite })
    expect(removed).toEqual([])
    return { names: names(added), lookups: lookups(added) }
  }
  const all = { names: names(first.added), lookups: lookups(first.added) }

  it('are those that rows do not have yet', () => {
    expect(all).toEqual({ names: 9, lookups: 2 })
    expect(repeated('none')).toEqual({ names: 0, lookups: 0 })
  })

  it('are all of tags and repository in the first transaction of a rebuild, and those of tags in the others', () => {
    expect(repeated('all')).toEqual(all)
    expect(repeated('tags')).toEqual({ names: 0, lookups: all.lookups })
  })

  it('go with the last visible tag, those of the description too', () => {
    const { repository, added, removed } = plan({ row: first.repository, tags: [gone('v1.0', rowsOf(first, 'v1.0'))] })
    expect({ added: added.length, names: names(removed), lookups: lookups(removed) }).toEqual({ added: 0, ...all })
    expect(repository).toMatchObject({ places: [], words: [] })
  })
})

describe('the row of a repository', () => {
  it('counts from nothing if it was lost, whatever the rows of its tags say', () => {
    const stored = rowsOf(first, 'v1.0')
    const { repository } = plan({ tags: [pushed('v1.0', {}, 2, stored), pushed('v2.0'), gone('v3.0', stored)] })
    expect(repository).toMatchObject({ rev: 1, visible: 2, hidden: 0 })
  })

  it('never counts less than no tags', () => {
    const known = plan({ tags: [pushed('v1.0', { dangling: 1 }), pushed(SIGNATURE)] })
    expect(known.repository).toMatchObject({ visible: 1, hidden: 1, dangling: 1 })
    const { dangling, ...rest } = known.repository
    const { repository } = plan({
      row: { ...rest, visible: 0, hidden: 0 },
      tags: [
        gone('v1.0', rowsOf(known, 'v1.0')),
        gone(SIGNATURE, rowsOf(known, SIGNATURE)),
        pushed('v2.0', { description: 'Serves files' }),
      ],
    })
    expect(repository).toMatchObject({ visible: 0, hidden: 0, places: [], words: [] })
    expect(repository).not.toHaveProperty('dangling')
    const later = plan({
      row: { ...rest, visible: 0, hidden: 0 },
      tags: [gone('v1.0', rowsOf(known, 'v1.0'))],
    }).repository
    const next = plan({ row: later, tags: [pushed('v2.0', { dangling: 1 })] }).repository
    expect(next).toMatchObject({ visible: 1, dangling: 1 })
  })

  it('counts dangling and hidden tags on that are not being indexed', () => {
    const row = plan({ tags: [pushed('v1.0', { dangling: 1 }), pushed(SIGNATURE)] }).repository
    const { repository } = plan({ row, tags: [pushed('v2.0')] })
    expect(repository).toMatchObject({ visible: 2, hidden: 1, dangling: 1 })
  })

  it('shows the facts of its representative tag also after another tag is pushed', () => {
    const facts = { size: 7, licenses: 'MIT', vendor: 'Acme', title: 'App', version: '2', source: 'https://x.io/a' }
    const known = plan({ tags: [pushed('latest', { ...facts, description: 'Serves files' })] }).repository
    expect(known).toMatchObject({ tag: 'latest', ...facts })
    const { repository } = plan({ row: known, tags: [pushed('v1.0', { vendor: 'Other' }, 2)] })
    expect(repository).toMatchObject({ tag: 'latest', rank: known.rank, ...facts, description: 'Serves files' })
    expect(repository).toMatchObject({ kind: 'image', platforms: ['linux/amd64'] })
  })

  it('shows a tag that ranks higher than its representative, and no lower one', () => {
    const row = plan({ tags: [pushed('v2.0')] }).repository
    expect(plan({ row, tags: [pushed('v1.0', {}, 2)] }).repository).toMatchObject({ tag: 'v2.0' })
    expect(plan({ row, tags: [pushed('v3.0', {}, 2)] }).repository).toMatchObject({ tag: 'v3.0' })
    expect(plan({ row, tags: [pushed('v9.0', { kind: 'cache' }, 2)] }).repository).toMatchObject({
      tag: 'v2.0',
      pushedAt: pushedAt(1),
      visible: 1,
      hidden: 1,
    })
  })

  it('expires a day after its last tag was removed, in whole seconds', () => {
    const { repository } = plan({ row: first.repository, tags: [gone('v1.0', rowsOf(first, 'v1.0'))] })
    expect(repository.expires).toBe(Date.parse('2026-11-25T12:00:00Z') / 1000)
    for (const field of ['catalog', 'path', 'recent', 'recentKey', 'newest', 'tag', 'dangling'])
      expect(repository).not.toHaveProperty(field)
  })

  it('replaces one that can not be read, whose rev is lost, under the time as its rev', () => {
    const row = { ...first.repository, rev: 0, invalid: { rev: 'seven' } }
    const change = plan({ row, tags: [pushed('v1.0')] })
    expect(change.expected).toEqual({ rev: 'seven' })
    expect(change.repository).toMatchObject({ rev: NOW })
    expect(change.repository).not.toHaveProperty('invalid')
  })
})

describe('the rows of a tag', () => {
  it('keep a detail that says the same under another rev, in any order of its fields', () => {
    const stored = rowsOf(first, 'v1.0')
    const detail = stored.detail && Object.fromEntries(Object.entries(stored.detail).reverse())
    const again = pushed('v1.0', { description: 'Serves files' }, 2, { ...stored, detail } as StoredTag)
    const [change] = plan({ row: { ...first.repository, rev: 8 }, tags: [again] }).tags
    expect(change).toMatchObject({ detail: 'keep', brief: { rev: 9, detailRev: 1 }, expected: { rev: 1 } })
  })

  it('replace a detail that says something else', () => {
    const again = pushed('v1.0', { description: 'Serves more' }, 2, rowsOf(first, 'v1.0'))
    const [change] = plan({ row: first.repository, tags: [again] }).tags
    expect(change).toMatchObject({ detail: { rev: 2, description: 'Serves more' }, brief: { rev: 2, detailRev: 2 } })
  })

  it('are written anew by a rebuild, which puts its name on them', () => {
    for (const rewrite of ['all', 'tags'] as const) {
      const again = pushed('v1.0', { description: 'Serves files' }, 1, rowsOf(first, 'v1.0'))
      const [change] = plan({ row: first.repository, tags: [again], rewrite, rebuild: 'run 7' }).tags
      expect(change).toMatchObject({ detail: { rev: 2 }, brief: { rev: 2, detailRev: 2, rebuilt: 'run 7' } })
    }
  })

  it('count the tries of a problem on that the tag had before', () => {
    const problem = { problem: 'config is missing', heals: true } as const
    const known = plan({ tags: [pushed('v1.0', problem)] })
    const again = plan({ row: known.repository, tags: [pushed('v1.0', problem, 1, rowsOf(known, 'v1.0'))] })
    expect(rowsOf(again, 'v1.0').brief).toMatchObject({ tries: 1, retryAt: '2026-11-24T14:00:00.700Z' })
  })
})

describe('a successor is needed', () => {
  const row = plan({ tags: [pushed('v2.0', {}, 5), pushed('v3.0', {}, 2)] }).repository

  it.each([
    ['by rank, if the representative is removed', gone('v3.0', {}), { rank: true, newest: false }],
    [
      'by rank, if the representative becomes a build cache',
      pushed('v3.0', { kind: 'cache' }, 9),
      { rank: true, newest: false },
    ],
    ['by time, if the newest tag is removed', gone('v2.0', {}), { rank: false, newest: true }],
    [
      'by time, if the newest tag becomes a build cache',
      pushed('v2.0', { kind: 'cache' }, 9),
      { rank: false, newest: true },
    ],
    ['by rank, if the representative got an earlier time', pushed('v3.0', {}, 1), { rank: true, newest: false }],
    ['in no order, if both stay as they are', pushed('v2.0', {}, 5), { rank: false, newest: false }],
    ['in no order, if another tag is removed', gone('v1.0', {}), { rank: false, newest: false }],
  ])('%s', (_, tag, needed) => {
    expect(successorsNeeded({ row, tags: [tag] })).toEqual(needed)
  })
})

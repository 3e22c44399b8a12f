// What a change consists of, as it follows from rows and bucket alone.

import { describe, expect, it } from 'vitest'
import { successorsNeeded } from '../../lambda/indexing/plan.ts'
import { actions, type Change, MAX_ACTIONS } from '../../lambda/model/index-store.ts'
import type { RepositoryRow, StoredTag } from '../../lambda/model/row-schemas.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { gone, NOW, plan, pushed, pushedAt, rowsOf, SIGNATURE } from '../fakes/planned.ts'

const FACTS = { description: 'Serves files', baseName: 'alpine:3' }
const first = plan({ tags: [pushed('v1.0', FACTS)] })
/** The row that a change wrote, with another document. */
const rowWith = ({ repository }: Change, more: Partial<SearchDocument>): RepositoryRow => {
  if (repository.document === undefined) throw new Error('there is no document')
  return { ...repository, document: { ...repository.document, ...more } }
}

describe('the entries of a change', () => {
  const again = pushed('v1.0', FACTS, 1, rowsOf(first, 'v1.0'))
  const v1 = [
    { partition: 'tv1', entry: 'v1.0\0team/app\0v1.0' },
    { partition: 'bal', entry: 'alpine:3@docker.io\0team/app\0v1.0' },
  ]

  it('are those that rows do not have yet', () => {
    expect(first).toMatchObject({ added: v1, removed: [] })
    expect(plan({ row: first.repository, tags: [again] })).toMatchObject({ added: [], removed: [] })
  })

  it('are all that are wanted in a rebuild', () => {
    expect(plan({ row: first.repository, tags: [again], rewrites: true })).toMatchObject({ added: v1, removed: [] })
  })

  it('go with their tag', () => {
    const change = plan({ row: first.repository, tags: [gone('v1.0', rowsOf(first, 'v1.0'))] })
    expect(change).toMatchObject({ added: [], removed: v1 })
  })

  it('are removed once if a damaged row records them twice, and by rows of another commit too', () => {
    const { brief, existing } = rowsOf(first, 'v1.0')
    const stored = { brief, existing, staleLookups: ['tv1.0', 'hold', 'hold'] }
    const { added, removed } = plan({ row: first.repository, tags: [pushed('v1.0', FACTS, 2, stored)] })
    expect(added).toEqual([v1[1]])
    expect(removed).toEqual([{ partition: 'hol', entry: 'old\0team/app\0v1.0' }])
  })

  it('have none of the values that change with a push: these are keys of its row, and go with it', () => {
    const digests = { digest: 'sha256:d1', configDigest: 'sha256:c1', revision: 'ABC' }
    const change = plan({
      row: first.repository,
      tags: [pushed('v1.0', { ...FACTS, ...digests }, 2, rowsOf(first, 'v1.0'))],
    })
    expect(change).toMatchObject({ added: [], removed: [] })
    expect(rowsOf(change, 'v1.0').detail).toMatchObject({
      digestPartition: 'dd1',
      digestEntry: 'd1\0team/app\0v1.0',
      configPartition: 'cc1',
      configEntry: 'c1\0team/app\0v1.0',
      revisionPartition: 'rab',
      revisionEntry: 'abc\0team/app\0v1.0',
    })
  })

  it('fit into one transaction if all 48 of a tag change, in a rebuild too', () => {
    const children = (of: string) => Array.from({ length: 60 }, (_, at) => ({ digest: `sha256:${of}${at}` }))
    const known = plan({ tags: [pushed('v1.0', { kind: 'index', digest: 'sha256:one', children: children('a') })] })
    expect(known.added).toHaveLength(48)
    const stored = rowsOf(known, 'v1.0')
    const detail = stored.detail && { ...stored.detail, lookups: stored.detail.lookups.map((one) => `${one}x`) }
    const other = pushed('v1.0', { kind: 'index', digest: 'sha256:two', children: children('b') }, 2, {
      ...stored,
      detail,
    })
    for (const rewrites of [false, true]) {
      const change = plan({ row: known.repository, tags: [other], rewrites })
      expect([change.added.length, change.removed.length]).toEqual([48, 48])
      expect(actions(change)).toBe(99)
      expect(actions(change)).toBeLessThanOrEqual(MAX_ACTIONS)
    }
  })
})

describe('the row of a repository', () => {
  it('counts from nothing if it was lost, whatever the rows of its tags say', () => {
    const stored = rowsOf(first, 'v1.0')
    const { repository } = plan({ tags: [pushed('v1.0', {}, 2, stored), pushed('v2.0'), gone('v3.0', stored)] })
    expect(repository).toMatchObject({ rev: 1, document: { visible: 2, hidden: 0 } })
  })

  it('counts from nothing if it was invalid: its only tag stays', () => {
    const row = { name: 'team/app', rev: 0, changedAt: 0, changes: '1', last: first.repository.last }
    const again = pushed('v1.0', {}, 2, rowsOf(first, 'v1.0'))
    const { repository } = plan({ row: { ...row, invalid: { rev: 'x' } }, tags: [again] })
    expect(repository).toMatchObject({ document: { visible: 1, tag: 'v1.0' }, catalog: '1' })
  })

  it('never counts less than no tags', () => {
    const known = plan({ tags: [pushed('v1.0', { dangling: 1 }), pushed(SIGNATURE)] })
    expect(known.repository.document).toMatchObject({ visible: 1, hidden: 1, dangling: 1 })
    const { dangling, ...none } = { ...rowWith(known, { visible: 0, hidden: 0 }).document, dangling: 0 }
    const row = { ...known.repository, document: none as SearchDocument }
    const { repository } = plan({
      row,
      tags: [gone('v1.0', rowsOf(known, 'v1.0')), gone(SIGNATURE, rowsOf(known, SIGNATURE)), pushed('v2.0')],
    })
    expect(repository).not.toHaveProperty('document')
    const later = plan({ row, tags: [gone('v1.0', rowsOf(known, 'v1.0'))] }).repository
    const next = plan({ row: later, tags: [pushed('v2.0', { dangling: 1 }), pushed(SIGNATURE)] }).repository
    expect(next.document).toMatchObject({ visible: 1, hidden: 1, dangling: 1 })
    const negative = plan({
      row,
      tags: [gone('v1.0', rowsOf(known, 'v1.0')), pushed('v2.0', { dangling: 1 }), pushed('v3.0', { dangling: 1 })],
    })
    expect(negative.repository.document).toMatchObject({ visible: 1, dangling: 1 })
  })

  it('counts dangling and hidden tags on that are not being indexed', () => {
    const row = plan({ tags: [pushed('v1.0', { dangling: 1 }), pushed(SIGNATURE)] }).repository
    const { document } = plan({ row, tags: [pushed('v2.0')] }).repository
    expect(document).toMatchObject({ visible: 2, hidden: 1, dangling: 1 })
  })

  it('says in its document in which registry and layout the repository is, and whether it is private', () => {
    expect(first.repository.document).toMatchObject({ registry: 'registry', layout: 'distribution' })
    expect(first.repository.document).not.toHaveProperty('private')
    expect(plan({ tags: [pushed('v1.0')], isPrivate: true }).repository.document).toMatchObject({ private: true })
  })

  it('is in both indexes of its table', () => {
    expect(first.repository).toMatchObject({ changes: '1', catalog: '1', path: 'distribution:team/app/_' })
    expect(first.repository).not.toHaveProperty('expires')
  })

  it('shows the facts of its representative tag also after another tag is pushed', () => {
    const facts = { size: 7, licenses: 'MIT', vendor: 'Acme', title: 'App', version: '2', source: 'https://x.io/a' }
    const known = plan({ tags: [pushed('latest', { ...facts, description: 'Serves files' })] }).repository
    expect(known.document).toMatchObject({ tag: 'latest', ...facts })
    const { repository } = plan({ row: known, tags: [pushed('v1.0', { vendor: 'Other' }, 2)] })
    expect(repository).toMatchObject({
      rank: known.rank,
      document: { ...known.document, visible: 2, pushedAt: pushedAt(2), newestTag: 'v1.0' },
    })
    expect(repository.document).toMatchObject({ kind: 'image', platforms: ['linux/amd64'] })
  })

  it('shows a tag that ranks higher than its representative, and no lower one', () => {
    const row = plan({ tags: [pushed('v2.0')] }).repository
    const then = (...args: Parameters<typeof pushed>) => plan({ row, tags: [pushed(...args)] }).repository.document
    expect(then('v1.0', {}, 2)).toMatchObject({ tag: 'v2.0', newestTag: 'v1.0' })
    expect(then('v3.0', {}, 2)).toMatchObject({ tag: 'v3.0', newestTag: 'v3.0' })
    expect(then('v9.0', { kind: 'cache' }, 2)).toMatchObject({
      tag: 'v2.0',
      newestTag: 'v2.0',
      pushedAt: pushedAt(1),
      visible: 1,
      hidden: 1,
    })
  })

  it('shows the next tag that is pushed if it does not say which tag it shows', () => {
    const known = plan({ tags: [pushed('v2.0')] }).repository
    const { tag, ...document } = { ...known.document }
    const row = { ...known, document: document as SearchDocument }
    const { repository } = plan({ row, tags: [pushed('v1.0', {}, 2)] })
    expect(repository.document).toMatchObject({ tag: 'v1.0', visible: 2 })
  })

  it('expires a day after its last tag was removed, in whole seconds', () => {
    const { repository } = plan({ row: first.repository, tags: [gone('v1.0', rowsOf(first, 'v1.0'))] })
    expect(repository.expires).toBe(Date.parse('2026-11-25T12:00:00Z') / 1000)
    for (const field of ['catalog', 'path', 'rank', 'newest', 'document']) expect(repository).not.toHaveProperty(field)
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
  it.each([
    ['its brief', { brief: rowsOf(first, 'v1.0').brief, existing: { rev: 1 } }, 2],
    ['a detail without a brief', { detail: rowsOf(first, 'v1.0').detail }, 2],
    ['a detail that is not of its brief, or can not be read', { staleLookups: [], foundRev: 'x' }, 2],
    ['neither', {}, 1],
  ])('are gone with the tag, if the index has %s', (_what, stored, actionsOfTag) => {
    const change = plan({ row: first.repository, tags: [gone('v1.0', stored)] })
    expect(change.tags).toMatchObject([{ tag: 'v1.0', brief: undefined }])
    expect(change.tags[0]?.detail).toBe(actionsOfTag === 1 ? 'keep' : undefined)
    expect(actions(change) - change.removed.length).toBe(1 + actionsOfTag)
  })

  it('keep a detail that says the same under another rev, in any order of its fields and labels', () => {
    const facts = { description: 'Serves files', labels: { a: '1', b: '2' } }
    const written = plan({ tags: [pushed('v1.0', facts)] })
    const stored = rowsOf(written, 'v1.0')
    const detail = { ...stored.detail, labels: { b: '2', a: '1' } }
    const reversed = Object.fromEntries(Object.entries(detail).reverse())
    const again = pushed('v1.0', facts, 2, { ...stored, detail: reversed } as StoredTag)
    const [change] = plan({ row: { ...written.repository, rev: 8 }, tags: [again] }).tags
    expect(change).toMatchObject({ detail: 'keep', brief: { rev: 9, detailRev: 1 }, expected: { rev: 1 } })
  })

  it('replace a detail that says something else', () => {
    const again = pushed('v1.0', { description: 'Serves more' }, 2, rowsOf(first, 'v1.0'))
    const [change] = plan({ row: first.repository, tags: [again] }).tags
    expect(change).toMatchObject({ detail: { rev: 2, description: 'Serves more' }, brief: { rev: 2, detailRev: 2 } })
  })

  it('are written anew by a rebuild, which puts its name on them', () => {
    const again = pushed('v1.0', FACTS, 1, rowsOf(first, 'v1.0'))
    const [change] = plan({ row: first.repository, tags: [again], rewrites: true, rebuild: 'run 7' }).tags
    expect(change).toMatchObject({ detail: { rev: 2 }, brief: { rev: 2, detailRev: 2, rebuilt: 'run 7' } })
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

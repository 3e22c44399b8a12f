// The time of change of a repository's document: search takes a document over only if its time is greater.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { recount } from '../../lambda/indexing/recount.ts'
import { type StoredRepositoryRow, type StoredTag, storedRepositoryRow } from '../../lambda/model/row-schemas.ts'
import { runs } from '../effort.ts'
import { run } from '../fakes/filled.ts'
import { gone, NOW, plan, pushed, rowsOf } from '../fakes/planned.ts'
import { memorySystem } from '../fakes/system.ts'

/** The last time that leaves a year for the changes to come. */
const GREATEST = 8.64e15 - 366 * 86_400_000
const first = plan({ tags: [pushed('v1.0', { description: 'Serves files' })] })
const row = first.repository

describe('the time of change', () => {
  it('is the time of the commit for a new repository', () => {
    expect(row.changedAt).toBe(NOW)
  })

  it('is that of the commit that changed the document', () => {
    expect(plan({ row, tags: [pushed('v2.0')], now: NOW + 7 }).repository.changedAt).toBe(NOW + 7)
  })

  it.each([0, -1, -3_600_000])('grows by one if the clock of the commit is at %i ms of the last', (difference) => {
    expect(plan({ row, tags: [pushed('v2.0')], now: NOW + difference }).repository.changedAt).toBe(NOW + 1)
  })

  it('stays where the document says the same, although the rev grows and the digest is another', () => {
    const stored = rowsOf(first, 'v1.0')
    for (const digest of ['sha256:v1.0', 'sha256:other']) {
      const again = pushed('v1.0', { description: 'Serves files', digest }, 1, stored)
      for (const rewrites of [false, true])
        expect(plan({ row, tags: [again], rewrites, now: NOW + 7 }).repository).toMatchObject({
          rev: 2,
          changedAt: NOW,
          document: row.document,
        })
    }
  })

  it('stays where the document has its fields in another order, as a map of DynamoDB may', () => {
    const document = Object.fromEntries(Object.entries(row.document ?? {}).reverse()) as typeof row.document
    const again = pushed('v1.0', { description: 'Serves files' }, 1, rowsOf(first, 'v1.0'))
    expect(
      plan({ row: { ...row, ...(document && { document }) }, tags: [again], now: NOW + 7 }).repository.changedAt,
    ).toBe(NOW)
  })

  it('is a new one where a repository loses its last tag, and its document with it', () => {
    const { repository } = plan({ row, tags: [gone('v1.0', rowsOf(first, 'v1.0'))], now: NOW - 5 })
    expect(repository).toMatchObject({ changes: '1', changedAt: NOW + 1 })
    expect(repository).not.toHaveProperty('document')
    // It stays as long as the repository has none, and is a new one where a tag comes back.
    expect(plan({ row: repository, tags: [], now: NOW + 9 }).repository.changedAt).toBe(NOW + 1)
    expect(plan({ row: repository, tags: [pushed('v1.0')], now: NOW - 5 }).repository.changedAt).toBe(NOW + 2)
  })

  it('has no fraction, nor has the rev in place of an invalid one, whatever the clock has', () => {
    expect(plan({ tags: [pushed('v1.0')], now: NOW + 0.75 }).repository.changedAt).toBe(NOW)
    expect(plan({ row: { ...row, invalid: { rev: 'x' } }, now: NOW + 5.75 }).repository).toMatchObject({
      rev: NOW + 5,
      changedAt: NOW + 5,
    })
  })

  it('is a new one where a repository becomes private', () => {
    expect(plan({ row, isPrivate: true, now: NOW + 7 }).repository.changedAt).toBe(NOW + 7)
  })
})

describe('the time of change of a damaged row', () => {
  const stored = (damage: object) => storedRepositoryRow('team/app', { ...row, ...damage })
  const next = (damage: object) =>
    plan({
      row: stored(damage),
      tags: [pushed('v1.0', { description: 'Serves files' }, 1, rowsOf(first, 'v1.0'))],
      now: NOW - 5,
    })

  it('goes on growing, although the document is written as it was', () => {
    for (const damage of [{ rev: 'seven' }, { rev: Number.MAX_SAFE_INTEGER }, { document: 'x' }, { last: undefined }])
      expect(next(damage).repository).toMatchObject({ changedAt: NOW + 1, document: row.document })
  })

  it.each(['NaN', undefined, -1, 1.5, GREATEST + 1, Number.MAX_SAFE_INTEGER, null])(
    'begins anew if it was %j',
    (changedAt) => {
      expect(stored({ changedAt })).toMatchObject({ changedAt: 0, invalid: { rev: 1 } })
      expect(next({ changedAt }).repository.changedAt).toBe(NOW - 5)
    },
  )

  it('goes on growing from any other time, also from one that is yet to come, up to a year', () => {
    const later = NOW + 366 * 86_400_000
    expect(plan({ row: stored({ changedAt: later }), tags: [pushed('v2.0')] }).repository.changedAt).toBe(later + 1)
    expect(plan({ row: stored({ changedAt: later + 1 }), tags: [pushed('v2.0')] }).repository.changedAt).toBe(NOW)
  })

  it('is that of the commit where it was farther ahead than a clock can be, whether or not the document changed', () => {
    const known = stored({ changedAt: GREATEST })
    expect(known).not.toHaveProperty('invalid')
    expect(plan({ row: known }).repository).toMatchObject({ changedAt: NOW, document: known.document })
    expect(plan({ row: known, tags: [pushed('v2.0')] }).repository.changedAt).toBe(NOW)
  })
})

describe('the time of change in an index', () => {
  let system: ReturnType<typeof memorySystem>
  const rowOf = () => system.tables.repositories.get('app')
  beforeEach(async () => {
    system = memorySystem()
    for (const tag of ['v1.0', 'v2.0']) system.registry.push('app', tag)
    await run(system)
    await system.clock.sleep(1000)
  })

  it('stays in a rebuild, in a recount and in a plain run, in which nothing changed', async () => {
    const before = rowOf()
    await run(system, { rebuild: true })
    await recount(system.ports, 'app', system.clock.now() + 60_000)
    await run(system)
    expect(rowOf()).toMatchObject({ changedAt: before?.changedAt, document: before?.document })
    expect(rowOf()?.rev).toBeGreaterThan(before?.rev ?? 0)
  })

  it('grows by a recount that corrects the document', async () => {
    const before = rowOf()
    if (before?.document === undefined) throw new Error('no document')
    system.tables.repositories.set('app', { ...before, document: { ...before.document, visible: 7 } })
    await recount(system.ports, 'app', system.clock.now() + 60_000)
    expect(rowOf()).toMatchObject({ changedAt: system.clock.now(), document: before.document })
  })
})

it('the time of change grows exactly where the document changes, whatever clocks, events and damages', () => {
  const tag = fc.constantFrom('latest', 'v1.0', 'main')
  const step = fc.record({
    tag,
    what: fc.constantFrom('push', 'push', 'again', 'remove', 'private', 'recount', 'rebuild', 'damage'),
    title: fc.constantFrom('App', 'Other'),
    now: fc.integer({ min: NOW - 3, max: NOW + 3 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let known: StoredRepositoryRow | undefined
      const tags = new Map<string, StoredTag>()
      for (const { tag: name, what, title, now } of steps) {
        if (what === 'damage' && known !== undefined) known = storedRepositoryRow('team/app', { ...known, rev: 'x' })
        const stored = tags.get(name) ?? {}
        const indexed =
          what === 'remove'
            ? [gone(name, stored)]
            : what === 'push' || what === 'again' || what === 'rebuild'
              ? [pushed(name, { title }, 1, stored)]
              : []
        const recounted = what === 'recount' ? { visible: tags.size, hidden: 0, dangling: 0 } : undefined
        const change = plan({
          row: known,
          tags: indexed,
          recounted,
          isPrivate: what === 'private',
          rewrites: what === 'rebuild',
          now,
        })
        const { repository } = change
        if (known !== undefined) {
          const isSame = known.invalid === undefined && isDeepStrictEqual(known.document, repository.document)
          if (isSame) expect(repository.changedAt).toBe(known.changedAt)
          else expect(repository.changedAt).toBe(Math.max(now, known.changedAt + 1))
        }
        expect(storedRepositoryRow('team/app', { ...repository })).toEqual(repository)
        known = repository
        for (const { tag: written, brief, detail } of change.tags) {
          if (brief === undefined) tags.delete(written)
          else
            tags.set(written, {
              brief,
              existing: { rev: brief.rev },
              detail: detail === 'keep' ? stored.detail : detail,
            })
        }
      }
    }),
    { numRuns: runs(500, 30_000) },
  )
})

// What every store does with the values that are keys of details: indexes list them as the search table lists its entries.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Change, IndexStore, TagChange } from '../../lambda/model/index-store.ts'
import type { TagDetail } from '../../lambda/model/row-schemas.ts'
import { type Entry, indexKeys } from '../../lambda/model/search-entries.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import type { LookupReader } from '../../lambda/search/ports.ts'
import { plan, pushed } from '../fakes/planned.ts'

interface Ports {
  readonly store: IndexStore
  readonly lookups: LookupReader
}

/** Partitions that have the same entries: of an index, and of the search table. */
const [INDEXED, STORED] = ['rab', 'hab']

const changeOf = (name: string, rev: number, more: Partial<Change>): Change => {
  const { repository } = plan({ repository: name, tags: [pushed('v1')] })
  return {
    repository: { ...repository, rev },
    expected: rev === 1 ? undefined : { rev: rev - 1 },
    tags: [],
    added: [],
    removed: [],
    ...more,
  }
}

const tagOf = (repository: string, tag: string, rev: number, keys: Partial<TagDetail>): TagChange => {
  const [{ brief } = {}] = plan({ repository, tags: [pushed(tag)] }).tags
  const detail = { repository, tag: detailKey(tag), rev, platforms: [], lookups: [], ...keys }
  return {
    tag,
    expected: rev === 1 ? undefined : { rev: rev - 1 },
    brief: brief && { ...brief, rev, detailRev: rev },
    detail,
  }
}

const withValue = (repository: string, tag: string, revision: string) =>
  indexKeys(repository, tag, { kind: 'image', platforms: [], revision })

export const lookupIndexContract = (ports: () => Ports) => {
  const read = (...asked: Parameters<LookupReader['lookups']>) => ports().lookups.lookups(...asked)

  describe('the indexes of details by values', () => {
    // Values of which some begin others, with characters of one to four bytes, and names that sort around NUL.
    const VALUES = ['ab', 'ab1', 'abc', 'abc1', 'abc\u{7f}', 'abcé', 'abc\u{fffd}', 'abc\u{1f9ad}', 'abd']
    const NAMES = ['idx/a', 'idx/a-b', 'idx/a/b', 'idx/b']
    const TAGS = ['V1', 'v1', 'v1-a', 'v2']
    const all: Entry[] = []

    beforeAll(async () => {
      for (const name of NAMES) {
        const tags: TagChange[] = []
        const added: Entry[] = []
        for (const [at, value] of VALUES.entries())
          for (const tag of TAGS) {
            const unique = `${tag}.${at}`
            const keys = withValue(name, unique, value)
            tags.push(tagOf(name, unique, 1, keys))
            added.push({ partition: STORED, entry: keys.revisionEntry ?? '' })
          }
        all.push(...added)
        for (let at = 0; at < tags.length; at += 20) {
          const some = { tags: tags.slice(at, at + 20), added: added.slice(at, at + 20) }
          await ports().store.commit(changeOf(name, 1 + at / 20, some))
        }
      }
    })

    it('list what the search table would, in the order of its bytes', async () => {
      for (const start of ['ab', 'abc', 'abc\0', 'abc\0idx/a\0', 'abc\u{1f9ad}', 'abz']) {
        const found = await read(INDEXED, start, undefined, 500)
        expect(found).toEqual(await read(STORED, start, undefined, 500))
        expect(found).toHaveLength(all.filter(({ entry }) => entry.startsWith(start)).length)
      }
    })

    it('end with as many as were asked for, and go on after any place, as in the search table', async () => {
      const entries = await read(STORED, 'ab', undefined, 500)
      const places = [
        ...entries.filter((_, at) => at % 13 === 0),
        // Between entries, as cursors name places of which nobody may know more.
        ...[
          'ab',
          'ab\0',
          'abc',
          'abc\0idx/a',
          'abc\0idx/a\0',
          'abc\0idx/aa',
          'abc\0\u{10ffff}',
          'abcz',
          'ab\u{10ffff}',
        ],
      ]
      for (const place of places)
        for (const limit of [1, 7, 500]) {
          const found = await read(INDEXED, 'ab', place, limit)
          expect([place, found]).toEqual([place, await read(STORED, 'ab', place, limit)])
        }
    })

    it('list a detail that has both keys, and no other', async () => {
      const name = 'idx-keys'
      const { revisionPartition = '', revisionEntry = '' } = withValue(name, 'v1', 'keys')
      await ports().store.commit(
        changeOf(name, 1, {
          tags: [
            tagOf(name, 'none', 1, {}),
            tagOf(name, 'half', 1, { revisionPartition }),
            tagOf(name, 'other', 1, { revisionEntry }),
            tagOf(name, 'v1', 1, { revisionPartition, revisionEntry }),
          ],
        }),
      )
      expect(await read(revisionPartition, 'keys', undefined, 9)).toEqual([revisionEntry])
    })

    it('list each kind by itself', async () => {
      const name = 'idx-kinds'
      const facts = { digest: 'sha256:ff01', configDigest: 'sha256:ff02', revision: 'ff03' }
      const keys = indexKeys(name, 'v1', { kind: 'image', platforms: [], ...facts })
      await ports().store.commit(changeOf(name, 1, { tags: [tagOf(name, 'v1', 1, keys)] }))
      for (const [kind, value] of [
        ['d', 'ff01'],
        ['c', 'ff02'],
        ['r', 'ff03'],
      ])
        expect(await read(`${kind}ff`, 'ff', undefined, 9)).toEqual([`${value}\0${name}\0v1`])
    })

    it('follow a detail that is written, kept, written without a key, and removed', async () => {
      const name = 'idx-moves'
      const { store } = ports()
      const found = () => read('rmo', 'mo', undefined, 9)
      await store.commit(changeOf(name, 1, { tags: [tagOf(name, 'v1', 1, withValue(name, 'v1', 'moves1'))] }))
      await store.commit(changeOf(name, 2, { tags: [tagOf(name, 'v1', 2, withValue(name, 'v1', 'moves2'))] }))
      expect(await found()).toEqual([`moves2\0${name}\0v1`])
      await store.commit(changeOf(name, 3, { tags: [{ ...tagOf(name, 'v1', 3, {}), detail: 'keep' }] }))
      expect(await found()).toEqual([`moves2\0${name}\0v1`])
      await store.commit(changeOf(name, 4, { tags: [tagOf(name, 'v1', 4, {})] }))
      expect(await found()).toEqual([])
      await store.commit(changeOf(name, 5, { tags: [tagOf(name, 'v1', 5, withValue(name, 'v1', 'moves3'))] }))
      expect(await found()).toEqual([`moves3\0${name}\0v1`])
      const gone = { tag: 'v1', expected: { rev: 5 }, brief: undefined, detail: undefined }
      await store.commit(changeOf(name, 6, { tags: [gone] }))
      expect(await found()).toEqual([])
    })

    it('forget a detail without a brief that is removed', async () => {
      const name = 'idx-stray'
      const { store } = ports()
      const stray = { ...tagOf(name, 'v1', 1, withValue(name, 'v1', 'stray')), brief: undefined }
      await store.commit(changeOf(name, 1, { tags: [stray] }))
      expect(await read('rst', 'stray', undefined, 9)).toEqual([`stray\0${name}\0v1`])
      const absent = { tag: 'v1', expected: undefined, brief: undefined }
      await store.commit(changeOf(name, 2, { tags: [{ ...absent, detail: 'keep' }] }))
      expect(await read('rst', 'stray', undefined, 9)).toHaveLength(1)
      await store.commit(changeOf(name, 3, { tags: [{ ...absent, detail: undefined }] }))
      expect(await read('rst', 'stray', undefined, 9)).toEqual([])
    })
  })
}

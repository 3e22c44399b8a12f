import { describe, expect, it } from 'vitest'
import type { DocumentState } from '../../../lambda/model/search-document.ts'
import { mergeChanges } from '../../../lambda/search/snapshot/merge.ts'
import { noLog } from '../../fakes/log.ts'
import { documentWith, mapDocuments } from '../../fakes/map-documents.ts'

const state = (id: string, changedAt: number, visible?: number): DocumentState => ({
  id,
  changedAt,
  document: visible === undefined ? undefined : documentWith(visible),
})

/** Merges items into memory. `rows` is what strongly consistent reads find. Returns what memory has, and what was read. */
const merged = async (
  memory: DocumentState[],
  items: DocumentState[],
  rows: DocumentState[] = [],
  invalid: { items?: string[]; rows?: string[]; damaged?: string[] } = {},
) => {
  const documents = mapDocuments(memory)
  const damaged = new Set(invalid.damaged)
  const asked: string[] = []
  const reader = {
    rows: async (ids: readonly string[]) => {
      asked.push(...ids)
      return { states: rows.filter(({ id }) => ids.includes(id)), invalid: invalid.rows ?? [] }
    },
  }
  await mergeChanges(documents, { states: items, invalid: invalid.items ?? [] }, damaged, { reader, log: noLog })
  return { asked, damaged: [...damaged], a: [documents.changedAt('a'), documents.get('a')?.visible] }
}

describe('an item of the index', () => {
  it('is taken as it is over an older document', async () => {
    expect(await merged([state('a', 5, 1)], [state('a', 6, 2)])).toMatchObject({ asked: [], a: [6, 2] })
    expect(await merged([state('a', 5, 1)], [state('a', 6)])).toMatchObject({ asked: [], a: [6, undefined] })
  })

  it('is passed over where memory has it already', async () => {
    expect(await merged([state('a', 5, 1)], [state('a', 5, 9)])).toMatchObject({ asked: [], a: [5, 1] })
    expect(await merged([state('a', 5)], [state('a', 5)])).toMatchObject({ asked: [], a: [5, undefined] })
  })

  it.each([
    ['of an unknown repository', [], [state('a', 6, 2)]],
    ['of one that was emptied', [state('a', 5)], [state('a', 6, 2)]],
    ['older than memory', [state('a', 7, 3)], [state('a', 6, 2)]],
    ['that is there twice', [state('a', 5, 3)], [state('a', 6, 2), state('a', 7, 4)]],
  ])('%s is decided by the row', async (_, memory, items) => {
    expect(await merged(memory, items, [state('a', 4, 8)])).toMatchObject({ asked: ['a'], a: [4, 8] })
  })

  it('of a row that is gone is remembered as emptied', async () => {
    expect(await merged([state('a', 7, 3)], [state('a', 6, 2)])).toMatchObject({ asked: ['a'], a: [7, undefined] })
    expect(await merged([], [state('a', 6, 2)])).toMatchObject({ asked: ['a'], a: [6, undefined] })
  })

  it('with an invalid document is decided by the row', async () => {
    expect(await merged([state('a', 5, 1)], [], [state('a', 6, 2)], { items: ['a'] })).toMatchObject({
      asked: ['a'],
      a: [6, 2],
    })
  })

  it('changes nothing where the row is invalid too', async () => {
    expect(await merged([state('a', 5, 1)], [], [], { items: ['a'], rows: ['a'] })).toMatchObject({
      asked: ['a'],
      a: [5, 1],
    })
  })

  it('is remembered where both are invalid, and its row is not read again until an item is valid', async () => {
    const both = { items: ['a'], rows: ['a'] }
    expect(await merged([state('a', 5, 1)], [], [], both)).toMatchObject({ damaged: ['a'] })
    expect(await merged([], [], [], { ...both, damaged: ['a'] })).toMatchObject({ asked: [], damaged: ['a'] })
    const mended = await merged([], [state('a', 6, 2)], [state('a', 6, 2)], { damaged: ['a'] })
    expect(mended).toMatchObject({ asked: ['a'], damaged: [], a: [6, 2] })
    // An item that is late says nothing of the next one.
    const late = await merged([], [state('a', 6, 2)], [], { rows: ['a'] })
    expect(late).toMatchObject({ asked: ['a'], damaged: [] })
  })
})

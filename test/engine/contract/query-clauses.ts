// Queries of tables and of their indexes.

import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { describe, expect } from 'vitest'
import { refusal } from './refusals.ts'
import type { Clause } from './requests.ts'
import { entry, type Item, KB, row, S, tag } from './rows.ts'

export const queryClauses = (clause: Clause) =>
  describe('a query', () => {
    clause(
      'returns the rows of a range in the order of their bytes, or in the opposite one',
      async ({ tables, put, entriesOf }) => {
        const texts = ['b', 'b\0', 'b\0a', 'b\u0001', 'ba', 'b\uffee', 'b𝒳', 'c']
        for (const text of texts) await put(entry('order', text), {}, tables.search)
        await put(entry('order', 'a'), {}, tables.search)
        expect((await entriesOf('order')).entries).toEqual(['a', ...texts])
        expect((await entriesOf('order', ' AND begins_with(entry, :b)', { ':b': 'b' })).entries).toEqual(
          texts.slice(0, -1),
        )
        const back = await entriesOf('order', ' AND begins_with(entry, :b)', { ':b': 'b' }, { ScanIndexForward: false })
        expect(back.entries).toEqual(texts.slice(0, -1).reverse())
        const between = await entriesOf('order', ' AND entry BETWEEN :a AND :b', { ':a': 'b\0', ':b': 'ba' })
        expect(between.entries).toEqual(['b\0', 'b\0a', 'b\u0001', 'ba'])
        const range = async (sign: string) =>
          (await entriesOf('order', ` AND entry ${sign} :b`, { ':b': 'ba' })).entries
        expect(await range('>')).toEqual(['b\uffee', 'b𝒳', 'c'])
        expect(await range('>=')).toEqual(['ba', 'b\uffee', 'b𝒳', 'c'])
        expect(await range('<')).toEqual(['a', 'b', 'b\0', 'b\0a', 'b\u0001'])
        expect(await range('<=')).toEqual(['a', 'b', 'b\0', 'b\0a', 'b\u0001', 'ba'])
        expect(await range('=')).toEqual(['ba'])
      },
    )

    clause('goes on after any key, in both directions', async ({ tables, put, entriesOf }) => {
      for (const text of ['a', 'b', 'c', 'd']) await put(entry('pages', text), {}, tables.search)
      const first = await entriesOf('pages', '', {}, { Limit: 2 })
      expect(first).toEqual({ entries: ['a', 'b'], last: entry('pages', 'b') })
      expect((await entriesOf('pages', '', {}, { ExclusiveStartKey: first.last })).entries).toEqual(['c', 'd'])
      const after = { ExclusiveStartKey: entry('pages', 'bb') }
      expect((await entriesOf('pages', '', {}, after)).entries).toEqual(['c', 'd'])
      expect((await entriesOf('pages', '', {}, { ...after, ScanIndexForward: false })).entries).toEqual(['b', 'a'])
      expect(await refusal(entriesOf('pages', '', {}, { ExclusiveStartKey: entry('other', 'b') }))).toBe(
        'ValidationException',
      )
    })

    clause(
      'tells where to go on when it found as many as were asked for, even if none is left',
      async ({ tables, put, entriesOf }) => {
        for (const text of ['a', 'b']) await put(entry('limit', text), {}, tables.search)
        expect((await entriesOf('limit', '', {}, { Limit: 2 })).last).toEqual(entry('limit', 'b'))
        expect((await entriesOf('limit', '', {}, { Limit: 3 })).last).toBeUndefined()
      },
    )

    clause('returns at most 1 MB', async ({ tables, put, queryOf }) => {
      for (const name of ['a', 'b', 'c', 'd'])
        await put(tag('page', name, { text: S('x'.repeat(300 * KB)) }), {}, tables.tag)
      const pages = async (start?: Item) => {
        const { items, last } = await queryOf({
          TableName: tables.tag,
          KeyConditionExpression: 'repository = :r',
          ExpressionAttributeValues: { ':r': S('page') },
          ExclusiveStartKey: start,
        })
        return { tags: items.map((item) => item['tag']?.S), last }
      }
      const first = await pages()
      expect(first.tags).toEqual(['a', 'b', 'c'])
      expect(await pages(first.last)).toEqual({ tags: ['d'], last: undefined })
    })

    clause(
      'of a local index is in its order, without the rows that lack its key, and can be consistent',
      async ({ tables, put, queryOf }) => {
        for (const [name, rank] of [
          ['a', '3'],
          ['b', '1'],
          ['c', '2'],
        ] as const)
          await put(tag('local', name, { rank: S(rank) }), {}, tables.tag)
        await put({ repository: S('local'), tag: S('#a') }, {}, tables.tag)
        const query = (more: Partial<QueryCommandInput>) =>
          queryOf({
            TableName: tables.tag,
            IndexName: 'rank',
            ConsistentRead: true,
            KeyConditionExpression: 'repository = :r',
            ExpressionAttributeValues: { ':r': S('local') },
            ...more,
          })
        const { items } = await query({})
        expect(items.map((item) => item['tag']?.S)).toEqual(['b', 'c', 'a'])
        expect(items[0]).toEqual(tag('local', 'b', { rank: S('1') }))
        const greatest = await query({ ScanIndexForward: false, Limit: 1 })
        expect(greatest.items.map((item) => item['tag']?.S)).toEqual(['a'])
        expect(greatest.last).toEqual({ repository: S('local'), tag: S('a'), rank: S('3') })
        const rest = await query({ ScanIndexForward: false, ExclusiveStartKey: greatest.last })
        expect(rest.items.map((item) => item['tag']?.S)).toEqual(['c', 'b'])
      },
    )

    clause('of a global index finds keys only, and can not be consistent', async ({ tables, put, queryOf }) => {
      for (const name of ['global/b', 'global/a', 'global'])
        await put(row(name, 1, { catalog: S('1'), path: S(`g:${name}/_`) }))
      await put(row('global/none'))
      const query = {
        TableName: tables.repository,
        IndexName: 'catalog',
        KeyConditionExpression: '#all = :all AND begins_with(#path, :start)',
        ExpressionAttributeNames: { '#all': 'catalog', '#path': 'path' },
        ExpressionAttributeValues: { ':all': S('1'), ':start': S('g:') },
      }
      const { items, last } = await queryOf(query)
      expect(items).toEqual(
        ['global/_', 'global/a/_', 'global/b/_'].map((path) => ({
          name: S(path.slice(0, -2)),
          catalog: S('1'),
          path: S(`g:${path}`),
        })),
      )
      expect(last).toBeUndefined()
      const page = await queryOf({ ...query, Limit: 1 })
      expect(page.last).toEqual(items[0])
      expect((await queryOf({ ...query, ExclusiveStartKey: page.last })).items).toEqual(items.slice(1))
      expect(await refusal(queryOf({ ...query, ConsistentRead: true }))).toBe('ValidationException')
      await put(row('global/a'))
      expect((await queryOf(query)).items.map((item) => item['name']?.S)).toEqual(['global', 'global/b'])
    })

    clause('is refused with an empty sort key', async ({ entriesOf }) => {
      expect(await refusal(entriesOf('order', ' AND entry > :e', { ':e': '' }))).toBe('ValidationException')
    })

    clause('is refused with an empty partition, or without one', async ({ queryOf, entriesOf }) => {
      expect(await refusal(entriesOf(''))).toBe('ValidationException')
      const noPartition = queryOf({
        KeyConditionExpression: 'entry = :e',
        ExpressionAttributeValues: { ':e': S('x') },
      })
      expect(await refusal(noPartition)).toBe('ValidationException')
      expect(await refusal(entriesOf('order', '', { ':unused': 'x' }))).toBe('ValidationException')
    })
  })

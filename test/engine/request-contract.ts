// What DynamoDB answers to the requests that this project makes, and to those that it must not make. The engine of the
// simulation and the local AWS are held to it.

import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'

type Item = Record<string, AttributeValue>
type TransactItems = NonNullable<TransactWriteItemsCommandInput['TransactItems']>

interface Database {
  readonly client: DynamoDBClient
  /** Names of the index's tables. */
  readonly tables: { readonly repository: string; readonly tag: string; readonly search: string }
}

const KB = 1024
const S = (text: string): AttributeValue => ({ S: text })

/** @param differs names of the clauses that this database is known not to keep; they must fail */
export const requestContract = (make: () => Promise<Database>, differs: readonly string[] = []) => {
  let client: DynamoDBClient
  let tables: Database['tables']
  beforeAll(async () => {
    ;({ client, tables } = await make())
  })
  const clause = (name: string, test: () => Promise<void>) =>
    differs.includes(name) ? it.fails(name, test) : it(name, test)

  const put = (Item: Item, more: object = {}, TableName = tables.repository) =>
    client.send(new PutItemCommand({ TableName, Item, ...more }))
  const get = async (name: string) =>
    (
      await client.send(
        new GetItemCommand({ TableName: tables.repository, Key: { name: S(name) }, ConsistentRead: true }),
      )
    ).Item
  const row = (name: string, rev = 1, more: Item = {}): Item => ({ name: S(name), rev: { N: `${rev}` }, ...more })
  const tag = (repository: string, name: string, more: Item = {}): Item => ({
    repository: S(repository),
    tag: S(name),
    rank: S(`1${name}`),
    newest: S(`1${name}`),
    ...more,
  })
  const entry = (shelf: string, text: string): Item => ({ shelf: S(shelf), entry: S(text) })
  const transact = (TransactItems: TransactItems, ClientRequestToken?: string) =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems,
        ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
      }),
    )
  const putting = (Item: Item, more: object = {}, TableName = tables.repository) => ({
    Put: { TableName, Item, ...more },
  })
  const absent = { ConditionExpression: 'attribute_not_exists(rev)' }
  const revIs = (rev: number) => ({
    ConditionExpression: 'rev = :rev',
    ExpressionAttributeValues: { ':rev': { N: `${rev}` } },
  })
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    return error instanceof Error ? error.name : 'no error'
  }
  /** Codes of the reasons why a transaction was cancelled. */
  const reasons = async (work: Promise<unknown>): Promise<(string | undefined)[] | string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof TransactionCanceledException)) return error instanceof Error ? error.name : 'no error'
    return (error.CancellationReasons ?? []).map(({ Code }) => Code)
  }
  const queryOf = async (more: Partial<QueryCommandInput>) => {
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand({ TableName: tables.search, ...more }))
    return { items: Items, last: LastEvaluatedKey }
  }
  const shelf = async (name: string, condition = '', values: Record<string, string> = {}, more: object = {}) => {
    const { items, last } = await queryOf({
      KeyConditionExpression: `shelf = :shelf${condition}`,
      ExpressionAttributeValues: {
        ':shelf': S(name),
        ...Object.fromEntries(Object.entries(values).map(([key, text]) => [key, S(text)])),
      },
      ...more,
    })
    return { entries: items.map(({ entry: one }) => one?.S), last }
  }

  describe('an item', () => {
    clause('is read as it was written, whatever its attributes are called', async () => {
      const item = row('odd', 12_345_678_901, {
        constructor: S(''),
        toString: { M: { valueOf: { L: [{ N: '0.5' }, { BOOL: true }, { NULL: true }] } } },
        text: S('ünï\u0001code "quoted" 𝒳'),
      })
      await put(item)
      expect(await get('odd')).toEqual(item)
      expect(await get('none')).toBeUndefined()
    })

    clause('is put only where the condition holds', async () => {
      await put(row('condition', 1, { lease: { M: { until: { N: '7' }, run: S('one') } } }), absent)
      expect(await refusal(put(row('condition', 2), absent))).toBe('ConditionalCheckFailedException')
      expect(await refusal(put(row('condition', 2), revIs(2)))).toBe('ConditionalCheckFailedException')
      const nested = (condition: string, until: string, run = 'other') => ({
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until', '#run': 'run' },
        ExpressionAttributeValues: { ':now': { N: until }, ':run': S(run) },
      })
      const free = 'attribute_not_exists(#lease) OR #lease.#until < :now OR #lease.#run = :run'
      const held = row('condition', 1, { lease: { M: { until: { N: '7' }, run: S('one') } } })
      expect(await refusal(put(held, nested(free, '7')))).toBe('ConditionalCheckFailedException')
      await put(held, nested(free, '8'))
      await put(held, nested(free, '1', 'one'))
      expect(await refusal(put(held, nested(`NOT (${free})`, '8')))).toBe('ConditionalCheckFailedException')
      expect(await refusal(put(held, nested('#lease.#until > :now AND #lease.#run = :run', '6')))).toBe(
        'ConditionalCheckFailedException',
      )
      await put(row('condition', 2), revIs(1))
      expect(await get('condition')).toEqual(row('condition', 2))
    })

    clause('is updated in some attributes, and made where there is none', async () => {
      const update = (UpdateExpression: string, names: Record<string, string>, values: Item | undefined, more = {}) =>
        client.send(
          new UpdateItemCommand({
            TableName: tables.repository,
            Key: { name: S('updated') },
            UpdateExpression,
            ExpressionAttributeNames: names,
            ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
            ...more,
          }),
        )
      await update('SET #a = :a, #b = :a', { '#a': 'a', '#b': 'b' }, { ':a': S('x') })
      await update('REMOVE #a SET #c = :c', { '#a': 'a', '#c': 'c' }, { ':c': { M: { d: { N: '1' } } } })
      expect(await get('updated')).toEqual({ name: S('updated'), b: S('x'), c: { M: { d: { N: '1' } } } })
      const condition = { ConditionExpression: 'attribute_exists(#a)' }
      expect(await refusal(update('REMOVE #a', { '#a': 'a' }, undefined, condition))).toBe(
        'ConditionalCheckFailedException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'a', '#b': 'b' }, { ':a': S('x') }))).toBe(
        'ValidationException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'a' }, { ':a': S('x'), ':b': S('y') }))).toBe(
        'ValidationException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'name' }, { ':a': S('x') }))).toBe('ValidationException')
    })

    clause('is refused where an expression names an attribute by a reserved word', async () => {
      const condition = { ConditionExpression: 'attribute_not_exists(name)' }
      expect(await refusal(put(row('reserved'), condition))).toBe('ValidationException')
      const named = { ConditionExpression: 'attribute_not_exists(#n)', ExpressionAttributeNames: { '#n': 'name' } }
      await put(row('reserved'), named)
    })

    clause('is deleted, also where there is none', async () => {
      await put(row('deleted'))
      const remove = (more = {}) =>
        client.send(new DeleteItemCommand({ TableName: tables.repository, Key: { name: S('deleted') }, ...more }))
      expect(await refusal(remove(revIs(2)))).toBe('ConditionalCheckFailedException')
      await remove(revIs(1))
      await remove()
      expect(await get('deleted')).toBeUndefined()
    })

    clause('is refused with keys that are empty, missing, too long or of another type', async () => {
      for (const item of [
        row(''),
        { rev: { N: '1' } },
        { name: { N: '1' } },
        row('n'.repeat(2049)),
        row('empty-index', 1, { catalog: S('1'), path: S('') }),
        row('typed-index', 1, { catalog: S('1'), path: { N: '1' } }),
      ])
        expect(await refusal(put(item as Item))).toBe('ValidationException')
      expect(await refusal(put(entry('long', 'e'.repeat(1025)), {}, tables.search))).toBe('ValidationException')
      await put(row('n'.repeat(2048)))
      await put(entry('long', 'e'.repeat(1024)), {}, tables.search)
      await put(row('half-index', 1, { catalog: S('1') }))
    })

    clause('is refused with a key of a secondary index that is too long', async () => {
      expect(await refusal(put(row('long-index', 1, { catalog: S('1'), path: S('p'.repeat(1025)) })))).toBe(
        'ValidationException',
      )
      expect(await refusal(put(tag('long-index', 'v1', { rank: S('r'.repeat(1025)) }), {}, tables.tag))).toBe(
        'ValidationException',
      )
    })

    clause('has at most 400 KB, with the names of its attributes', async () => {
      const bytes = 400 * KB - 'name'.length - 'large'.length - 'text'.length
      await put({ name: S('large'), text: S('x'.repeat(bytes)) })
      expect(await refusal(put({ name: S('large'), text: S('x'.repeat(bytes + 1)) }))).toBe('ValidationException')
    })
  })

  describe('a transaction', () => {
    clause('writes all or nothing, and tells why for each action in their order', async () => {
      await transact([
        putting(row('first'), absent),
        putting(tag('first', 'v1', { rev: { N: '1' } }), absent, tables.tag),
        putting(entry('t', 'first'), {}, tables.search),
      ])
      const again = transact([
        putting(row('second'), absent),
        { ConditionCheck: { TableName: tables.repository, Key: { name: S('first') }, ...absent } },
        { Delete: { TableName: tables.tag, Key: { repository: S('first'), tag: S('v1') }, ...revIs(7) } },
        { Delete: { TableName: tables.search, Key: entry('t', 'first') } },
      ])
      expect(await reasons(again)).toEqual(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed', 'None'])
      expect(await get('second')).toBeUndefined()
      expect((await shelf('t')).entries).toEqual(['first'])
      await transact([
        putting(row('first', 2), revIs(1)),
        { ConditionCheck: { TableName: tables.repository, Key: { name: S('second') }, ...absent } },
        { Delete: { TableName: tables.tag, Key: { repository: S('first'), tag: S('v1') }, ...revIs(1) } },
        { Delete: { TableName: tables.search, Key: entry('t', 'none') } },
      ])
      expect(await get('first')).toEqual(row('first', 2))
    })

    clause('is done once for a token, and a token can not be used for another', async () => {
      const token = `token-${tables.repository}`
      const first = [putting(row('token'), absent)]
      await transact(first, token)
      await transact(first, token)
      expect(await refusal(transact([putting(row('token', 2), absent)], token))).toBe(
        'IdempotentParameterMismatchException',
      )
      expect(await reasons(transact(first, `${token}-2`))).toEqual(['ConditionalCheckFailed'])
      expect(await get('token')).toEqual(row('token'))
    })

    clause('that was cancelled is tried again with the same token', async () => {
      const token = `again-${tables.repository}`
      const wanted = [putting(row('again', 2), revIs(1))]
      expect(await reasons(transact(wanted, token))).toEqual(['ConditionalCheckFailed'])
      await put(row('again'))
      await transact(wanted, token)
      expect(await get('again')).toEqual(row('again', 2))
    })

    clause('has at most 100 actions, and one for each item', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, at) => putting(row(`many${at}`)))
      await transact(many(100))
      expect(await refusal(transact(many(101)))).toBe('ValidationException')
      expect(await refusal(transact([putting(row('twice')), putting(row('twice'))]))).toBe('ValidationException')
    })

    clause('has at most 4 MB, and each item 400 KB', async () => {
      const large = (count: number, bytes: number) =>
        Array.from({ length: count }, (_, at) => putting({ name: S(`mb${at}`), text: S('x'.repeat(bytes)) }))
      expect(await refusal(transact(large(11, 390 * KB)))).toBe('ValidationException')
      expect(await refusal(transact(large(1, 400 * KB)))).toBe('ValidationException')
      expect(await get('mb0')).toBeUndefined()
      await transact(large(10, 390 * KB))
    })

    clause('is refused with an empty key, and cancelled with one of another type', async () => {
      expect(await refusal(transact([putting(row('valid')), putting(row(''))]))).toBe('ValidationException')
      const typed = transact([putting(row('valid')), putting({ name: { N: '1' } })])
      expect(await reasons(typed)).toEqual(['None', 'ValidationError'])
      const index = transact([putting(row('valid', 1, { catalog: { N: '1' }, path: S('p') }))])
      expect(await reasons(index)).toEqual(['ValidationError'])
      expect(await get('valid')).toBeUndefined()
    })

    clause('is refused with a key that is too long', async () => {
      expect(await refusal(transact([putting(row('valid')), putting(row('n'.repeat(2049)))]))).not.toBe('no error')
      expect(await get('valid')).toBeUndefined()
    })

    clause('is refused where it has a name or value that no expression uses', async () => {
      const unused = { ...revIs(1), ExpressionAttributeNames: { '#x': 'x' } }
      expect(await refusal(transact([putting(row('unused'), unused)]))).toBe('ValidationException')
    })
  })

  describe('a batch', () => {
    const batch = (keys: readonly Item[], more = {}, TableName = tables.repository) =>
      client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [...keys], ...more } } }))
    const found = ({ Responses }: BatchGetItemCommandOutput) => Responses?.[tables.repository] ?? []

    clause('returns the items that exist', async () => {
      await put(row('batch1'))
      await put(row('batch2'))
      const keys = ['batch2', 'nobody', 'batch1'].map((name) => ({ name: S(name) }))
      const answer = await batch(keys, { ConsistentRead: true })
      expect(
        found(answer)
          .map(({ name }) => name?.S)
          .sort(),
      ).toEqual(['batch1', 'batch2'])
      expect(answer.UnprocessedKeys ?? {}).toEqual({})
    })

    clause('has at most 100 keys, each once, of a table that exists', async () => {
      const keys = (count: number) => Array.from({ length: count }, (_, at) => ({ name: S(`k${at}`) }))
      await batch(keys(100))
      expect(await refusal(batch(keys(101)))).toBe('ValidationException')
      expect(await refusal(batch([...keys(1), ...keys(1)]))).toBe('ValidationException')
      expect(await refusal(batch(keys(1), {}, 'nowhere'))).toBe('ResourceNotFoundException')
      expect(await refusal(batch([{ name: S('') }]))).toBe('ValidationException')
      expect(await refusal(batch([{ title: S('x') }]))).toBe('ValidationException')
    })

    clause('returns 16 MB, and the keys of what exceeds that as unprocessed', async () => {
      const names = Array.from({ length: 45 }, (_, at) => `mega${at}`)
      for (const name of names) await put({ name: S(name), text: S('x'.repeat(390 * KB)) })
      const answer = await batch(names.map((name) => ({ name: S(name) })))
      const left = answer.UnprocessedKeys?.[tables.repository]?.Keys ?? []
      expect(left.length).toBeGreaterThan(0)
      const all = [...found(answer), ...left].map(({ name }) => name?.S)
      expect(all.sort()).toEqual([...names].sort())
    })
  })

  describe('a query', () => {
    clause('returns the rows of a range in the order of their bytes, or in the opposite one', async () => {
      const texts = ['b', 'b\0', 'b\0a', 'b\u0001', 'ba', 'b\uffee', 'b𝒳', 'c']
      for (const text of texts) await put(entry('order', text), {}, tables.search)
      await put(entry('order', 'a'), {}, tables.search)
      expect((await shelf('order')).entries).toEqual(['a', ...texts])
      expect((await shelf('order', ' AND begins_with(entry, :b)', { ':b': 'b' })).entries).toEqual(texts.slice(0, -1))
      const back = await shelf('order', ' AND begins_with(entry, :b)', { ':b': 'b' }, { ScanIndexForward: false })
      expect(back.entries).toEqual(texts.slice(0, -1).reverse())
      const between = await shelf('order', ' AND entry BETWEEN :a AND :b', { ':a': 'b\0', ':b': 'ba' })
      expect(between.entries).toEqual(['b\0', 'b\0a', 'b\u0001', 'ba'])
      const range = async (sign: string) => (await shelf('order', ` AND entry ${sign} :b`, { ':b': 'ba' })).entries
      expect(await range('>')).toEqual(['b\uffee', 'b𝒳', 'c'])
      expect(await range('>=')).toEqual(['ba', 'b\uffee', 'b𝒳', 'c'])
      expect(await range('<')).toEqual(['a', 'b', 'b\0', 'b\0a', 'b\u0001'])
      expect(await range('<=')).toEqual(['a', 'b', 'b\0', 'b\0a', 'b\u0001', 'ba'])
      expect(await range('=')).toEqual(['ba'])
    })

    clause('goes on after any key, in both directions', async () => {
      for (const text of ['a', 'b', 'c', 'd']) await put(entry('pages', text), {}, tables.search)
      const first = await shelf('pages', '', {}, { Limit: 2 })
      expect(first).toEqual({ entries: ['a', 'b'], last: entry('pages', 'b') })
      expect((await shelf('pages', '', {}, { ExclusiveStartKey: first.last })).entries).toEqual(['c', 'd'])
      const after = { ExclusiveStartKey: entry('pages', 'bb') }
      expect((await shelf('pages', '', {}, after)).entries).toEqual(['c', 'd'])
      expect((await shelf('pages', '', {}, { ...after, ScanIndexForward: false })).entries).toEqual(['b', 'a'])
      expect(await refusal(shelf('pages', '', {}, { ExclusiveStartKey: entry('other', 'b') }))).toBe(
        'ValidationException',
      )
    })

    clause('tells where to go on when it found as many as were asked for, even if none is left', async () => {
      for (const text of ['a', 'b']) await put(entry('limit', text), {}, tables.search)
      expect((await shelf('limit', '', {}, { Limit: 2 })).last).toEqual(entry('limit', 'b'))
      expect((await shelf('limit', '', {}, { Limit: 3 })).last).toBeUndefined()
    })

    clause('returns at most 1 MB', async () => {
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

    clause('of a local index is in its order, without the rows that lack its key, and can be consistent', async () => {
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
    })

    clause('of a global index finds keys only, and can not be consistent', async () => {
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

    clause('is refused with an empty sort key', async () => {
      expect(await refusal(shelf('order', ' AND entry > :e', { ':e': '' }))).toBe('ValidationException')
    })

    clause('is refused with an empty partition, or without one', async () => {
      expect(await refusal(shelf(''))).toBe('ValidationException')
      const noPartition = queryOf({
        KeyConditionExpression: 'entry = :e',
        ExpressionAttributeValues: { ':e': S('x') },
      })
      expect(await refusal(noPartition)).toBe('ValidationException')
      expect(await refusal(shelf('order', '', { ':unused': 'x' }))).toBe('ValidationException')
    })
  })

  describe('a scan', () => {
    clause('returns every item once, page by page, and only the attributes asked for', async () => {
      const seen: string[] = []
      let start: Item | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new ScanCommand({
            TableName: tables.tag,
            Limit: 2,
            ProjectionExpression: 'repository, #tag',
            ExpressionAttributeNames: { '#tag': 'tag' },
            ExclusiveStartKey: start,
          }),
        )
        for (const item of Items) {
          expect(Object.keys(item).sort()).toEqual(['repository', 'tag'])
          seen.push(`${item['repository']?.S}:${item['tag']?.S}`)
        }
        start = LastEvaluatedKey
      } while (start !== undefined)
      expect(seen.filter((one) => /^(local|page):/.test(one)).sort()).toEqual([
        'local:#a',
        'local:a',
        'local:b',
        'local:c',
        'page:a',
        'page:b',
        'page:c',
        'page:d',
      ])
      expect(new Set(seen).size).toBe(seen.length)
    })
  })
}

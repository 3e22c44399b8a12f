// DynamoDB at the wire: a request's name and JSON in, its answer's JSON out. Transactions conflict, become visible item
// by item, and are remembered by their tokens; the hooks decide when, so that a simulation can be in between.

import { setImmediate as settle } from 'node:timers/promises'
import { type Item, readUnits } from '../../bench/world/capacity.ts'
import { namesOf } from './evaluate.ts'
import { parseUpdate } from './expressions.ts'
import { MAX_BATCH_BYTES } from './limits.ts'
import { batchKeys, checkWholeKey, query, scan } from './reads.ts'
import { type CancellationReason, cancelled, invalid, Refusal } from './refusal.ts'
import type { KeysOfTable, QueryInput, ScanInput, TransactInput, TransactItem } from './requests.ts'
import { itemOf } from './rows.ts'
import type { Page, Tables } from './tables.ts'
import { decodeItem, encodeItem } from './values.ts'
import { type Action, checkAction, checkTransaction } from './writes.ts'

/** How long a finished transaction is known by its token. */
const TOKEN_MS = 10 * 60 * 1000

/** What happens in between. A plain engine does all at once. */
export interface Hooks {
  /** Epoch milliseconds. */
  now(): number
  /** Makes the items of a transaction visible: each `apply` once, in any order, at any time before it resolves. */
  reveal(applies: (() => void)[]): Promise<void>
  /** Between two items of a batch. */
  pause(): Promise<void>
  /** Whether the next read that is not strongly consistent sees an older state. */
  isStale(): boolean
  /** Most items of a page where the request gives no limit; undefined for as many as fit. */
  pageItems(): number | undefined
  /** How many of so many keys of a batch are processed. */
  processed(keys: number): number
  /** Whether DynamoDB rejects an item of a transaction by itself, as a ValidationError. */
  rejects(table: string, item: Item): boolean
  /** All of a write is to be seen. */
  written(actions: readonly Action[]): void
}

const AT_ONCE: Hooks = {
  now: () => Date.now(),
  reveal: async (applies) => {
    for (const apply of applies) apply()
  },
  pause: () => settle(),
  isStale: () => false,
  pageItems: () => undefined,
  processed: (keys) => keys,
  rejects: () => false,
  written: () => {},
}

/** The answer to a write that returns nothing. */
const nothing = (_: Action) => ({})

const NONE: CancellationReason = { Code: 'None' }
const ONGOING = 'Transaction is ongoing for the item'

type Body = Readonly<Record<string, unknown>>

interface Token {
  readonly items: string
  /** When it is forgotten; undefined while the transaction is under way. */
  readonly until?: number
}

/** Creates DynamoDB over these tables. */
export const dynamo = (tables: Tables, given: Partial<Hooks> = {}) => {
  const hooks = { ...AT_ONCE, ...given }
  const inFlight = new Set<string>()
  const tokens = new Map<string, Token>()

  const getItem = (body: Body) => {
    const { TableName, Key, ConsistentRead } = body
    const key = decodeItem(Key)
    checkWholeKey(tables.schemaOf(String(TableName)), key)
    const row = tables.read(String(TableName), key, ConsistentRead === true || !hooks.isStale())
    const units = readUnits(row?.size ?? 0, ConsistentRead === true)
    return {
      ...(row === undefined ? {} : { Item: encodeItem(itemOf(row)) }),
      ...consumed(body, { TableName, CapacityUnits: units }),
    }
  }

  const batchGetItem = async (body: Body) => {
    const { RequestItems } = body
    const requested = Object.entries(RequestItems as Record<string, KeysOfTable>)
    for (const [, ofTable] of requested) onlyKnown('a table of BatchGetItem', ofTable, ['Keys', 'ConsistentRead'])
    const wanted = requested.map(([table, ofTable]) => [table, { ...ofTable, Keys: ofTable.Keys.map(decodeItem) }])
    const keys = batchKeys(tables, { RequestItems: Object.fromEntries(wanted) as Record<string, KeysOfTable> })
    const responses: Record<string, object[]> = Object.fromEntries(requested.map(([table]) => [table, []]))
    const unprocessed: Record<string, KeysOfTable> = {}
    const units = new Map<string, number>()
    const most = hooks.processed(keys.length)
    let bytes = 0
    for (const [at, { table, key, isConsistent }] of keys.entries()) {
      const row = at < most ? tables.read(table, key, isConsistent || !hooks.isStale()) : undefined
      bytes += row?.size ?? 0
      if (at >= most || (at > 0 && bytes > MAX_BATCH_BYTES)) {
        const left = unprocessed[table] ?? { Keys: [], ConsistentRead: isConsistent }
        unprocessed[table] = { ...left, Keys: [...left.Keys, encodeItem(key) as Item] }
      } else {
        units.set(table, (units.get(table) ?? 0) + readUnits(row?.size ?? 0, isConsistent))
        // In no order: here in the opposite one.
        if (row !== undefined) responses[table]?.unshift(encodeItem(itemOf(row)))
      }
      await hooks.pause()
    }
    const ofTables = [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }))
    return { Responses: responses, UnprocessedKeys: unprocessed, ...consumed(body, ofTables) }
  }

  const pageAnswer = (body: Body, { items, bytes, last }: Page) => ({
    Items: items.map(encodeItem),
    Count: items.length,
    ScannedCount: items.length,
    ...(last === undefined ? {} : { LastEvaluatedKey: encodeItem(last) }),
    ...consumed(body, {
      TableName: body['TableName'],
      CapacityUnits: readUnits(bytes, body['ConsistentRead'] === true),
    }),
  })

  const writeItem = (item: TransactItem) => {
    const action = checkAction(tables, item)
    if (inFlight.has(action.id)) throw new Refusal('TransactionConflictException', ONGOING)
    if (action.reason?.Code === 'ConditionalCheckFailed')
      throw new Refusal('ConditionalCheckFailedException', action.reason.Message ?? '')
    if (action.reason !== undefined) throw invalid(action.reason.Message ?? '')
    tables.write(action.table, action.key, action.after)
    hooks.written([action])
    return action
  }

  const updateItem = (input: NonNullable<TransactItem['Update']>) => {
    const { after = {} } = writeItem({ Update: input })
    if (input.ReturnValues !== 'UPDATED_NEW') return {}
    const { set, add } = parseUpdate(input.UpdateExpression)
    const names = [...set, ...add].map(({ path }) => namesOf(path, input).join('.'))
    return { Attributes: encodeItem(Object.fromEntries(names.map((name) => [name, after[name]]))) }
  }

  const reasonOf = ({ id, table, after, isCheck, reason }: Action): CancellationReason => {
    if (inFlight.has(id)) return { Code: 'TransactionConflict', Message: ONGOING }
    if (reason !== undefined) return reason
    if (!isCheck && after !== undefined && hooks.rejects(table, after))
      return { Code: 'ValidationError', Message: 'One or more parameter values were invalid' }
    return NONE
  }

  const transactWriteItems = async ({ TransactItems, ClientRequestToken: token }: TransactInput) => {
    const actions = checkTransaction(tables, { TransactItems })
    const items = JSON.stringify(TransactItems)
    const known = token === undefined ? undefined : tokens.get(token)
    if (known !== undefined && (known.until === undefined || known.until >= hooks.now())) {
      if (known.items !== items)
        throw new Refusal(
          'IdempotentParameterMismatchException',
          'Request token already in use for another request with a different payload',
        )
      if (known.until === undefined)
        throw new Refusal(
          'TransactionInProgressException',
          'The transaction with the given request token is in progress',
        )
      return {}
    }
    const reasons = actions.map(reasonOf)
    if (reasons.some((reason) => reason !== NONE)) throw cancelled(reasons)
    if (token !== undefined) tokens.set(token, { items })
    for (const { id } of actions) inFlight.add(id)
    const writes = actions.filter(({ isCheck }) => !isCheck)
    await hooks.reveal(
      writes.map(
        ({ table, key, after }) =>
          () =>
            tables.write(table, key, after),
      ),
    )
    for (const { id } of actions) inFlight.delete(id)
    if (token !== undefined) tokens.set(token, { items, until: hooks.now() + TOKEN_MS })
    hooks.written(writes)
    return {}
  }

  const operations: Record<string, { readonly fields: readonly string[]; answer(body: Body): object }> = {
    GetItem: { fields: ['TableName', 'Key', 'ConsistentRead', CAPACITY_FIELD], answer: getItem },
    BatchGetItem: { fields: ['RequestItems', CAPACITY_FIELD], answer: batchGetItem },
    Query: {
      fields: [...PAGE_FIELDS, 'IndexName', 'KeyConditionExpression', 'ScanIndexForward'],
      answer: (body) => pageAnswer(body, query(tables, decoded<QueryInput>(body), hooks.isStale(), hooks.pageItems())),
    },
    Scan: {
      fields: [...PAGE_FIELDS, 'ProjectionExpression', 'Segment', 'TotalSegments'],
      answer: (body) => pageAnswer(body, scan(tables, decoded<ScanInput>(body), hooks.isStale(), hooks.pageItems())),
    },
    PutItem: { fields: [...WRITE_FIELDS, 'Item'], answer: (body) => nothing(writeItem({ Put: decoded(body) })) },
    DeleteItem: { fields: [...WRITE_FIELDS, 'Key'], answer: (body) => nothing(writeItem({ Delete: decoded(body) })) },
    UpdateItem: {
      fields: [...WRITE_FIELDS, 'Key', 'UpdateExpression', 'ReturnValues'],
      answer: (body) => updateItem(decoded(body)),
    },
    TransactWriteItems: {
      fields: ['TransactItems', 'ClientRequestToken'],
      answer: ({ TransactItems, ...rest }) =>
        transactWriteItems({ ...rest, TransactItems: (TransactItems as Body[]).map(decodedAction) }),
    },
  }

  return {
    /**
     * Answers a request, such as GetItem.
     * @throws Refusal as DynamoDB does; Error for a request that the engine does not know
     */
    async answer(operation: string, body: Body): Promise<object> {
      const known = operations[operation]
      if (known === undefined) throw new Error(`the engine knows no ${operation}; add it to test/engine/dynamo.ts`)
      onlyKnown(operation, body, known.fields)
      return known.answer(body)
    },
    /** Removes an item as DynamoDB does when it has expired, unless a transaction is under way. */
    expire(table: string, key: Item): void {
      const action = checkAction(tables, { Delete: { TableName: table, Key: key } })
      if (!inFlight.has(action.id)) tables.write(table, key, undefined)
    },
  }
}

const REFERENCE_FIELDS = ['TableName', 'ExpressionAttributeNames', 'ExpressionAttributeValues']
const CAPACITY_FIELD = 'ReturnConsumedCapacity'
const PAGE_FIELDS = [...REFERENCE_FIELDS, 'ExclusiveStartKey', 'ConsistentRead', 'Limit', CAPACITY_FIELD]
const WRITE_FIELDS = [...REFERENCE_FIELDS, 'ConditionExpression']

/** What an answer says of units, where the request asks for it. */
const consumed = (body: Body, ConsumedCapacity: object) => {
  if (body[CAPACITY_FIELD] === undefined) return {}
  if (body[CAPACITY_FIELD] !== 'TOTAL') throw new Error('the engine knows consumed capacity as TOTAL only')
  return { ConsumedCapacity }
}

// What the engine does not know must not be ignored silently.
const onlyKnown = (what: string, fields: object, known: readonly string[]): void => {
  const unknown = Object.keys(fields).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(`the engine does not know ${unknown.join(', ')} of ${what}; add it to test/engine/dynamo.ts`)
}

const ITEM_FIELDS = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey']

/** Returns a request's fields with its items as plain values. */
const decoded = <T>(body: Body): T =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, ITEM_FIELDS.includes(name) ? decodeItem(value) : value]),
  ) as T

const decodedAction = (action: Body): TransactItem => {
  onlyKnown('TransactItems', action, ['Put', 'Delete', 'Update', 'ConditionCheck'])
  if (Object.keys(action).length !== 1)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  const entries = Object.entries(action).map(([kind, input]) => {
    onlyKnown(kind, input as Body, [...WRITE_FIELDS, 'Item', 'Key', 'UpdateExpression'])
    return [kind, decoded(input as Body)]
  })
  return Object.fromEntries(entries) as TransactItem
}

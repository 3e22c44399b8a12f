// Faults of the adapters, of their configuration, and of the SDK, each by a change of what goes over the wire: tests of
// the test. No simulation at the ports can see any of them.

import { withoutMaps } from '../../bench/world/client.ts'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { dynamoAnswer, type WireResponse } from '../engine/wire.ts'
import type { WireFault } from './wire-seam.ts'

type Fields = Record<string, unknown>

const without = (fields: Readonly<Fields>, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name))

/** Changes the answers to one operation. */
const answering =
  (wanted: string, change: (fields: Fields) => Fields | undefined): NonNullable<WireFault['answer']> =>
  (operation, answer): WireResponse => {
    if (operation !== wanted || !(answer.body instanceof Uint8Array)) return answer
    const changed = change(JSON.parse(Buffer.from(answer.body).toString()) as Fields)
    return changed === undefined ? answer : dynamoAnswer(changed)
  }

const takesForDone = (code: string) =>
  answering('TransactWriteItems', ({ CancellationReasons: reasons }) =>
    Array.isArray(reasons) && reasons.some((reason: { Code?: string }) => reason.Code === code) ? {} : undefined,
  )

// Every change has the same time.
const withOldTimes = ({ TransactItems: actions, ...input }: Readonly<Fields>): Fields => ({
  ...input,
  TransactItems: (actions as { Put?: { Item: Fields } }[]).map((action) =>
    action.Put?.Item['changedAt'] === undefined
      ? action
      : { Put: { ...action.Put, Item: { ...action.Put.Item, changedAt: { N: '1' } } } },
  ),
})

export const WIRE_FAULTS: WireFault[] = [
  {
    name: 'keys that DynamoDB left unprocessed are taken for absent',
    answer: answering('BatchGetItem', (fields) => without(fields, 'UnprocessedKeys')),
    weather: { partial: 0.3 },
  },
  {
    name: 'the next representative tag is asked for without ConsistentRead',
    request: (operation, input) => (operation === 'Query' ? without(input, 'ConsistentRead') : input),
    weather: { stale: 1, lag: 1, slow: 0.95 },
  },
  {
    name: 'the greatest tags are asked for in ascending order',
    request: (operation, input) => (operation === 'Query' ? without(input, 'ScanIndexForward') : input),
  },
  {
    name: 'the first page of a query is taken for all of it',
    answer: answering('Query', (fields) => without(fields, 'LastEvaluatedKey')),
  },
  { name: 'a transaction that met another is taken for done', answer: takesForDone('TransactionConflict') },
  {
    name: 'a transaction that was throttled is taken for done',
    answer: takesForDone('ThrottlingError'),
    weather: { cancelled: 0.5 },
  },
  {
    name: 'all transactions have the same token',
    request: (operation, input) =>
      operation === 'TransactWriteItems' ? { ...input, ClientRequestToken: 'always the same' } : input,
  },
  { name: 'a transaction that was rejected as invalid is taken for done', answer: takesForDone('ValidationError') },
  {
    name: 'maps of labels are given to the marshaller as plain objects',
    documentClient(client) {
      const right = documentClient(client)
      right.middlewareStack.add((next) => (args) => next({ ...args, input: withoutMaps(args.input) as object }), {
        step: 'initialize',
        priority: 'high',
      })
      return right
    },
  },
  {
    name: 'a commit does not tell search that a document changed',
    request: (operation, input) => (operation === 'TransactWriteItems' ? withOldTimes(input) : input),
  },
]

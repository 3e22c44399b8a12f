// The tables that search reads, in memory, at the level of DynamoDB's requests: the reader that runs on AWS runs here
// too. Rows and entries are the ones that the index's own plan makes. What it does not know it refuses.

import { dynamoReader } from '../lambda/aws/dynamo-search-reader.ts'
import { planChange } from '../lambda/indexing/plan.ts'
import { REPOSITORY, SEARCH } from '../lambda/names.ts'
import { distribution } from '../lambda/registry/layouts/distribution.ts'
import { layouts } from '../lambda/registry/layouts/layouts.ts'
import type { Scope } from '../lambda/search/find-rows.ts'
import type { BatchGetInput, QueryInput } from '../test/engine/requests.ts'
import type { Listed } from './package-list.ts'
import { type Item, itemSize, readUnits } from './world/capacity.ts'
import { sha256 } from './world/chance.ts'
import { clientOf } from './world/client.ts'
import { TABLES } from './world/counts.ts'
import { position } from './world/sorted.ts'

const LAYOUT = distribution('')
const PUSHED = Date.parse('2026-11-01T00:00:00Z')
const DAY = 24 * 60 * 60 * 1000

/** What is looked in. */
export const SCOPE: Scope = { layouts: layouts([LAYOUT]), isAnonymous: true }

/** What a search asked for. */
export interface Asked {
  requests: number
  /** How many of them had to wait for each other. */
  roundTrips: number
  readUnits: number
}

/** The index of these repositories, each with one tag, and how it is read. */
export const searchTables = (repositories: readonly Listed[]) => {
  const rows = new Map<string, { readonly json: string; readonly size: number }>()
  const shelves = new Map<string, string[]>()
  for (const one of repositories) {
    const { repository, added } = indexed(one)
    rows.set(one.name, { json: JSON.stringify(repository), size: itemSize(repository) })
    for (const { shelf, entry } of added) {
      const entries = shelves.get(shelf)
      if (entries === undefined) shelves.set(shelf, [entry])
      else entries.push(entry)
    }
  }
  // In UTF-16's order, which is that of UTF-8 for all that is in these lists.
  for (const entries of shelves.values()) entries.sort()

  let asked: Asked = { requests: 0, roundTrips: 0, readUnits: 0 }
  let finished = 0

  const query = (input: QueryInput): object => {
    const condition = `#shelf = :shelf AND begins_with(#entry, :start)`
    if (input.TableName !== 'search' || input.KeyConditionExpression !== condition)
      throw new Error(`the bench can't query ${input.TableName} by ${input.KeyConditionExpression}`)
    const { ':shelf': shelf, ':start': start } = input.ExpressionAttributeValues ?? {}
    const entries = shelves.get(String(shelf)) ?? []
    const after = input.ExclusiveStartKey?.[SEARCH.sort]
    const items: Item[] = []
    let at = after === undefined ? position(entries, String(start)) : position(entries, String(after), true)
    for (; items.length < (input.Limit ?? 0) && entries[at]?.startsWith(String(start)); at++)
      items.push({ [SEARCH.partition]: shelf, [SEARCH.sort]: entries[at] })
    asked.readUnits += readUnits(sum(items.map(itemSize)), input.ConsistentRead === true)
    return { Items: items }
  }

  const batchGet = ({ RequestItems }: BatchGetInput): object => {
    const { Keys = [], ConsistentRead, ...others } = RequestItems[TABLES.repository] ?? {}
    if (Object.keys(RequestItems).length !== 1 || Object.keys(others).length > 0)
      throw new Error(`the bench can't get ${JSON.stringify(RequestItems)}`)
    const found = Keys.map((key) => rows.get(String(key[REPOSITORY.key])))
    for (const row of found) asked.readUnits += readUnits(row?.size ?? 0, ConsistentRead === true)
    const items = found.flatMap((row) => (row === undefined ? [] : [JSON.parse(row.json) as Item]))
    return { Responses: { [TABLES.repository]: items } }
  }

  const answer = (command: string, input: unknown): object => {
    if (command === 'QueryCommand') return query(input as QueryInput)
    if (command === 'BatchGetCommand') return batchGet(input as BatchGetInput)
    throw new Error(`the bench's tables know no ${command}; add it to them`)
  }

  const client = clientOf(async (command, input) => {
    asked.requests++
    const trip = finished + 1
    const answered = answer(command, input)
    // All that is asked side by side is asked before any of it is answered.
    await new Promise((resolve) => setImmediate(resolve))
    finished = Math.max(finished, trip)
    asked.roundTrips = Math.max(asked.roundTrips, trip)
    return answered
  })

  return {
    reader: dynamoReader(client, TABLES),
    /** What was asked since this was last called. */
    takeAsked(): Asked {
      const taken = asked
      asked = { requests: 0, roundTrips: 0, readUnits: 0 }
      finished = 0
      return taken
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

// What indexing its first tag makes of a repository.
const indexed = ({ name, description }: Listed) =>
  planChange({
    repository: name,
    layout: LAYOUT,
    isPrivate: false,
    row: undefined,
    tags: [{ tag: 'latest', stored: {}, observed: observedTag(name, description) }],
    successors: {},
    rewrite: 'none',
    now: PUSHED,
  })

const observedTag = (name: string, description: string) => {
  const hash = sha256(name)
  const day = Number.parseInt(hash.slice(0, 2), 16)
  return {
    etag: hash.slice(0, 32),
    pushedAt: new Date(PUSHED - day * DAY).toISOString().replace('.000', ''),
    facts: {
      digest: `sha256:${hash}`,
      configDigest: `sha256:${sha256(hash)}`,
      kind: 'image' as const,
      platforms: ['linux/amd64'],
      size: 12_345_678,
      created: new Date(PUSHED).toISOString(),
      ...(description === '' ? {} : { description }),
    },
  }
}

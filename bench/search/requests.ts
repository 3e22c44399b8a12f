// Requests and read units of the memory of search, as DynamoDB would count them: the deployed code asks the engine of the
// tests, in which a build is stored.

import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { SCHEMA } from '../../lambda/names/versions.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import { countedDynamo } from '../../test/fakes/counted-dynamo.ts'
import { noLog } from '../../test/fakes/log.ts'
import { type Built, LIMIT, NOW, searchIn } from './build-and-load.ts'

/** Seconds between one search and the next: within a minute, and after an hour. */
const INTERVALS_S = [1, 2, 60, 1, 3600, 2, 60, 60]
/** When the chunks would expire. Epoch seconds. */
const EXPIRES_S = 4_000_000_000

/** What was asked for, and how many requests had to wait for others. */
export interface Requests {
  readonly requests: number
  readonly rounds: number
  readonly units: number
}

/** Returns what the first request of a process costs, and at most any later one while nothing changes. */
export const requestsOf = async ({ chunks, pointer }: Built): Promise<{ first: Requests; atRest: Requests }> => {
  const { client, tables, counted } = countedDynamo()
  const store = dynamoSnapshots(client, tables.version)
  for (const [id, chunk] of chunks) await store.put(id, chunk, EXPIRES_S)
  await store.point({ ...pointer, number: await store.nextNumber() })
  const time = { now: NOW }
  const clock = { now: () => time.now, sleep: () => new Promise<void>(() => {}), random: () => 0 }
  const reader = dynamoDocuments(client, tables.repository)
  const memory = searchMemory({
    reader,
    store,
    format: documentFormat,
    clock,
    log: noLog,
    schema: SCHEMA,
    minSearchable: SCHEMA,
  })
  const search = async (): Promise<Requests> => {
    counted()
    const { documents } = await memory.current()
    const { hits } = await searchIn(documents)({ label: 'a word', q: 'api' })
    if (hits.length !== LIMIT) throw new Error(`the search found ${hits.length} documents`)
    const { requests, rounds, units } = counted()
    return { requests, rounds, units }
  }
  const first = await search()
  const later: Requests[] = []
  for (const seconds of INTERVALS_S) {
    time.now += seconds * 1000
    later.push(await search())
  }
  const most = (of: (one: Requests) => number) => Math.max(...later.map(of))
  const atRest = {
    requests: most(({ requests }) => requests),
    rounds: most(({ rounds }) => rounds),
    units: most(({ units }) => units),
  }
  return { first, atRest }
}

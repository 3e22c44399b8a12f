// A process of the search function that lives through a simulation at the wire, and builds of snapshots beside it. At the
// end what it holds in memory, and what processes hold that start then, before and after a build, must be what the rows
// have.

import { isDeepStrictEqual } from 'node:util'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { SCHEMA } from '../../lambda/names/versions.ts'
import type { Documents } from '../../lambda/search/memory/documents.ts'
import { build } from '../../lambda/search/snapshot/build.ts'
import { documentFormat } from '../../lambda/search/snapshot/document-format.ts'
import { searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import type { IndexView } from '../fakes/expected.ts'
import { noLog } from '../fakes/log.ts'
import { NAMES } from './wire-index.ts'

/** Requests while the world is stormy, and the longest time between two of them. */
const REQUESTS = 12
const PAUSE_MAX_MS = 4000
/** A wide read, and each of the two rows of the version table, is due within so many requests at this distance. */
const LAST_REQUESTS = 3
const LAST_PAUSE_MS = 61_000

/** Creates the process. It is loaded at the first request. */
export const searchProcess = (client: DynamoDBDocumentClient, clock: Clock, random: () => number) => {
  const ports = {
    reader: dynamoDocuments(client, NAMES.repository),
    store: dynamoSnapshots(client, NAMES.version),
    format: documentFormat,
    clock,
    log: noLog,
    schema: SCHEMA,
    minSearchable: SCHEMA,
  }
  const memory = searchMemory(ports)
  return {
    /** Is asked now and then, and builds once. What fails is tried again at the next request. */
    async live(): Promise<void> {
      const builds = Math.floor(random() * REQUESTS)
      for (let at = 0; at < REQUESTS; at++) {
        await clock.sleep(random() * PAUSE_MAX_MS)
        await memory.current().catch(() => {})
        if (at === builds) await build(ports).catch(() => {})
      }
    },
    /** Returns how memory differs from the rows, once all is at rest. */
    async differences({ repositories }: IndexView): Promise<string[]> {
      for (let at = 0; at < LAST_REQUESTS; at++) {
        await clock.sleep(LAST_PAUSE_MS)
        await memory.current()
      }
      const { documents } = await memory.current()
      const started = await searchMemory(ports).current()
      await build(ports)
      const built = await searchMemory(ports).current()
      return [
        ...differing('a process that lived', documents, repositories),
        ...differing('a process that started', started.documents, repositories),
        ...differing('a process that started after a build', built.documents, repositories),
      ]
    },
  }
}

const differing = (who: string, documents: Documents, rows: IndexView['repositories']): string[] => {
  const wrong = [...rows.values()].filter(({ name, document }) => !isDeepStrictEqual(documents.get(name), document))
  const count = [...rows.values()].filter(({ document }) => document !== undefined).length
  return [
    ...wrong.map(({ name, document }) => {
      const [found, there] = [documents.get(name), document].map((one) => JSON.stringify(one) ?? 'nothing')
      return `${who} has of ${name} ${found}, but the row ${there}`
    }),
    ...(documents.count === count ? [] : [`${who} has ${documents.count} documents, but there are ${count}`]),
  ]
}

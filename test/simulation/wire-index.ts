// The index as the engine's tables have it, for the checks of the simulation, and as readers find it at the wire.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { parseRepositoryRow, parseTagBrief, parseTagDetail } from '../../lambda/model/row-schemas.ts'
import { entryId } from '../../lambda/model/search-entries.ts'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { LAYOUTS } from '../../lambda/names/layouts.ts'
import { TAG } from '../../lambda/names/tables.ts'
import type { createTables } from '../engine/tables.ts'
import type { IndexView } from '../fakes/expected.ts'
import { indexedEntries } from '../fakes/indexed-entries.ts'

/** Names of the index's tables. */
export const NAMES = { repository: 'repository', tag: 'tag', search: 'search', version: 'version' }
/** More tags than a repository of a simulation has. */
const MOST_TAGS = 100
/** More tags than a simulation has. */
const MOST_ENTRIES = 1000

/** All of the index, by each of the reads that the API makes of rows. */
export const readIndex = async (client: DynamoDBDocumentClient, names: readonly string[]) => {
  const [store, tags, lookups] = [
    dynamoStore(client, NAMES),
    dynamoTags(client, NAMES.tag),
    dynamoLookups(client, NAMES),
  ]
  const rows = names.length === 0 ? [] : await store.repositories(names)
  const catalog: string[] = []
  for (const { id } of LAYOUTS) for await (const name of store.catalog(`${id}:`, undefined)) catalog.push(name)
  const all: string[] = []
  const partitions = new Set<string>()
  for (const name of names) {
    const byName = (await tags.tagsBy(name, 'name', { after: undefined, limit: MOST_TAGS })).map(({ tag }) => tag)
    const stored = await store.tags(name, byName)
    for (const tag of byName) {
      const { brief, detail } = stored.get(tag) ?? {}
      all.push(`${name}:${tag} ${brief?.rev} ${detail?.rev}`)
      for (const { partition } of indexedEntries(detail)) partitions.add(partition)
    }
  }
  const indexed: string[] = []
  for (const partition of partitions)
    for (const entry of await lookups.lookups(partition, partition.slice(1), undefined, MOST_ENTRIES))
      indexed.push(entryId({ partition, entry }))
  return {
    rows: rows.map(({ name, rev }) => `${name} ${rev}`).sort(),
    catalog: catalog.sort(),
    tags: all.sort(),
    indexed: indexed.sort(),
  }
}

/** The same by the tables themselves. */
export const storedIndex = ({ repositories, briefs, details }: IndexView): Awaited<ReturnType<typeof readIndex>> => {
  const rows = [...repositories.values()]
  return {
    rows: rows.map(({ name, rev }) => `${name} ${rev}`).sort(),
    catalog: rows.flatMap(({ name, path }) => (path === undefined ? [] : [name])).sort(),
    tags: [...briefs]
      .map(([key, { repository, tag, rev }]) => `${repository}:${tag} ${rev} ${details.get(key)?.rev}`)
      .sort(),
    indexed: [...details.values()].flatMap(indexedEntries).map(entryId).sort(),
  }
}

/** The rows as the checks read them. */
export const viewOf = (rows: ReturnType<typeof createTables>): IndexView => {
  const tags = () => [...rows.items(NAMES.tag)].map((item) => ({ item, ...parseTagKey(String(item[TAG.sort])) }))
  return {
    get repositories() {
      const all = [...rows.items(NAMES.repository)].map((item) => parseRepositoryRow(item))
      return new Map(all.map((row) => [row.name, row]))
    },
    get briefs() {
      const all = tags().flatMap(({ item, isDetail }) => (isDetail ? [] : [parseTagBrief(item)]))
      return new Map(all.map((row) => [`${row.repository}\n${row.tag}`, row]))
    },
    get details() {
      const all = tags().flatMap(({ item, tag, isDetail }) => (isDetail ? [{ tag, row: parseTagDetail(item) }] : []))
      return new Map(all.map(({ tag, row }) => [`${row.repository}\n${tag}`, row]))
    },
    entries: () => [...rows.items(NAMES.search)].map(({ partition, entry }) => `${partition}|${entry}`).sort(),
  }
}

// The index as the engine's tables have it, for the checks of the simulation, and as readers find it at the wire.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { dynamoStore } from '../../lambda/aws/dynamo-index-store.ts'
import { dynamoTags } from '../../lambda/aws/dynamo-tag-reader.ts'
import { parseRepositoryRow, parseTagBrief, parseTagDetail } from '../../lambda/model/row-schemas.ts'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { LAYOUTS, TAG } from '../../lambda/names.ts'
import type { createTables } from '../engine/tables.ts'
import type { IndexView } from '../fakes/expected.ts'

/** Names of the index's tables. */
export const NAMES = { repository: 'repository', tag: 'tag', search: 'search', version: 'version' }
/** More tags than a repository of a simulation has. */
const MOST_TAGS = 100

/** All of the index, by each of the reads that the API makes of rows. */
export const readIndex = async (client: DynamoDBDocumentClient, names: readonly string[]) => {
  const [store, tags] = [dynamoStore(client, NAMES), dynamoTags(client, NAMES.tag)]
  const rows = names.length === 0 ? [] : await store.repositories(names)
  const catalog: string[] = []
  for (const { id } of LAYOUTS) for await (const name of store.catalog(`${id}:`, undefined)) catalog.push(name)
  const all: string[] = []
  for (const name of names) {
    const byName = (await tags.tagsBy(name, 'name', { after: undefined, limit: MOST_TAGS })).map(({ tag }) => tag)
    const stored = await store.tags(name, byName)
    for (const tag of byName) all.push(`${name}:${tag} ${stored.get(tag)?.brief?.rev} ${stored.get(tag)?.detail?.rev}`)
  }
  return { rows: rows.map(({ name, rev }) => `${name} ${rev}`).sort(), catalog: catalog.sort(), tags: all.sort() }
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

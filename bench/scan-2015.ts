// The search of 2015 (docker-registry-index-dynamodb): a scan of the whole repository table, which had a name and a
// description, filtered by contains() of either. DynamoDB scans in the order of the keys' hashes: any, but always the same.

import type { Listed } from './package-list.ts'
import type { Asked } from './search-tables.ts'
import { itemSize, readUnits } from './world/capacity.ts'
import { sha256 } from './world/chance.ts'

/** A page of a Scan, before its filter. */
const PAGE_BYTES = 1024 * 1024

/** The repositories that it finds, and the requests that it makes, which are the same for every query. */
export const scanOf2015 = (repositories: readonly Listed[]) => {
  const rows = repositories
    .map(({ name, description }) => ({ name, description, hash: sha256(`${name} as a key`) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const pages = [0]
  for (const { name, description } of rows) {
    const size = itemSize({ name, description })
    if ((pages.at(-1) ?? 0) + size > PAGE_BYTES) pages.push(0)
    pages.push((pages.pop() ?? 0) + size)
  }
  const asked: Asked = {
    requests: pages.length,
    roundTrips: pages.length,
    readUnits: pages.reduce((sum, bytes) => sum + readUnits(bytes, false), 0),
  }
  return {
    asked,
    search: (q: string): string[] =>
      rows.filter(({ name, description }) => name.includes(q) || description.includes(q)).map(({ name }) => name),
  }
}

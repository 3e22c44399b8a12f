// The search of 2015 (docker-registry-index-dynamodb 0.1.0): a scan of the whole repository table, page after page,
// filtered by contains(). Its rows had names only: what the registry gave for a description was always empty, and the
// client left it out. DynamoDB scans in the order of the keys' hashes: any, but always the same.

import { itemSize, readUnits } from './world/capacity.ts'
import { sha256 } from './world/chance.ts'

/** A page of a Scan, before its filter. */
const PAGE_BYTES = 1024 * 1024

/** The scan of a registry. What it costs is the same for every query. */
export interface Scan {
  /** Requests, each of which waits for the one before it. */
  readonly requests: number
  readonly readUnits: number
  /** Returns all names that have the text in them. Case counts. */
  search(q: string): string[]
}

/** Returns the scan of a registry with these repositories. */
export const scanOf2015 = (repositories: readonly string[]): Scan => {
  const names = repositories
    .map((name) => ({ name, hash: sha256(`${name} as a key`) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ name }) => name)
  const pages = [0]
  for (const name of names) {
    const size = itemSize({ name })
    if ((pages.at(-1) ?? 0) + size > PAGE_BYTES) pages.push(0)
    pages.push((pages.pop() ?? 0) + size)
  }
  return {
    requests: pages.length,
    readUnits: pages.reduce((sum, bytes) => sum + readUnits(bytes, false), 0),
    search: (q) => names.filter((name) => name.includes(q)),
  }
}

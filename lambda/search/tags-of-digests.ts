// Which tags of one repository have to do with a digest.

import type { SearchDocument } from '../model/search-document.ts'
import { lookupPartition, parseLookupEntry } from '../model/search-entries.ts'
import type { LookupReader } from './ports.ts'
import type { TagReader } from './tag-pages.ts'

/** Tags of one digest that are told. */
const MAX_TAGS = 50
/** Digests that are looked up one by one. */
const MAX_LOOKED_UP = 10
/** Briefs that cost as much as one lookup, half a read unit: they have some 500 bytes each. */
const BRIEFS_PER_LOOKUP = 8

interface Ports {
  readonly lookups: Pick<LookupReader, 'lookups'>
  readonly tags: TagReader
}

interface Repository {
  readonly id: string
  readonly document: Pick<SearchDocument, 'visible' | 'hidden'>
}

/**
 * Returns the tags of a repository that point to each of these digests now, in the order of their names and up to 50 of
 * each. Of a repository with few tags all are read, by one request; else the first ten digests are looked up, all at once,
 * and the result has no others. Eventually consistent.
 */
export const tagsOfDigests = async (
  ports: Ports,
  repository: Repository,
  digests: readonly string[],
): Promise<Map<string, string[]>> => {
  const { id, document } = repository
  const distinct = [...new Set(digests)]
  const looked = distinct.slice(0, MAX_LOOKED_UP)
  const limit = looked.length * BRIEFS_PER_LOOKUP
  if (looked.length > 0 && document.visible + document.hidden <= limit) {
    const briefs = await ports.tags.tagsBy(id, 'name', { after: undefined, limit: limit + 1 })
    // What the document counts may be of before.
    if (briefs.length <= limit) {
      const tagsOf = Map.groupBy(briefs, ({ digest }) => digest)
      return new Map(distinct.map((one) => [one, (tagsOf.get(one) ?? []).slice(0, MAX_TAGS).map(({ tag }) => tag)]))
    }
  }
  const found = looked.map(
    async (digest): Promise<[string, string[]]> => [
      digest,
      await tagsWith(ports.lookups, id, 'digest', digest, MAX_TAGS),
    ],
  )
  return new Map(await Promise.all(found))
}

/**
 * Returns the first tags of a repository, in the order of their names, whose manifest, whose config or of which a part has
 * this digest. Takes one request. Eventually consistent.
 */
export const tagsWith = async (
  reader: Pick<LookupReader, 'lookups'>,
  repository: string,
  kind: 'digest' | 'config' | 'child',
  digest: string,
  limit: number,
): Promise<string[]> => {
  const hex = digest.slice(digest.indexOf(':') + 1)
  const entries = await reader.lookups(lookupPartition(kind, hex), [hex, repository, ''].join('\0'), undefined, limit)
  return entries.map((entry) => parseLookupEntry(entry).tag)
}

import { lookupPartition, parseLookupEntry } from '../model/search-entries.ts'
import type { LookupReader } from './ports.ts'

/** Tags of one digest that are told. */
const MAX_TAGS = 50

/**
 * Returns the tags of a repository that point to each of these digests now, in the order of their names and up to 50 of
 * each. One request for each digest, all at once. Eventually consistent.
 */
export const tagsOfDigests = async (
  reader: Pick<LookupReader, 'lookups'>,
  repository: string,
  digests: readonly string[],
): Promise<Map<string, string[]>> => {
  const tagsOf = async (digest: string): Promise<[string, string[]]> => {
    const hex = digest.slice(digest.indexOf(':') + 1)
    const start = [hex, repository, ''].join('\0')
    const entries = await reader.lookups(lookupPartition('digest', hex), start, undefined, MAX_TAGS)
    return [digest, entries.map((entry) => parseLookupEntry(entry).tag)]
  }
  return new Map(await Promise.all([...new Set(digests)].map(tagsOf)))
}

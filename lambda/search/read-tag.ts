// Reads which repositories have a tag, from the lookups, as far as a bounded read says it.

import { parseLookupEntry } from '../model/search-entries.ts'
import { normalize } from '../model/tokenizer.ts'
import type { Search } from './page.ts'
import { behindValue, rangesOf } from './read-values.ts'

/** Entries read of a tag's exact name, and of tags that begin with it: some 100 bytes each, together four read units. */
const EXACT_READ = 200
const LONGER_READ = 100
/** A document has this tag for its representative one exactly if its repository has it visibly. */
export const LATEST = 'latest'

/** What the lookups say of a tag. */
export interface KnownTag {
  /** The tag of each repository that has it, or the first that begins so. */
  readonly tags: ReadonlyMap<string, string>
  /** True if every repository with exactly this tag is known. */
  readonly isExactWhole: boolean
  /** Of the repositories before this one, by their ids, it is known who has exactly this tag. */
  readonly exactBefore: string
  /** True if every repository with a tag that begins so is known. */
  readonly isLongerWhole: boolean
}

/** Reads what the lookups say of a tag: two requests, of a tag of one digit four. */
export const readTag = async ({ ports: { lookups } }: Search, tag: string): Promise<KnownTag> => {
  const value = normalize(tag)
  const ranges = rangesOf({ kinds: ['tag'], value })
  const [{ partition = '', start = '' } = {}, ...others] = ranges
  // Documents say by themselves who has `latest`.
  const exact = tag === LATEST ? [] : await lookups.lookups(partition, `${value}\0`, undefined, EXACT_READ)
  const isOneCharacter = others.length > 0 || start !== value
  const longer = await Promise.all(
    (isOneCharacter ? others : ranges).map((range) =>
      lookups.lookups(range.partition, range.start, isOneCharacter ? undefined : behindValue(value), LONGER_READ),
    ),
  )
  const tags = new Map<string, string>()
  for (const entry of [...exact, ...longer.flat()].map(parseLookupEntry)) {
    if (!entry.tag.startsWith(tag)) continue
    const other = tags.get(entry.repository)
    // The tag itself stands before those that begin with it, and they stand in their order.
    if (other === undefined || (other !== tag && entry.tag === tag)) tags.set(entry.repository, entry.tag)
  }
  return {
    tags,
    isExactWhole: tag === LATEST || exact.length < EXACT_READ,
    exactBefore: parseLookupEntry(exact.at(-1) ?? '').repository,
    isLongerWhole: longer.every((entries) => entries.length < LONGER_READ),
  }
}

// Which tags of a repository lead to a digest: they point to it, or to what has it for a part.

import { tagsWith } from '../../search/tags-of-digests.ts'
import type { IndexPorts } from '../api-ports.ts'
import type { FoundTag } from './repository-answers.ts'
import type { VisibleRepository } from './visible-repository.ts'

/** Tags that are looked at. */
const MAX_TAGS = 20

interface LeadingTags {
  /** A tag that points to the digest. */
  readonly pointing: FoundTag | undefined
  /** Tags that have it for a part. */
  readonly within: readonly FoundTag[]
}

/** Returns the tags of a repository that lead to a digest, by three lookups and a read of the tags. */
export const tagsLeadingTo = async (
  { lookups, store }: Pick<IndexPorts, 'lookups' | 'store'>,
  repository: VisibleRepository,
  digest: string,
): Promise<LeadingTags> => {
  const kinds = (['digest', 'config', 'child'] as const).map((kind) =>
    tagsWith(lookups, repository.id, kind, digest, MAX_TAGS),
  )
  const tags = [...new Set((await Promise.all(kinds)).flat())].slice(0, MAX_TAGS)
  const stored = tags.length === 0 ? [] : (await store.tags(repository.id, tags)).values()
  const found = [...stored].flatMap(({ brief, detail }) => (brief === undefined ? [] : [{ repository, brief, detail }]))
  return {
    pointing: found.find(({ brief }) => brief.digest === digest),
    within: found.filter(({ brief }) => brief.digest !== digest),
  }
}

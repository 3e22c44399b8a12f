// Reads the links of those tags whose targets the listing does not prove.

import pLimit from 'p-limit'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { objectErrorAsProblem } from '../../lambda/registry/content/blobs/blobs.ts'
import { orProblem, Problem } from '../../lambda/registry/content/json/problem.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import type { DigestTable } from './digest-table.ts'
import type { ListedRepository, ListedTag } from './inventory.ts'
import type { ReadRepository, ReadTag } from './repository-graph.ts'

const PARALLEL_READS = 50
/** Bytes of a link that are read: those of a digest, and of what tools may add. */
const LINK_MAX_BYTES = 1024

/** Returns how many links have to be read. */
export const countUnproven = (repositories: readonly ListedRepository[]): number =>
  repositories.reduce((sum, { tags }) => sum + tags.filter(({ target }) => target === undefined).length, 0)

/**
 * Returns what reads the tags of a repository: one GET for each tag whose target the listing does not prove. The function
 * returns the repository, or why one of its tags can't be read; it throws BucketError if S3 fails.
 */
export const tagsReader = (
  bucket: Pick<RegistryBucket, 'get'>,
  layout: BlobLayout,
  digests: DigestTable,
): ((repository: ListedRepository) => Promise<ReadRepository | Problem>) => {
  const limit = pLimit(PARALLEL_READS)
  const readTag = async (repository: string, tag: ListedTag): Promise<ReadTag> => {
    if (tag.target !== undefined) return { ...tag, target: tag.target }
    const key = layout.tagKey({ repository, tag: tag.name })
    const what = `the link of the tag ${tag.name}`
    const link = await limit(() => objectErrorAsProblem(what, () => bucket.get(key, LINK_MAX_BYTES)))
    if (link === undefined) throw new Problem(`the tag ${tag.name} was removed meanwhile`)
    if (link.etag !== tag.etag) throw new Problem(`the tag ${tag.name} was pushed meanwhile`)
    const digest = link.body === undefined ? undefined : layout.parseTarget(link.body)
    return { ...tag, target: digest === undefined ? undefined : digests.add(digest) }
  }
  return ({ name, manifests, tags }) =>
    orProblem(async () => ({ name, manifests, tags: await Promise.all(tags.map((tag) => readTag(name, tag))) }))
}

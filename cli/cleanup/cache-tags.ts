// Which tags are build caches. The manifest tells, but for single layers that are cached as images (kaniko, buildah): of
// these the config is read as well, by what reads the facts of tags for the index.

import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { blobs } from '../../lambda/registry/content/blobs/blobs.ts'
import { factsReader } from '../../lambda/registry/content/read-facts.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { DigestTable } from './digest-table.ts'
import type { Content } from './manifests.ts'
import type { ReadRepository, ReadTag } from './repository-graph.ts'

/** True for a tag that is a build cache. */
export type IsCache = (tag: ReadTag, repository: string) => boolean

/** Names of tags of cached layers (lambda/registry/content/manifests/build-cache.ts). */
const CACHE_KEY = /^[0-9a-f]{64}$/
/** Tags that wait for their turn at once. */
const BATCH = 100

/**
 * Reads which tags are build caches: two GETs or more for each tag that is named as a cached layer, none for others.
 * @throws BucketError if S3 fails
 */
export const readCacheTags = async (
  bucket: Pick<RegistryBucket, 'get' | 'list'>,
  layout: BlobLayout,
  repositories: readonly ReadRepository[],
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
): Promise<IsCache> => {
  const kindOf = ({ target }: ReadTag) => {
    const content = target === undefined ? undefined : contents.get(target)
    return content?.is === 'manifest' ? content.kind : undefined
  }
  const read = factsReader(blobs(bucket, layout))
  // By repository and tag, which can't have a colon.
  const layers = new Set<string>()
  const suspects = repositories.flatMap(({ name: repository, tags }) =>
    tags.filter((tag) => CACHE_KEY.test(tag.name) && kindOf(tag) === 'image').map((tag) => ({ repository, tag })),
  )
  for await (const batch of batches(suspects, BATCH))
    await Promise.all(
      batch.map(async ({ repository, tag: { name, target = -1 } }) => {
        const { kind } = await read(digests.digest(target), { repository, tag: name })
        if (kind === 'cache') layers.add(`${repository}:${name}`)
      }),
    )
  return (tag, repository) => kindOf(tag) === 'cache' || layers.has(`${repository}:${tag.name}`)
}

import { type Children, countStorage, type StorageReport } from '../../cli/storage/count-storage.ts'
import { DISTRIBUTION } from '../../lambda/names/layouts.ts'
import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { listObjects } from '../../lambda/registry/listing.ts'
import { linkWriter } from './links.ts'
import { memoryBucket } from './memory-bucket.ts'

const NONE: Children = { digests: [], complete: true }

/** A registry in memory, link by link, and what it stores. */
export const storedRegistry = (pageSize = 1000) => {
  const layout = distribution('sub')
  const { bucket, put, calls } = memoryBucket(pageSize)
  const asked: string[] = []
  /** What a listing says in place of the truth. */
  const listing = { etag: ({ etag }: ListedObject) => etag }
  async function* listed(prefix: string): AsyncGenerator<ListedObject> {
    for await (const object of listObjects(bucket, prefix)) yield { ...object, etag: listing.etag(object) }
  }
  const count = (
    children: Record<string, Children> = {},
    before: Date | number = Number.POSITIVE_INFINITY,
  ): Promise<StorageReport> =>
    countStorage({
      layout,
      blobs: listed(`sub/${DISTRIBUTION.blobs}`),
      repositories: listed(layout.prefix),
      before: Number(before),
      childrenOf: async (name) => {
        asked.push(name)
        return children[name] ?? NONE
      },
    })
  /** The untagged manifests of one repository. */
  const untagged = async (...given: Parameters<typeof count>) => (await count(...given)).repositories[0]?.untagged
  return { layout, put, calls, asked, listing, count, untagged, ...linkWriter(layout, put) }
}

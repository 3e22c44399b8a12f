import type { RegistryBucket } from './bucket/registry-bucket.ts'
import type { TagName } from './layouts/layout.ts'
import type { Layouts } from './layouts/layouts.ts'

/** A digest that a tag points to or pointed to in the past. */
export interface PastDigest {
  readonly digest: string
  /** When the tag was last pushed with this digest. ISO 8601, whole seconds. */
  readonly at: string
}

/**
 * Returns the digests of a tag, the newest first, as far as the bucket still has them; none if the layout keeps no
 * history. Takes one LIST: of more than 1,000 digests some are left out, and `isWhole` is false.
 * @throws BucketError
 */
export const tagHistory = async (
  bucket: Pick<RegistryBucket, 'list'>,
  layouts: Layouts,
  name: TagName,
): Promise<{ history: PastDigest[]; isWhole: boolean }> => {
  const layout = layouts.of(name.repository)
  const prefix = layout.historyPrefix(name)
  if (prefix === undefined) return { history: [], isWhole: true }
  const { objects, more } = await bucket.list(prefix, undefined)
  const history = objects.flatMap(({ key, lastModified }) => {
    const digest = layout.parseHistoryKey(key)
    return digest === undefined ? [] : [{ digest, at: lastModified }]
  })
  return { history: history.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)), isWhole: !more }
}

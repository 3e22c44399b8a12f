import type { ListedObject, RegistryBucket } from './bucket/registry-bucket.ts'
import type { Layout } from './layouts/layout.ts'

/** One repository of a listing: its tags, and what the listing says of their links. */
export interface ListedRepository {
  /** Its id. */
  readonly name: string
  /** Hidden from the anonymous. */
  readonly isPrivate: boolean
  readonly tags: Map<string, Pick<ListedObject, 'etag' | 'lastModified'>>
}

/**
 * All objects whose keys start with the prefix, in the order of S3.
 * @param note told of every page how many there were so far
 * @throws BucketError
 */
export async function* listObjects(
  bucket: Pick<RegistryBucket, 'list'>,
  prefix: string,
  note?: (objects: number) => void,
): AsyncGenerator<ListedObject> {
  let after: string | undefined
  let count = 0
  for (let more = true; more; ) {
    const page = await bucket.list(prefix, after)
    yield* page.objects
    count += page.objects.length
    note?.(count)
    after = page.objects.at(-1)?.key
    more = page.more && after !== undefined
  }
}

/**
 * The repositories that have a tag and whose names start with `range`, after the repository `after`, in the order of
 * their keys: the keys of one repository's tags are contiguous.
 * @throws BucketError
 */
export async function* listRepositories(
  bucket: RegistryBucket,
  layout: Layout,
  range: string,
  after: string | undefined,
): AsyncGenerator<ListedRepository> {
  let repository: ListedRepository | undefined
  // Its key comes before those of the repository's tags.
  let isPrivate: string | undefined
  let from = after === undefined ? undefined : layout.afterTags(after)
  for (let more = true; more; ) {
    const page = await bucket.list(layout.prefix + range, from)
    for (const { key, size, etag, lastModified } of page.objects) {
      const name = layout.parseTagKey(key, size)
      if (name === undefined) {
        isPrivate = layout.parsePrivateKey(key) ?? isPrivate
        continue
      }
      if (repository !== undefined && repository.name !== name.repository) {
        yield repository
        repository = undefined
      }
      repository ??= { name: name.repository, isPrivate: isPrivate === name.repository, tags: new Map() }
      repository.tags.set(name.tag, { etag, lastModified })
    }
    const last = page.objects.at(-1)?.key
    from = last === undefined ? undefined : layout.skip(last)
    more = page.more && from !== undefined
  }
  if (repository !== undefined) yield repository
}

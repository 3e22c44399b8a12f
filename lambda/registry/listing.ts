// Lists a registry bucket page by page: plain objects, or the repositories of a layout with their tags.

import type { ListedObject, RegistryBucket } from './bucket/registry-bucket.ts'
import type { Layout } from './layouts/layout.ts'
import { isBehind, type Paths } from './path-range.ts'

/** One repository of a listing, with its tags and what the listing tells about their links. */
export interface ListedRepository {
  /** Id of the repository. */
  readonly name: string
  /** True if the repository is hidden from unauthenticated callers. */
  readonly isPrivate: boolean
  readonly tags: Map<string, Pick<ListedObject, 'etag' | 'lastModified'>>
}

/**
 * Lists all objects that have this prefix, in the order of S3.
 * @param onPage called after every page with the number of objects so far
 * @throws BucketError
 */
export async function* listObjects(
  bucket: Pick<RegistryBucket, 'list'>,
  prefix: string,
  onPage?: (objects: number) => void,
): AsyncGenerator<ListedObject> {
  let after: string | undefined
  let count = 0
  for (let more = true; more; ) {
    const page = await bucket.list(prefix, after)
    yield* page.objects
    count += page.objects.length
    onPage?.(count)
    after = page.objects.at(-1)?.key
    more = page.more && after !== undefined
  }
}

/**
 * Lists the repositories that have a tag and whose paths are these, beginning behind the repository `after`, in the order
 * of their keys. The keys of the tags of one repository are contiguous.
 * @throws BucketError
 */
export async function* listRepositories(
  bucket: RegistryBucket,
  layout: Layout,
  paths: Paths,
  after: string | undefined,
): AsyncGenerator<ListedRepository> {
  let repository: ListedRepository | undefined
  // The key that marks a repository as private comes before the keys of its tags.
  let privateRepository: string | undefined
  let from = after === undefined ? startOf(layout, paths) : layout.afterTags(after)
  for (let more = true; more; ) {
    const page = await bucket.list(layout.prefix + (typeof paths === 'string' ? paths : ''), from)
    const at = page.objects.findIndex(({ key }) => isBehind(paths, key.slice(layout.prefix.length)))
    for (const { key, size, etag, lastModified } of at < 0 ? page.objects : page.objects.slice(0, at)) {
      const name = layout.parseTagKey(key, size)
      if (name === undefined) {
        privateRepository = layout.parsePrivateKey(key) ?? privateRepository
        continue
      }
      if (repository !== undefined && repository.name !== name.repository) {
        yield repository
        repository = undefined
      }
      repository ??= { name: name.repository, isPrivate: privateRepository === name.repository, tags: new Map() }
      repository.tags.set(name.tag, { etag, lastModified })
    }
    const last = page.objects.at(-1)?.key
    from = last === undefined ? undefined : layout.skip(last)
    more = page.more && at < 0 && from !== undefined && !isBehind(paths, from.slice(layout.prefix.length))
  }
  if (repository !== undefined) yield repository
}

// No key of a tag is where a range begins, so it may begin right behind it.
const startOf = (layout: Layout, paths: Paths): string | undefined =>
  typeof paths === 'string' || paths.from === undefined ? undefined : layout.prefix + paths.from

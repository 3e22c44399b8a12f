// Advises what to delete from a registry, and what that would free. Reads the bucket alone, never the index: what a deletion
// rests on has to be whole and of now, and the index cuts long lists of layers and entries, knows no untagged manifests,
// and may be behind. A manifest costs one GET, so a million cost 0.40 $.

import { type RegistryBucket, wholeSeconds } from '../../lambda/registry/bucket/registry-bucket.ts'
import { Problem } from '../../lambda/registry/content/json/problem.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { listObjects } from '../../lambda/registry/listing.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { Advice } from './advice.ts'
import { brokenness } from './broken-images.ts'
import { readCacheTags } from './cache-tags.ts'
import { type Choice, choose, type Rules } from './choose.ts'
import type { DigestTable } from './digest-table.ts'
import { countFreed } from './freed.ts'
import { type ListedRepository, takeInventory } from './inventory.ts'
import { type Content, readManifests } from './manifests.ts'
import { countUnproven, tagsReader } from './read-tags.ts'
import type { ReadRepository } from './repository-graph.ts'

/** A registry of the layout `distribution`. */
export interface Registry {
  readonly bucket: RegistryBucket
  readonly layout: BlobLayout
  /** Prefix of all blobs. */
  readonly blobs: string
}

/** What the user wants to be listed. */
export interface Wanted extends Pick<Rules, 'kinds' | 'before' | 'oldBefore' | 'isKept'> {
  /** True for repositories of which something may be listed. What others need stays all the same. */
  readonly isCovered: (repository: string) => boolean
}

/** Called while the work goes on. */
export interface Progress {
  onListed?(what: 'repositories' | 'blobs', objects: number): void
  /** What remains to be read, before that begins. */
  onSize?(gets: number): void
  onRead?(manifests: number, of: number): void
}

/**
 * Advises what to delete.
 * @throws BucketError if S3 fails
 */
export const advise = async (
  { bucket, layout, blobs }: Registry,
  wanted: Wanted,
  { onListed, onSize, onRead }: Progress = {},
): Promise<Advice> => {
  const { digests, repositories: listed } = await takeInventory(layout, {
    repositories: () => listObjects(bucket, layout.prefix, (objects) => onListed?.('repositories', objects)),
    blobs: () => listObjects(bucket, blobs, (objects) => onListed?.('blobs', objects)),
  })
  const linked = new Set(listed.flatMap(({ manifests }) => [...manifests.keys()]))
  onSize?.(linked.size + countUnproven(listed))

  const repositories: (ReadRepository | Problem)[] = []
  const read = tagsReader(bucket, layout, digests)
  for await (const batch of batches(listed, BATCH)) repositories.push(...(await Promise.all(batch.map(read))))
  // A tag may point to what its repository does not link.
  const targets = repositories.flatMap((one) => (one instanceof Problem ? [] : targetsOf(one)))
  const all = new Set([...linked, ...targets])
  const contents = await readManifests(bucket, layout, digests, all, (count) => onRead?.(count, all.size))

  const covered = repositories
    .map((one, at) => ({ name: listed[at]?.name ?? '', read: readable(one, contents, digests) }))
    .filter(({ name }) => wanted.isCovered(name))
  const chosen = covered.flatMap(({ read: one }) => (one instanceof Problem ? [] : one))
  const wantsCaches = wanted.kinds.has('cache')
  const rules: Rules = {
    ...wanted,
    isCache: wantsCaches ? await readCacheTags(bucket, layout, chosen, contents, digests) : () => false,
    isBroken: brokenness(contents, digests),
    isLinked: (digest) => linked.has(digests.find(digest) ?? -1),
  }
  const choices = new Map(chosen.map((one) => [one.name, choose(one, contents, digests, rules)]))
  return {
    ...adviceOf(listed, choices, contents, digests),
    leftOut: covered.flatMap(({ name, read: one }) =>
      one instanceof Problem ? { repository: name, why: one.message } : [],
    ),
  }
}

/** Repositories whose tags are read at once. */
const BATCH = 1000

const targetsOf = ({ tags }: ReadRepository): number[] => tags.flatMap(({ target }) => target ?? [])

// What a manifest leads to that can't be read is unknown, and so may be anything in its repository.
const readable = (
  repository: ReadRepository | Problem,
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
): ReadRepository | Problem => {
  if (repository instanceof Problem) return repository
  for (const id of [...repository.manifests.keys(), ...targetsOf(repository)]) {
    const content = contents.get(id)
    if (content?.is === 'unreadable') return new Problem(`manifest ${digests.digest(id)}: ${content.why}`)
  }
  return repository
}

const adviceOf = (
  listed: readonly ListedRepository[],
  choices: ReadonlyMap<string, Choice>,
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
): Omit<Advice, 'leftOut'> => {
  const deletionsOf = (name: string) => choices.get(name)?.deletions ?? []
  const freed = countFreed(
    listed.map(({ name, manifests }) => ({
      manifests: manifests.keys(),
      deleted: new Set(deletionsOf(name).flatMap(({ manifest }) => manifest ?? [])),
    })),
    contents,
    digests,
  )
  const repositories = listed.map(({ name }, at) => ({
    name,
    bytes: freed.byRepository[at] ?? 0,
    deletions: deletionsOf(name).map(({ reason, manifest, tags, time }) => ({
      reason,
      ...(manifest === undefined ? {} : { digest: digests.digest(manifest) }),
      tags,
      pushedAt: wholeSeconds(new Date(time)),
      bytes: freed.byManifest[at]?.get(manifest ?? -1) ?? 0,
    })),
  }))
  return {
    repositories: repositories
      .filter(({ deletions }) => deletions.length > 0)
      .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
    freed: freed.all,
    unneeded: freed.unneeded,
    deadLinks: [...choices.values()].reduce((sum, { deadLinks }) => sum + deadLinks, 0),
  }
}

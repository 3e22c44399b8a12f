// Counts the bytes that deletions free. A blob is freed when the registry's garbage-collect runs and no manifest that any
// repository still links needs it. Each blob counts once, with the bytes that the bucket stores.

import type { Amount } from '../storage/blob-table.ts'
import type { DigestTable } from './digest-table.ts'
import type { Content } from './manifests.ts'

/** The manifests that one repository links. Numbers of the table of digests. */
export interface LinkedManifests {
  readonly manifests: Iterable<number>
  /** Those of them that are deleted. */
  readonly deleted: ReadonlySet<number>
}

export interface Freed {
  /** By all deletions together. */
  readonly all: Amount
  /** By those of one repository alone, for each repository. */
  readonly byRepository: readonly number[]
  /** By one deletion alone, for each repository by the number of the manifest. */
  readonly byManifest: readonly ReadonlyMap<number, number>[]
  /** Without any deletion: no manifest needs these now. */
  readonly unneeded: Amount
}

const KEPT = -2
const SEVERAL = -1

/** Counts what is freed. */
export const countFreed = (
  repositories: readonly LinkedManifests[],
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
): Freed => {
  // By blob: 0 if nothing needs it, KEPT, SEVERAL, or the number from 1 of the only one that needs it, to be deleted.
  const repositoryOf = new Int32Array(digests.count())
  const deletionOf = new Int32Array(digests.count())
  const need = (id: number, repository: number, deletion: number) => {
    claim(repositoryOf, id, repository)
    claim(deletionOf, id, deletion)
  }
  const deletions: { readonly repository: number; readonly manifest: number }[] = []
  for (const [repository, { manifests, deleted }] of repositories.entries())
    for (const manifest of manifests) {
      const content = contents.get(manifest)
      if (content?.is !== 'manifest') {
        need(manifest, KEPT, KEPT)
        continue
      }
      const isDeleted = deleted.has(manifest)
      if (isDeleted) deletions.push({ repository, manifest })
      const [ofRepository, ofDeletion] = isDeleted ? [repository + 1, deletions.length] : [KEPT, KEPT]
      need(manifest, ofRepository, ofDeletion)
      for (const id of content.references) need(id, ofRepository, ofDeletion)
      // Garbage-collect keeps the entries of an image index, but what these need only if they are linked themselves.
      for (const id of content.children) need(id, ofRepository, ofDeletion)
    }

  const byRepository = repositories.map(() => 0)
  const byManifest = repositories.map(() => new Map<number, number>())
  const all = { count: 0, bytes: 0 }
  const unneeded = { count: 0, bytes: 0 }
  for (let id = 0; id < digests.count(); id++) {
    if (!digests.hasBlob(id) || repositoryOf[id] === KEPT) continue
    const bytes = digests.bytes(id)
    const owner = repositoryOf[id] ?? 0
    const amount = owner === 0 ? unneeded : all
    amount.count++
    amount.bytes += bytes
    if (owner > 0) byRepository[owner - 1] = (byRepository[owner - 1] ?? 0) + bytes
    const deletion = deletions[(deletionOf[id] ?? 0) - 1]
    if (deletion === undefined) continue
    const its = byManifest[deletion.repository]
    its?.set(deletion.manifest, (its.get(deletion.manifest) ?? 0) + bytes)
  }
  return { all, byRepository, byManifest, unneeded }
}

const claim = (owners: Int32Array, id: number, owner: number): void => {
  const before = owners[id] ?? 0
  owners[id] = before === 0 || before === owner ? owner : before === KEPT || owner === KEPT ? KEPT : SEVERAL
}

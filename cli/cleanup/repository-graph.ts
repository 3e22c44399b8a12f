// What keeps what in one repository: an image index keeps its entries, and a manifest keeps what refers to it.

import { tagsOfReferrers } from '../../lambda/search/referrers.ts'
import type { DigestTable } from './digest-table.ts'
import type { ListedRepository, ListedTag } from './inventory.ts'
import type { Content, ManifestContent } from './manifests.ts'

/** A tag whose target is known; undefined if its link holds no digest. */
export type ReadTag = Omit<ListedTag, 'target'> & { readonly target: number | undefined }

/** A repository all of whose tags were read. */
export interface ReadRepository extends Pick<ListedRepository, 'name' | 'manifests'> {
  readonly tags: readonly ReadTag[]
}

/** Returns the graph of a repository. Manifests are numbers of the table of digests. */
export const repositoryGraph = (
  { manifests, tags }: ReadRepository,
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
) => {
  const manifestOf = (id: number): ManifestContent | undefined => {
    const content = contents.get(id)
    return content?.is === 'manifest' ? content : undefined
  }
  const childrenOf = (id: number): number[] => (manifestOf(id)?.children ?? []).filter((child) => manifests.has(child))

  const bySubject = new Map<number, number[]>()
  for (const id of manifests.keys()) {
    const subject = manifestOf(id)?.subject
    if (subject !== undefined) addTo(bySubject, subject, id)
  }

  // A tag of the referrers tag schema or of cosign is named after what it is about. Anything may be tagged so: what is
  // evidently an image has a name of its own, and follows nothing.
  const isOfReferrers = ({ name, target }: ReadTag): boolean => {
    const manifest = target === undefined ? undefined : manifestOf(target)
    if (manifest === undefined) return false
    if (name.includes('.')) return manifest.kind !== 'image'
    return manifest.kind === 'index' && manifest.children.every((child) => manifestOf(child)?.hasSubject !== false)
  }
  const byName = new Map(tags.filter(({ name }) => NAMED_BY_DIGEST.test(name)).map((tag) => [tag.name, tag]))
  const subjects = new Map<string, number>()
  const tagsAbout = new Map<number, ReadTag[]>()
  const noteTags = (id: number) => {
    const about = tagsOfReferrers(digests.digest(id))
      .flatMap((name) => byName.get(name) ?? [])
      .filter(isOfReferrers)
    if (about.length > 0) tagsAbout.set(id, about)
    for (const { name } of about) subjects.set(name, id)
  }
  if (byName.size > 0) for (const id of manifests.keys()) noteTags(id)

  return {
    /** Number of the manifest of the repository that a tag of referrers is about; undefined for every other tag. */
    subjectOf: (tag: string): number | undefined => subjects.get(tag),
    childrenOf,
    /** Returns these manifests, and all that stay with them: entries of image indexes, and referrers. */
    closure(roots: Iterable<number>): Set<number> {
      const found = new Set(roots)
      // A Set yields what is added to it while it is gone through.
      for (const id of found) {
        for (const child of childrenOf(id)) found.add(child)
        for (const referrer of bySubject.get(id) ?? []) found.add(referrer)
        for (const { target } of tagsAbout.get(id) ?? []) if (target !== undefined) found.add(target)
      }
      return found
    },
  }
}

export type RepositoryGraph = ReturnType<typeof repositoryGraph>

/** Adds a value to those of a key. One manifest may have a hundred thousand tags. */
export const addTo = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

/** Begins as the names of `tagsOfReferrers` do. */
const NAMED_BY_DIGEST = /^sha(?:256|512)-[0-9a-f]{64}/

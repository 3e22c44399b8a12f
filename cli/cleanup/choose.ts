// Decides what of one repository is listed for deletion. Whatever is in doubt stays.

import type { DigestTable } from './digest-table.ts'
import type { Content } from './manifests.ts'
import { addTo, type ReadRepository, type ReadTag, type RepositoryGraph, repositoryGraph } from './repository-graph.ts'

/** Why a tag or a manifest may be listed by itself. */
export const KINDS = ['untagged', 'old', 'cache', 'dangling'] as const
export type Kind = (typeof KINDS)[number]
/** Also for what goes with something else that is listed: the entries of an image index, and referrers. */
export type Reason = Kind | 'follows'

/** What is to be listed. */
export interface Rules {
  readonly kinds: ReadonlySet<Kind>
  /** What was pushed at this time or later is listed only if it follows. Epoch milliseconds. */
  readonly before: number
  /** Tags are old that were pushed before this time. Epoch milliseconds. */
  readonly oldBefore: number
  /** True for tags that stay in any case. */
  readonly isKept: (tag: string) => boolean
  readonly isCache: (tag: ReadTag, repository: string) => boolean
  readonly isBroken: (manifest: number) => boolean
  /** True if any repository has a manifest with this digest. */
  readonly isLinked: (digest: string) => boolean
}

/** One deletion: of a manifest with all of its tags, or of one tag whose manifest stays or does not exist. */
interface Deletion {
  readonly reason: Reason
  /** Number of the digest to delete; undefined where a tag alone is deleted. */
  readonly manifest: number | undefined
  /** All tags that are gone afterwards. */
  readonly tags: readonly string[]
  /** When the tag that was pushed last, or else the manifest, was pushed. Epoch milliseconds. */
  readonly time: number
}

export interface Choice {
  /** In an order in which it may stop anywhere: no image index stays without entries that it had. */
  readonly deletions: readonly Deletion[]
  /** Untagged links to manifests that do not exist. No request deletes them. */
  readonly deadLinks: number
}

/** Decides for a repository all of whose manifests are readable or missing. */
export const choose = (
  repository: ReadRepository,
  contents: ReadonlyMap<number, Content>,
  digests: DigestTable,
  rules: Rules,
): Choice => {
  const { manifests, tags } = repository
  const graph = repositoryGraph(repository, contents, digests)
  const own = ownReasons(repository, graph, rules)
  const targets = (some: readonly ReadTag[]): number[] => some.flatMap(({ target }) => target ?? [])
  const tagged = graph.closure(targets(tags))

  const followed = new Set(targets(tags.filter(({ name }) => graph.subjectOf(name) !== undefined)))
  const stayingTags = tags.filter(
    ({ name }) => rules.isKept(name) || (!own.has(name) && graph.subjectOf(name) === undefined),
  )
  // What a missing manifest of a tag led to is unknown; it may come back.
  const isInDoubt = targets(stayingTags).some((id) => contents.get(id)?.is === 'missing')
  const stays = ([id, time]: readonly [number, number]): boolean => {
    if (!tagged.has(id) && (isInDoubt || !rules.kinds.has('untagged'))) return true
    const content = contents.get(id)
    const follows = followed.has(id) || (content?.is === 'manifest' && hasIn(manifests, content.subject))
    return time >= rules.before && !follows
  }
  const kept = graph.closure([...targets(stayingTags), ...[...manifests].filter(stays).map(([id]) => id)])

  const goes = ({ name }: ReadTag): boolean => {
    if (rules.isKept(name)) return false
    const subject = graph.subjectOf(name)
    return subject === undefined ? own.has(name) : !kept.has(subject)
  }
  // Only what has a link and a blob can be deleted by its digest.
  const isDeletable = (id: number | undefined): id is number =>
    id !== undefined && manifests.has(id) && !kept.has(id) && contents.get(id)?.is === 'manifest'
  const alone: Deletion[] = []
  const tagsOf = new Map<number, ReadTag[]>()
  for (const tag of tags.filter(goes)) {
    if (isDeletable(tag.target)) addTo(tagsOf, tag.target, tag)
    else alone.push({ ...deletionOf([tag], own), manifest: undefined })
  }
  const going = [...manifests.keys()].filter(isDeletable)
  const byManifest = parentsFirst(going, graph).map((manifest): Deletion => {
    const its = tagsOf.get(manifest)
    if (its !== undefined) return { ...deletionOf(its, own), manifest }
    const reason = tagged.has(manifest) ? 'follows' : 'untagged'
    return { reason, manifest, tags: [], time: manifests.get(manifest) ?? 0 }
  })
  const isDead = (id: number) => contents.get(id)?.is === 'missing' && !tagged.has(id)
  return { deletions: [...alone, ...byManifest], deadLinks: [...manifests.keys()].filter(isDead).length }
}

const hasIn = (manifests: ReadonlyMap<number, number>, id: number | undefined): boolean =>
  id !== undefined && manifests.has(id)

// Tags that are listed for what they are themselves. Those of referrers are not, as long as the registry has what they are
// about: they may lie in another repository (cosign's COSIGN_REPOSITORY).
const ownReasons = ({ name: repository, manifests, tags }: ReadRepository, graph: RepositoryGraph, rules: Rules) => {
  const reasonOf = (tag: ReadTag): Kind | undefined => {
    const { name, target, time } = tag
    if (time >= rules.before || rules.isKept(name) || graph.subjectOf(name) !== undefined) return undefined
    const isWhole = target !== undefined && manifests.has(target) && !rules.isBroken(target)
    if (!isWhole && rules.kinds.has('dangling')) return 'dangling'
    if (isElsewhere(name, rules)) return undefined
    if (rules.kinds.has('cache') && rules.isCache(tag, repository)) return 'cache'
    return rules.kinds.has('old') && time < rules.oldBefore ? 'old' : undefined
  }
  const reasons = new Map<string, Kind>()
  for (const tag of tags) {
    const reason = reasonOf(tag)
    if (reason !== undefined) reasons.set(tag.name, reason)
  }
  return reasons
}

const ABOUT = /^(sha256)-([0-9a-f]{64})(?:\.(?:sig|att|sbom))?$/

const isElsewhere = (tag: string, { isLinked }: Rules): boolean => {
  const [, algorithm, hex] = ABOUT.exec(tag) ?? []
  return algorithm !== undefined && isLinked(`${algorithm}:${hex}`)
}

const deletionOf = (tags: readonly ReadTag[], own: ReadonlyMap<string, Kind>): Omit<Deletion, 'manifest'> => {
  const reasons = tags.map(({ name }) => own.get(name))
  const reason = (['dangling', 'cache', 'old'] as const).find((one) => reasons.includes(one)) ?? 'follows'
  return { reason, tags: tags.map(({ name }) => name), time: tags.reduce((last, { time }) => Math.max(last, time), 0) }
}

// Each image index before its entries.
const parentsFirst = (going: readonly number[], { childrenOf }: RepositoryGraph): number[] => {
  const parents = new Map(going.map((id) => [id, 0]))
  const children = (id: number) => childrenOf(id).filter((child) => parents.has(child))
  for (const id of going) for (const child of children(id)) parents.set(child, (parents.get(child) ?? 0) + 1)
  const order = going.filter((id) => parents.get(id) === 0)
  // An array yields what is added to it while it is gone through.
  for (const id of order)
    for (const child of children(id)) {
      const left = (parents.get(child) ?? 0) - 1
      parents.set(child, left)
      if (left === 0) order.push(child)
    }
  return order
}

// What happens to the registry in a storm. All of it follows from a seed; when each thing happens does not, because real
// processes do the work.

/** Image numbers by tag, by repository. A repository without tags is not in it. */
export type Tags = Map<string, Map<string, number>>

/** One change of the registry. `push` makes a tag, `move` gives it another image, `again` pushes the same one. */
export type Deed =
  | {
      readonly what: 'push' | 'move' | 'again' | 'untag'
      readonly repository: string
      readonly tag: string
      readonly image: number
    }
  | { readonly what: 'drop'; readonly repository: string }

/** The first characters that names of repositories have: a run over the bucket compares each of them by itself. */
const FIRST = 'abcdefghijklmnopqrstuvwxyz0123456789'

const REPOSITORIES = Array.from({ length: 200 }, (_, at) => `${FIRST[at % FIRST.length]}team/app-${at}`)

/** Whether a registry writes this repository. All others are written into the bucket, which is faster. */
export const isOfRegistry = (repository: string): boolean => REPOSITORIES.indexOf(repository) % 8 === 0

/** The last one is that of a signature, which no search shows. */
const TAGS = ['latest', 'v1.0', 'v1.1', 'v1.2', 'v2.0', 'edge', `sha256-${'0'.repeat(64)}.sig`]

/** So many repositories may be without tags at a time: a run that misses more than 20 at once refuses to remove them. */
const MAX_EMPTY = 15

/** How often each of them is drawn of twenty times. */
const SHARES: Readonly<Record<Deed['what'], number>> = { push: 8, move: 5, again: 2, untag: 4, drop: 1 }
const KINDS = (Object.keys(SHARES) as Deed['what'][]).flatMap((what) =>
  Array.from({ length: SHARES[what] }, () => what),
)

/** Draws what happens to a registry. Everything that it draws is applied to `tags`, the state after it. */
export const storm = (random: () => number, tags: Tags) => {
  let images = 0
  const one = <T>(among: readonly T[]): T => among[Math.floor(random() * among.length)] as T

  const put = (what: 'push' | 'move' | 'again', repository: string, tag: string, image: number): Deed => {
    tags.set(repository, (tags.get(repository) ?? new Map()).set(tag, image))
    return { what, repository, tag, image }
  }
  const untag = (repository: string, tag: string, image: number): Deed => {
    const left = tags.get(repository)
    left?.delete(tag)
    if (left?.size === 0) tags.delete(repository)
    return { what: 'untag', repository, tag, image }
  }
  const deed = (): Deed => {
    const empty = REPOSITORIES.filter((name) => !tags.has(name))
    if (empty.length >= MAX_EMPTY) return put('push', one(empty), one(TAGS), images++)
    const repository = one(REPOSITORIES)
    const present = [...(tags.get(repository) ?? [])]
    const what = present.length === 0 ? 'push' : one(KINDS)
    const [tag, image] = present.length === 0 ? ['latest', 0] : one(present)
    if (what === 'drop') {
      tags.delete(repository)
      return { what, repository }
    }
    if (what === 'untag') return untag(repository, tag, image)
    if (what === 'again') return put(what, repository, tag, image)
    // A registry deletes by digest, with all tags that have it: there every tag has an image of its own.
    const [, other] = one(present) ?? []
    if (what === 'move')
      return put(what, repository, tag, isOfRegistry(repository) || random() < 0.5 ? images++ : (other ?? 0))
    const free = TAGS.filter((name) => !tags.get(repository)?.has(name))
    return free.length === 0 ? put('move', repository, tag, images++) : put('push', repository, one(free), images++)
  }
  return {
    /** The first tag of each repository. */
    first: (): Deed[] => REPOSITORIES.map((repository) => put('push', repository, one(TAGS), images++)),
    more: (count: number): Deed[] => Array.from({ length: count }, deed),
  }
}

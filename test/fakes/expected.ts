import { isDeepStrictEqual } from 'node:util'
import { representation } from '../../lambda/indexing/build-document.ts'
import { tagBrief } from '../../lambda/indexing/build-rows.ts'
import { type Entry, INDEX_KEYS, indexKeys, lookupEntry, lookups } from '../../lambda/model/search-entries.ts'
import { isHidden, rankKey } from '../../lambda/model/sort-keys.ts'
import type { ObservedTag } from '../../lambda/registry/tag-reader.ts'
import type { memorySystem } from './system.ts'

type System = ReturnType<typeof memorySystem>
/** The index's tables, as far as they are compared here. */
export type IndexView = Pick<System['tables'], 'repositories' | 'briefs' | 'details' | 'entries'>
type Expecting = Pick<System, 'bucket' | 'layouts'> & { readonly ports: Pick<System['ports'], 'readTag'> }

/** What the index must say, worked out from the bucket alone and in the simplest way: a summary to compare with. */
export const expectedIndex = async ({ bucket, layouts, ports }: Expecting) => {
  const found = new Map<string, Map<string, ObservedTag>>()
  const hides = new Set<string>()
  for (const key of bucket.keys()) {
    const { repository, tag } = layouts.parse(key) ?? {}
    if (repository === undefined) continue
    const observed = tag === undefined ? undefined : await ports.readTag({ repository, tag })
    if (tag === undefined) hides.add(repository)
    else if (observed !== undefined) found.set(repository, (found.get(repository) ?? new Map()).set(tag, observed))
  }
  const entries: string[] = []
  const repositories: Record<string, object> = {}
  const tags: Record<string, object> = {}
  for (const [name, all] of found) {
    const visible = [...all].filter(([tag, { facts }]) => !isHidden(tag, facts.kind))
    const by = (key: (tag: string, at: string) => string) =>
      visible.sort(([a, x], [b, y]) => (key(a, x.pushedAt) < key(b, y.pushedAt) ? 1 : -1))[0]
    const main = by((tag, at) => rankKey(tag, at, false))
    const newest = by((tag, at) => at + tag)
    const dangling = visible.filter(([, { facts }]) => facts.dangling !== undefined).length
    repositories[name] = {
      layout: layouts.of(name).id,
      visible: visible.length,
      hidden: all.size - visible.length,
      ...(main && shownOf(name, ...main)),
      ...(newest && { pushedAt: newest[1].pushedAt, newestTag: newest[0] }),
      ...(dangling > 0 ? { dangling } : {}),
      ...(hides.has(name) ? { private: true } : {}),
    }
    for (const [tag, { facts, labels, etag, pushedAt }] of all) {
      tags[`${name}:${tag}`] = {
        digest: facts.digest,
        etag,
        pushedAt,
        problem: facts.problem,
        gone: facts.gone,
        description: facts.description,
        labels: facts.labels,
        keys: isHidden(tag, facts.kind) ? {} : indexKeys(name, tag, facts),
      }
      const values = isHidden(tag, facts.kind) ? [] : lookups(tag, facts, labels?.values).lookups
      entries.push(...values.map((value) => textOf(lookupEntry(value, name, tag))))
    }
  }
  return { repositories, tags, entries: entries.sort() }
}

// How long each text may be is not told in a simpler way than in the code.
const shownOf = (name: string, tag: string, observed: ObservedTag): object => {
  const { rank, ...shown } = representation(
    tagBrief(name, tag, { rev: 0, detailRev: 0 }, observed, undefined, 0),
    observed.facts,
  )
  return shown
}

const textOf = ({ partition, entry }: Entry): string => `${partition}|${entry}`

/** The same summary of what the index does say. */
export const actualIndex = ({ tables }: { readonly tables: IndexView }) => {
  const { details } = tables
  const live = [...tables.repositories.values()].filter(({ path }) => path !== undefined)
  return {
    repositories: Object.fromEntries(
      live.map(({ name, document }) => {
        const { registry, ...said } = document ?? {}
        return [name, said]
      }),
    ),
    tags: Object.fromEntries(
      [...tables.briefs.values()].map(({ repository, tag, digest, etag, pushedAt, problem }) => {
        const { description, labels, gone, ...more } = details.get(`${repository}\n${tag}`) ?? {}
        const keys = Object.fromEntries(Object.entries(more).filter(([name]) => INDEX_KEYS.some((key) => key === name)))
        return [`${repository}:${tag}`, { digest, etag, pushedAt, problem, gone, description, labels, keys }]
      }),
    ),
    entries: tables.entries(),
  }
}

/** Where a repository's row, its tags and its entries contradict each other, whatever the bucket says. */
export const disagreements = (tables: IndexView, name: string): string[] => {
  const row = tables.repositories.get(name)
  const { details } = tables
  const briefs = [...tables.briefs.values()].filter(({ repository }) => repository === name)
  const visible = briefs.filter(({ hidden }) => !hidden)
  const greatest = (order: 'rank' | 'newest') =>
    visible
      .map((brief) => brief[order])
      .sort()
      .at(-1)
  const { document } = row ?? {}
  const said = {
    // Tags that were only listed have no rows.
    visible: (document?.visible ?? 0) - (document?.unread ?? 0),
    hidden: (document?.hidden ?? 0) - (document?.unreadHidden ?? 0),
    dangling: document?.dangling ?? 0,
    rank: row?.rank,
    newest: row?.newest,
  }
  const counted = {
    visible: visible.length,
    hidden: briefs.length - visible.length,
    dangling: visible.filter(({ dangling }) => dangling !== undefined).length,
    rank: greatest('rank'),
    newest: greatest('newest'),
  }
  const recorded = briefs
    .flatMap(({ tag }) =>
      (details.get(`${name}\n${tag}`)?.lookups ?? []).map((lookup) => textOf(lookupEntry(lookup, name, tag))),
    )
    .sort()
  const standing = tables.entries().filter((entry) => entry.split('\0')[1] === name)
  return [
    ...(isDeepStrictEqual(said, counted)
      ? []
      : [`${name} says ${JSON.stringify(said)}, its tags ${JSON.stringify(counted)}`]),
    ...(isDeepStrictEqual(standing, recorded)
      ? []
      : [`entries of ${name}: ${standing.length} stand, ${recorded.length} are recorded`]),
  ]
}

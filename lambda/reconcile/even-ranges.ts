// Splits a registry into ranges that are compared in parallel. S3 tells how many keys a folder has only by listing them, so
// the number of folders with repositories stands for it: folders are opened, the outer ones first, until there are many.

import type { Place } from '../model/runs/version-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import type { PathRange } from '../registry/path-range.ts'

/** So many folders tell enough of where repositories are. */
const ENOUGH_FOLDERS = 500
/** Most LISTs that a split costs: a thousandth of a dollar. */
const MAX_LISTS = 200
/** Folders that are opened at the same time. */
const PARALLEL_FOLDERS = 16
/** A range with fewer repositories is not worth its steps, unless they have many tags. */
const REPOSITORIES_PER_RANGE = 50
/** So many take a function some seconds. */
const TAGS_PER_RANGE = 1000
/**
 * Most ranges of a run: their steps together must stay below the 256 KB that Step Functions passes on. They are compared ten
 * at a time, so this is a multiple of ten.
 */
export const MAX_RANGES = 60

/**
 * Returns how many ranges a layout with so many repositories has.
 * @param most how many it may have: layouts share those of the run
 * @param tags how many tags these have, if that is known
 */
export const rangesFor = (repositories: number, most: number = MAX_RANGES, tags = 0): number =>
  Math.max(1, Math.min(most, Math.floor(Math.max(repositories / REPOSITORIES_PER_RANGE, tags / TAGS_PER_RANGE))))

interface Folder {
  readonly path: string
  readonly depth: number
  /** What is in it; undefined if it was not opened. */
  readonly opened?: { readonly isRepository: boolean; readonly folders: number }
}

/**
 * Returns ranges of about equal numbers of repositories, which cover all of the layout: the first begins and the last
 * ends where the registry does, whatever is pushed meanwhile. Undefined if all of it is listed by one page.
 * @param most how many ranges there may be
 * @throws BucketError
 */
export const evenRanges = async (
  bucket: Pick<RegistryBucket, 'list' | 'folders'>,
  layout: Layout,
  most: number = MAX_RANGES,
): Promise<PathRange[] | undefined> => {
  const { more } = await bucket.list(layout.prefix, undefined)
  if (!more) return undefined
  const places = weighed(await folders(bucket, layout))
  return cut(
    layout,
    places,
    rangesFor(
      places.reduce((sum, { weight }) => sum + weight, 0),
      most,
    ),
  )
}

/**
 * Cuts a layout into ranges of about equal weights, at folders only. They cover all of it.
 * @param places in any order
 * @param count how many ranges there shall be; there are fewer if there are not enough places
 */
export const cut = (layout: Layout, places: readonly Place[], count: number): PathRange[] => {
  const sorted = places.filter(({ path }) => layout.isFolder(path)).sort((a, b) => (a.path < b.path ? -1 : 1))
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const starts: string[] = []
  let before = 0
  for (const { path, weight } of sorted) {
    // The place that is nearest to where the next range should begin.
    if (before + weight / 2 >= ((starts.length + 1) * total) / count && starts.length + 1 < count) starts.push(path)
    before += weight
  }
  return [undefined, ...starts].map((from, at) => {
    const to = starts[at]
    return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  })
}

// Returns the folders of a layout. Those that were not opened stand for all that is in them.
const folders = async (bucket: Pick<RegistryBucket, 'folders'>, layout: Layout): Promise<Folder[]> => {
  let lists = 0
  const open = async (folder: Folder): Promise<Folder[]> => {
    const inner: Folder[] = []
    let isRepository = false
    let next: string | undefined
    do {
      lists++
      const page = await bucket.folders(layout.prefix + folder.path, next)
      for (const key of page.folders) {
        const path = key.slice(layout.prefix.length)
        if (layout.isFolder(path)) inner.push({ path, depth: folder.depth + 1 })
        else isRepository ||= path.startsWith('_', folder.path.length)
      }
      next = page.next
    } while (next !== undefined && lists < MAX_LISTS)
    return [{ ...folder, opened: { isRepository, folders: inner.length } }, ...inner]
  }
  let all = await open({ path: '', depth: 0 })
  // Some are opened at least, to know how much the others stand for.
  for (let rounds = 0; (all.length < ENOUGH_FOLDERS || rounds === 0) && lists < MAX_LISTS; rounds++) {
    const closed = all.filter(({ opened, depth }) => opened === undefined && depth < layout.maxDepth)
    const least = Math.min(...closed.map(({ depth }) => depth))
    const outer = closed.filter(({ depth }) => depth === least)
    const chosen = new Set(spread(outer, Math.min(PARALLEL_FOLDERS, MAX_LISTS - lists)))
    if (chosen.size === 0) break
    all = (await Promise.all(all.map((one) => (chosen.has(one) ? open(one) : [one])))).flat()
  }
  return all
}

// A folder that was not opened has as much in it as those of its depth that were, which are spread evenly among them.
const weighed = (all: readonly Folder[]): Place[] => {
  const meanAt = new Map(
    [...new Set(all.map(({ depth }) => depth))].map((depth): [number, number] => {
      const opened = all.flatMap((one) => (one.depth === depth ? (one.opened ?? []) : []))
      const found = opened.reduce((sum, one) => sum + one.folders + (one.isRepository ? 1 : 0), 0)
      return [depth, opened.length === 0 ? 1 : found / opened.length]
    }),
  )
  return all
    .filter(({ path }) => path !== '')
    .map(({ path, depth, opened }) => {
      if (opened === undefined) return { path, weight: meanAt.get(depth) ?? 1 }
      return { path, weight: opened.isRepository ? 1 : 0 }
    })
}

const spread = <T>(all: readonly T[], count: number): T[] =>
  all.length <= count
    ? [...all]
    : Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)] as T)

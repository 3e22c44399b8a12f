// Which parts of the bucket a run covers. The listing is split into ranges of paths, so that they can be compared in
// parallel and in steps.

import { type LastRun, type Progress, progressId } from '../model/runs/version-store.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import { layoutOfId } from '../registry/layouts/repository-id.ts'
import type { PathRange } from '../registry/path-range.ts'
import { cut, evenRanges, MAX_RANGES, rangesFor } from './even-ranges.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { RangeStep, Request } from './run-events.ts'
import type { RunPorts } from './run-ports.ts'

/** One range of a run, as its steps name it. */
type Part = Pick<RangeStep, 'layout' | 'part' | 'range'>

/** The ranges of one run. */
interface Split {
  readonly ranges: Part[]
  /** Layouts all of which one page lists. */
  readonly small: ReadonlySet<string>
}

/**
 * Returns the ranges of a run over the whole bucket: together they cover all layouts. They are even by the tags that an earlier
 * run found, or else by the folders of the bucket.
 * @param earlier the last run over the whole bucket
 * @throws BucketError if the bucket can't be listed
 */
export const splitRanges = async (
  { bucket, layouts, version }: Pick<RunPorts, 'bucket' | 'layouts' | 'version'>,
  earlier: Pick<LastRun, 'run' | 'totals'> | undefined,
): Promise<Split> => {
  const small = new Set<string>()
  const most = mostRanges(layouts)
  const rows = earlier === undefined ? [] : await rowsOf(earlier, { layouts, version })
  const split = async (layout: Layout): Promise<Part[]> => {
    const known = knownRanges(layout, most, rows)
    if (known !== undefined) return known
    const even = await evenRanges(bucket, layout, most)
    if (even === undefined) small.add(layout.id)
    return partsOf(layout, even ?? [{}])
  }
  return { ranges: (await Promise.all(layouts.all.map(split))).flat(), small }
}

// Rows of a run over all, unless most of them are gone: those of a run that died since then lie over them, and what is left
// would make one range of all that they were of.
const rowsOf = async (
  { run, totals }: Pick<LastRun, 'run' | 'totals'>,
  { layouts, version }: Pick<RunPorts, 'layouts' | 'version'>,
): Promise<Progress[]> => {
  const all = await version.progressOf(layouts.all.flatMap(idsOfLayout))
  const rows = all.filter((row) => row.run === run && row.mode !== 'names')
  return totals !== undefined && repositoriesOf(rows) < totals.repositories / 2 ? [] : rows
}

const repositoriesOf = (rows: readonly Progress[]): number =>
  rows.reduce((sum, { totals }) => sum + totals.repositories, 0)

/** Returns how many ranges a run may have of each of these layouts. */
export const mostRanges = ({ all }: Layouts): number => Math.floor(MAX_RANGES / all.length)

const idsOfLayout = ({ id }: Layout): string[] => Array.from({ length: MAX_RANGES }, (_, part) => progressId(id, part))

/**
 * Returns ranges of a layout that are even by what the rows of one run say of it; undefined if they say nothing.
 * @param most how many ranges there may be
 * @param rows of any layouts
 */
export const knownRanges = (layout: Layout, most: number, rows: readonly Progress[]): Part[] | undefined => {
  const ids = new Set(idsOfLayout(layout))
  const own = rows.filter(({ id }) => ids.has(id))
  const places = own.flatMap((row) => row.places ?? [])
  if (places.length === 0) return undefined
  const tags = own.reduce((sum, { totals }) => sum + totals.tags, 0)
  return partsOf(layout, cut(layout, places, rangesFor(repositoriesOf(own), most, tags)))
}

const partsOf = (layout: Layout, ranges: readonly PathRange[]): Part[] =>
  ranges.map((range, part) => ({ layout: layout.id, part, range }))

/**
 * Returns the ranges of a request for a part of the bucket, one prefix in every layout or one repository; undefined where it
 * asks for all.
 * @throws ReconcileRefused if the request is contradictory, or the id of a repository is invalid or of another layout
 */
export const limitedRanges = (ports: RunPorts, { prefix, repository }: Request): Part[] | undefined => {
  if (prefix !== undefined && repository !== undefined)
    throw new ReconcileRefused('prefix and repository are both given; give only one of them')
  if (repository === undefined && prefix === undefined) return undefined
  if (repository?.includes('@')) return [rangeOfId(ports, repository)]
  return ports.layouts.all.map((layout) => ({
    layout: layout.id,
    part: 0,
    range: prefix ?? layout.rangeOf(layout.idOf(repository ?? '')),
  }))
}

const rangeOfId = ({ layouts }: RunPorts, repository: string): Part => {
  const id = layoutOfId(repository)
  const layout = layouts.all.find((one) => one.id === id)
  if (layout === undefined)
    throw new ReconcileRefused(
      `${repository} has the layout ${id}, but the deployment indexes only ${layouts.all.map((one) => one.id).join(', ')}; give a repository of an indexed layout, or change the setting layout`,
    )
  // The range of an invalid id could cover other repositories, or none.
  if (layout.parseTagKey(layout.tagKey({ repository, tag: 'latest' }))?.repository !== repository)
    throw new ReconcileRefused(
      `${repository} is not a valid id of a repository of the layout ${id}; give the repository's name`,
    )
  return { layout: id, part: 0, range: layout.rangeOf(repository) }
}

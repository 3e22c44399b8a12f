// Formats the figures as Markdown tables for docs/figures.md, and compares them with the aims.

import { overTables } from '../world/counts.ts'
import type { Burst, Load as OneLoad } from './burst.ts'
import type { Load } from './load.ts'
import type { Measured } from './measure.ts'
import type { Push } from './push.ts'
import type { Walk } from './registry-walk.ts'

/** A limit that the figures must keep, and whether they do. */
export interface Aim {
  readonly met: boolean
  readonly text: string
}

const whole = (number: number): string => Math.round(number).toLocaleString('en')
const tenth = (number: number): string => number.toFixed(1)

/** Formats a Markdown table: the first column aligned left, the others right. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Returns the S3 requests per new single-platform tag; undefined if no such tag was read. */
const requestsPerTag = ({ counts }: Measured): number | undefined =>
  counts.imageLinks === 0 ? undefined : counts.imageGets / counts.imageLinks

/** Formats a table with a row for each reconcile. */
export const reconcileTable = (all: readonly Measured[]): string =>
  table(
    [
      'run',
      'repositories',
      'tags',
      'S3 LIST',
      'S3 GET',
      'GETs per single-platform tag',
      'read units',
      'write units: tags',
      'repositories',
      'search',
      'items written: tags, repositories',
      'memory, MB: before',
      'peak',
      'seconds',
    ],
    all.map((one) => {
      const { what, totals, counts, memoryBefore, memoryPeak, seconds } = one
      const { tag, repository, search } = counts.tables
      const perTag = requestsPerTag(one)
      return [
        what,
        whole(totals.repositories),
        whole(totals.tags),
        whole(counts.list),
        whole(counts.get),
        perTag === undefined ? '' : perTag.toFixed(2),
        tenth(overTables(counts, 'readUnits')),
        whole(tag.writeUnits),
        whole(repository.writeUnits),
        whole(search.writeUnits),
        `${whole(tag.writes)}, ${whole(repository.writes)}`,
        tenth(memoryBefore),
        tenth(memoryPeak),
        tenth(seconds),
      ]
    }),
  )

const MAX_REQUESTS_PER_TAG = 4
/**
 * Most memory above that of the start, at any number of repositories. A load caches 32 MB of blobs
 * (lambda/registry/content/blobs/blobs.ts) and needs room for their keys and for work in progress; other runs only hold the
 * pages that they are reading.
 */
const MAX_MEMORY_GROWTH_MB = { load: 56, reconcile: 8 }

/** Compares the figures with the aims. */
export const aimsOf = (all: readonly Measured[]): Aim[] => {
  const most = Math.max(...all.map((one) => requestsPerTag(one) ?? 0))
  const unchanged = all.filter(({ what }) => what === 'nothing changed')
  const sumOf = (of: (one: Measured) => number) => unchanged.reduce((sum, one) => sum + of(one), 0)
  const gets = sumOf(({ counts }) => counts.get)
  const writes = sumOf(({ counts }) => overTables(counts, 'writes'))
  const peak = (loads: boolean) =>
    Math.max(
      0,
      ...all
        .filter(({ what }) => loads === (what === 'first load'))
        .map(({ memoryPeak, memoryBefore }) => memoryPeak - memoryBefore),
    )
  return [
    {
      met: most > 0 && most <= MAX_REQUESTS_PER_TAG,
      text: `${most.toFixed(2)} S3 requests per new single-platform tag; at most ${MAX_REQUESTS_PER_TAG} allowed`,
    },
    {
      met: gets === 0 && writes === 0,
      text: `${gets} GETs and ${writes} items written where nothing changed; 0 and 0 allowed`,
    },
    {
      met: peak(true) <= MAX_MEMORY_GROWTH_MB.load && peak(false) <= MAX_MEMORY_GROWTH_MB.reconcile,
      text: `${tenth(peak(true))} MB of memory above that of the start for a load, ${tenth(peak(false))} MB for other runs; at most ${MAX_MEMORY_GROWTH_MB.load} and ${MAX_MEMORY_GROWTH_MB.reconcile} allowed`,
    },
  ]
}

/** Formats a table with a row for each burst. */
export const contentionTable = (all: readonly Burst[]): string =>
  table(
    [
      'tags pushed at once',
      'messages per batch',
      'transactions attempted',
      'committed',
      'S3 GET',
      'read units',
      'write units',
      'write units of cancelled transactions',
      'messages returned to the queue',
      'most receives of one message',
      'seconds (assumed latencies)',
    ],
    all.map(({ tags, batch, counts, returned, maxReceives, seconds }) => [
      whole(tags),
      whole(batch),
      whole(counts.commits + counts.cancelled),
      whole(counts.commits),
      whole(counts.get),
      tenth(overTables(counts, 'readUnits')),
      whole(overTables(counts, 'writeUnits')),
      whole(counts.cancelledUnits),
      whole(returned),
      whole(maxReceives),
      tenth(seconds),
    ]),
  )

/** Formats a table with a row for each repository that one process loads. */
export const oneLoadTable = (all: readonly OneLoad[]): string =>
  table(
    ['tags of one repository', 'transactions', 'S3 GET', 'read units', 'write units', 'seconds (assumed latencies)'],
    all.map(({ tags, counts, seconds }) => [
      whole(tags),
      whole(counts.commits),
      whole(counts.get),
      tenth(overTables(counts, 'readUnits')),
      whole(overTables(counts, 'writeUnits')),
      tenth(seconds),
    ]),
  )

/** Formats a table with a row for each load in virtual time. */
export const loadTable = (all: readonly Load[]): string =>
  table(
    [
      'run',
      'repositories',
      'tags',
      'ranges',
      'named after, s',
      'seconds',
      'tags a second',
      'of each function',
      'LIST',
      'write units',
      'most of one partition',
    ],
    all.map(({ what, repositories, tags, ranges, named, seconds, busy, counts, hottest }) => [
      what,
      whole(repositories),
      whole(tags),
      whole(ranges),
      named === undefined ? '' : tenth(named),
      tenth(seconds),
      whole(tags / seconds),
      whole(tags / busy),
      whole(counts.list),
      whole(overTables(counts, 'writeUnits')),
      hottest.partition === '' ? '' : `${hottest.partition}: ${tenth(100 * hottest.share)} %`,
    ]),
  )

/** Formats a table with a row for each way of listing the same bucket. */
export const walkTable = ({ repositories, tags, keys, rows }: Walk): string =>
  `${whole(repositories)} repositories, ${whole(tags)} tags, ${whole(keys)} keys below the repositories\n\n${table(
    ['way', 'S3 requests', 'LIST', 'GET', 'HEAD', 'seconds'],
    rows.map(({ way, list, get, head, seconds }) => [
      way,
      whole(list + get + head),
      whole(list),
      whole(get),
      whole(head),
      tenth(seconds),
    ]),
  )}`

/** Formats a table with a row for each push. */
export const pushTable = (all: readonly Push[]): string =>
  table(
    [
      'push',
      'write units: brief and detail',
      'local indexes',
      'repository',
      'catalog and changes',
      'lookups',
      'together',
      'read units',
      'S3 GET',
    ],
    all.map(({ what, rows, orders, repository, lists, lookups, units, readUnits, gets }) => [
      what,
      ...[rows, orders, repository, lists, lookups, units].map(whole),
      tenth(readUnits),
      whole(gets),
    ]),
  )

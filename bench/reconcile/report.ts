// The figures as Markdown, and whether they are as they should be.

import { overTables } from '../world/counts.ts'
import type { Burst } from './burst.ts'
import type { Measured } from './measure.ts'
import type { Walk } from './registry-walk.ts'

/** Something that was promised of the figures. */
export interface Aim {
  readonly met: boolean
  readonly text: string
}

const whole = (number: number): string => Math.round(number).toLocaleString('en')
const tenth = (number: number): string => number.toFixed(1)

/** A table in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** S3 requests that a new single-platform tag takes; undefined where no such tag was read. */
const requestsPerTag = ({ counts }: Measured): number | undefined =>
  counts.imageLinks === 0 ? undefined : counts.imageGets / counts.imageLinks

/** A row for each run. */
export const reconcileTable = (all: readonly Measured[]): string =>
  table(
    [
      'run',
      'repositories',
      'tags',
      'S3 LIST',
      'S3 GET',
      'GET a single-platform tag',
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

const MOST_REQUESTS = 4
/**
 * Memory above that of the start which any size may take: of the load 32 MB of blobs that are kept (lambda/registry/content/blobs.ts)
 * with their keys and what is under way, of the others the pages under way. Megabytes.
 */
const MEMORY = { load: 56, reconcile: 8 }

/** Whether the figures are what was promised. */
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
      met: most > 0 && most <= MOST_REQUESTS,
      text: `${most.toFixed(2)} S3 requests a new single-platform tag; at most ${MOST_REQUESTS} allowed`,
    },
    {
      met: gets === 0 && writes === 0,
      text: `nothing changed: ${gets} GETs, ${writes} items written; 0 and 0 allowed`,
    },
    {
      met: peak(true) <= MEMORY.load && peak(false) <= MEMORY.reconcile,
      text: `memory above the start, at any size: load ${tenth(peak(true))} MB, the others ${tenth(peak(false))} MB; ${MEMORY.load} and ${MEMORY.reconcile} allowed`,
    },
  ]
}

/** A row for each burst. */
export const contentionTable = (all: readonly Burst[]): string =>
  table(
    [
      'tags at once',
      'messages a batch',
      'transactions tried',
      'committed',
      'S3 GET',
      'read units',
      'write units',
      'of these cancelled',
      'messages that came back',
      'received at most',
      'seconds (assumed times)',
    ],
    all.map(({ tags, batch, counts, cameBack, receivedMost, seconds }) => [
      whole(tags),
      whole(batch),
      whole(counts.commits + counts.cancelled),
      whole(counts.commits),
      whole(counts.get),
      tenth(overTables(counts, 'readUnits')),
      whole(overTables(counts, 'writeUnits')),
      whole(counts.cancelledUnits),
      whole(cameBack),
      whole(receivedMost),
      tenth(seconds),
    ]),
  )

/** A row for each way through the same bucket. */
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

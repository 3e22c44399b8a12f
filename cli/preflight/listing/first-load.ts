// What the first load costs and how long it takes, by the number of tags. Units are those that were counted at 10,000
// repositories with 85,120 tags (docs/figures.md, "Load and reconcile"). Nothing of this was measured on AWS.

import { BACKFILL_CONCURRENCY } from '../../../lambda/names/runs.ts'
import { rangesFor } from '../../../lambda/reconcile/even-ranges.ts'

/** Counted units for each tag of a first load. */
export const UNITS_PER_TAG = { writeUnits: 14.1, readUnits: 2.3, gets: 3.1, lists: 0.0071 } as const

/** Prices of us-east-1 in dollars, on demand. Other regions differ by up to half as much again. */
export const PRICES = {
  /** When the prices were looked up. */
  asOf: '2026-11-27',
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  get: 0.4e-6,
  list: 5e-6,
  /** A second of a function with a gigabyte, on arm64. */
  gigabyteSecond: 0.0000133334,
  /** A request to KMS: one for each object that is read, unless the bucket has a bucket key. */
  kmsRequest: 3e-6,
} as const

/** Gigabytes of the backfill function. */
const BACKFILL_GB = 1.769
/**
 * Tags a second of one function: counted in virtual time, where nothing is throttled and the code takes no time
 * (docs/figures.md, "How long it takes"), and measured on the local AWS when a function read eight repositories at once.
 */
const FUNCTION_TAGS_PER_SECOND = { most: 600, least: 85 } as const
/** A new table on demand takes 4,000 write units a second (AWS), and the tag table eight a tag without its global indexes. */
const TABLE_TAGS_PER_SECOND = 500
/** A partition takes 1,000 write units a second (AWS), and all tags of a repository are in one. */
const REPOSITORY_TAGS_PER_SECOND = 125

export interface FirstLoad {
  readonly dollars: number
  /** Without the wait before it (setting `backfill_wait`). */
  readonly seconds: { readonly least: number; readonly most: number }
}

/**
 * Returns what the load of so many tags costs and takes.
 * @param kmsRequests true if each object that is read costs a request to KMS
 * @param repositories in which they are, which says how many parts a run compares side by side
 */
export const firstLoad = (tags: number, kmsRequests: boolean, repositories: number): FirstLoad => {
  const functions = Math.min(BACKFILL_CONCURRENCY, rangesFor(repositories))
  const tables = Math.min(TABLE_TAGS_PER_SECOND, REPOSITORY_TAGS_PER_SECOND * Math.max(1, repositories))
  const seconds = {
    least: tags / Math.min(tables, FUNCTION_TAGS_PER_SECOND.most * functions),
    most: tags / Math.min(tables, FUNCTION_TAGS_PER_SECOND.least * functions),
  }
  const perTag =
    UNITS_PER_TAG.writeUnits * PRICES.writeUnit +
    UNITS_PER_TAG.readUnits * PRICES.readUnit +
    UNITS_PER_TAG.gets * (PRICES.get + (kmsRequests ? PRICES.kmsRequest : 0)) +
    UNITS_PER_TAG.lists * PRICES.list
  return {
    dollars: tags * perTag + seconds.most * functions * BACKFILL_GB * PRICES.gigabyteSecond,
    seconds: { least: Math.round(seconds.least), most: Math.round(seconds.most) },
  }
}

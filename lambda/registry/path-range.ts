// Parts of a registry by the paths of its repositories, below its prefix and in the order in which S3 lists them.

/**
 * Paths from `from` on, up to `to`, which is left out; absent where nothing bounds them. Both are ASCII, so comparing UTF-16
 * units to them gives the order of UTF-8.
 */
export interface PathRange {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** A range that is bounded at both ends. */
export interface BoundedRange {
  readonly from: string
  readonly to: string
}

/** What a listing covers: all paths that begin with a text, or a range of them. */
export type Paths = string | PathRange

/** True if a path lies behind all that a listing covers. Where that is a text, all paths are asked for by it. */
export const isBehind = (paths: Paths, path: string): boolean =>
  typeof paths !== 'string' && paths.to !== undefined && path >= paths.to

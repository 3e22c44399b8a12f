// The times on which the memory of search rests. All are milliseconds. The simulation in test/simulation/search-*.ts shows
// what goes wrong without those that make it right. Those that bound what a request waits for, and how often it reads, are
// tried in test/search/snapshot/.

const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS

/** How long before its reading began the watermark of a build lies. Commits end, and become visible, within this time. */
export const BUILD_MARGIN_MS = 10 * MINUTE_MS
/** How old the newest build may become before the next one is made. */
export const REBUILD_AFTER_MS = 12 * HOUR_MS
/**
 * How old a build, or a memory that was not refreshed, may be and still be used. Rows of emptied repositories expire after
 * a day: what is older than that can't learn any more that they were emptied.
 */
export const MAX_AGE_MS = 18 * HOUR_MS

/** Shortest time between two reads of changes. */
export const REFRESH_MS = 1 * SECOND_MS
/** How long before the cursor a refresh begins, because the index `changes` does not show changes in their order. */
export const OVERLAP_MS = 3 * SECOND_MS
/** Shortest time between two wide reads. */
export const WIDE_EVERY_MS = 60 * SECOND_MS
/** How long before the last wide read the next one begins. */
export const WIDE_REACH_MS = 10 * MINUTE_MS
/** Longest time between two wide reads, however much the last one read. */
export const WIDE_MAX_MS = 10 * MINUTE_MS
/** How long a wide read of several requests goes on while newer changes wait. */
export const WIDE_PATIENCE_MS = 30 * SECOND_MS
/** How long the pointer row and the version row are taken to be as they were read. */
export const ROW_CHECK_MS = 60 * SECOND_MS
/** How long a memory is up to date after it was. */
export const STALE_MS = 60 * SECOND_MS

/** How long a request waits for memory to be loaded. */
export const LOAD_WAIT_MS = 10 * SECOND_MS
/** How long a request waits for a newer build to be loaded, before it is answered from the old one. */
export const SWAP_WAIT_MS = 1 * SECOND_MS
/** How long a request waits for a read of changes. */
export const REFRESH_WAIT_MS = 3 * SECOND_MS
/** Time between two attempts to load. */
export const LOAD_RETRY_MS = 250

/**
 * Whether so long has passed since then. So it has since a time of the future: that is one of before the clock was set
 * back, and nobody knows how long ago it was.
 */
export const isDue = (since: number, milliseconds: number, now: number): boolean =>
  now < since || now - since >= milliseconds

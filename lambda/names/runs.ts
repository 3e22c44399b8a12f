// Limits and steps of runs over the bucket, and of what the queue does.

/** Name of the error with which a run refuses to go on. The state machine never retries a step that failed with it. */
export const REFUSED_ERROR = 'ReconcileRefused'

/**
 * How often an event's message is received before it is a dead letter. The delays between so many tries add up to 30 hours
 * at least and 60 at most (`lambda/indexing/retry-delays.ts`), which is less than the queue keeps a message. Where the
 * indexer can't even start, a message comes back after the queue's six minutes: 25 hours.
 */
export const MAX_RECEIVES = 250

/** Longest time of one step of a run, in seconds: the backfill function's timeout, which is Lambda's maximum. */
export const BACKFILL_TIMEOUT_S = 900

/**
 * How long a run's lease lasts after the start of its latest step, in seconds. It is longer than a step can take;
 * otherwise two runs would work at the same time.
 */
export const LEASE_S = 1200

/** Longest time that a run may wait before it lists the bucket, in seconds. */
export const MAX_BACKFILL_WAIT_S = 3600

/** Most indexers at once: more would mostly contend for the same repositories and wait for each other. */
export const INDEXER_CONCURRENCY = 10

/** Most ranges of the bucket that a run compares at once, each in an invocation of the backfill function. */
export const BACKFILL_CONCURRENCY = 10

/** The step by which the backfill function is asked for a snapshot of all search documents: `{"step": "snapshot"}`. */
export const SNAPSHOT_STEP = 'snapshot'

/** The step by which the backfill function is asked to look whether all is well: `{"step": "watch"}`. */
export const WATCH_STEP = 'watch'

/** The step by which a function that reads the bucket is asked to try its rights: `{"step": "access"}`. */
export const ACCESS_STEP = 'access'

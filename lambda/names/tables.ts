// Keys and indexes of the tables.

/** Repository table: one row for each repository. */
export const REPOSITORY = {
  key: 'name',
  /** The table's TTL attribute, in epoch seconds; only rows of repositories without tags have it. */
  expires: 'expires',
  /** The one partition of both indexes. */
  all: '1',
  /** Index of all repositories that have a tag, in the order in which S3 lists the bucket. Keys only. */
  catalog: { index: 'catalog', partition: 'catalog', sort: 'path' },
  /**
   * Index of all repositories by the time of the last change of their search document, in epoch milliseconds. It projects
   * the document, as one map: attributes can't be added to a projection later, to a map they can.
   */
  changes: { index: 'changes', partition: 'changes', sort: 'changedAt', document: 'document' },
} as const

/**
 * Tag table: a brief row and a detail row for each tag. Two of its indexes are local, so they can't be added later, and
 * hold briefs only. The others are global and hold the keys of details only.
 */
export const TAG = {
  partition: 'repository',
  sort: 'tag',
  /** When the tag was pushed; of the two rows of a tag only the brief has it. */
  pushedAt: 'pushedAt',
  rank: { index: 'rank', sort: 'rank' },
  newest: { index: 'newest', sort: 'newest' },
  /** Indexes of the values that change with nearly every push. Their keys say what an entry of the search table says. */
  lookups: {
    digest: { index: 'digest', partition: 'digestPartition', sort: 'digestEntry' },
    config: { index: 'config', partition: 'configPartition', sort: 'configEntry' },
    revision: { index: 'revision', partition: 'revisionPartition', sort: 'revisionEntry' },
  },
} as const

/** Search table: entries, which consist of their keys only. */
export const SEARCH = { partition: 'partition', sort: 'entry' } as const

/** Version table: one row for each document. The row with the `id` `index` describes the index itself. */
export const VERSION = {
  key: 'id',
  /** The table's TTL attribute, in epoch seconds; the chunks of snapshots and heartbeats of runs have it. */
  expires: 'expires',
} as const

// For how many writes a second the tables are ready when they are made. Imports nothing, so that bench/ calculates its price.

/**
 * Write units a second that a new table on demand takes, and each of its global indexes (developer guide, "Understanding
 * DynamoDB warm throughput in different scenarios").
 */
export const NEW_TABLE_UNITS = 4000

/** The most that AWS lets a table on demand have, unless the account's quota is raised. */
export const MAX_WARM_UNITS = 40_000

/** Write units of the table of tags for each tag that is loaded, without its global indexes (docs/figures.md). */
export const TAG_TABLE_UNITS_PER_TAG = 8

/**
 * What the others take where the table of tags takes 1, in a first load (docs/figures.md, "Load and reconcile"). Of the search
 * table that is a third as a rule; platforms and labels make it more. The two global indexes of the repository table
 * have one partition each, which this can't help.
 */
const SHARES = { tag: 1, tagIndex: 1 / 8, search: 1 / 2, repository: 1 / 8 } as const
type Warmed = keyof typeof SHARES

/** The three global indexes of the table of tags are alike. */
const COUNTS: Readonly<Record<Warmed, number>> = { tag: 1, tagIndex: 3, search: 1, repository: 1 }

/**
 * Returns for how many write units a second a table is to be ready; undefined where that is not more than a new one takes.
 * AWS refuses less.
 * @param units the setting `warm_throughput`: those of the table of tags
 */
export const warmUnits = (units: number | undefined, of: Warmed): number | undefined => {
  const wanted = Math.ceil((units ?? 0) * SHARES[of])
  return wanted > NEW_TABLE_UNITS ? wanted : undefined
}

/** Returns the write units that are paid for, once: what is more than new tables take anyway. */
export const paidUnits = (units: number): number =>
  (Object.keys(SHARES) as Warmed[])
    .map((of) => COUNTS[of] * ((warmUnits(units, of) ?? NEW_TABLE_UNITS) - NEW_TABLE_UNITS))
    .reduce((sum, paid) => sum + paid, 0)

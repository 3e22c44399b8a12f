// The version row: what the index was made from, and by which code. Somebody may have damaged it. What is left of it still
// protects the index; what is lost counts as written by a schema that nobody knows, so that the next run writes it anew.

import * as z from 'zod/mini'
import { indexSource } from './index-source.ts'

/** The schema version of an index whose version row does not say. No code has it, so a run migrates away from it. */
const UNKNOWN_SCHEMA = 0

/** The row that records what the index was made from, and by which code. */
const versionRow = z.object({
  id: z.literal('index'),
  /** Schema version of the rows and entries that are not migrated yet; the oldest of them if there are several. */
  schema: z.int(),
  /** The oldest schema version whose code can read them. */
  minReader: z.int(),
  /** Schema version being migrated to; absent once the rebuild is complete. */
  migratingTo: z.optional(z.int()),
  /** Its bucket is empty where a damaged row no longer says it. */
  ...indexSource.shape,
})

export type VersionRow = z.infer<typeof versionRow>

const map = z.record(z.string(), z.unknown())

/** Returns the version row with what is valid of it, from the row as it is stored. */
export const storedVersionRow = (item: unknown): VersionRow => {
  const whole = versionRow.safeParse(item)
  if (whole.success) return whole.data
  const fields = new Map(Object.entries(map.safeParse(item).data ?? {}))
  const valid = <T extends z.core.$ZodType>(schema: T, name: string) => z.safeParse(schema, fields.get(name)).data
  const migratingTo = valid(z.int(), 'migratingTo')
  // Where it is not known whether rows of another schema were begun, all have to be written.
  const isMigrating = fields.has('migratingTo') && migratingTo === undefined
  const roots = Object.entries(valid(map, 'roots') ?? {})
  return {
    id: 'index',
    schema: (isMigrating ? undefined : valid(z.int(), 'schema')) ?? UNKNOWN_SCHEMA,
    minReader: valid(z.int(), 'minReader') ?? UNKNOWN_SCHEMA,
    ...(migratingTo === undefined ? {} : { migratingTo }),
    bucket: valid(z.string(), 'bucket') ?? '',
    roots: Object.fromEntries(roots.filter((root): root is [string, string] => typeof root[1] === 'string')),
  }
}

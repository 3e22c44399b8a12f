// The checks that refuse a run. A listing that is empty, incomplete or of the wrong bucket looks like a registry whose
// repositories were deleted; without these checks a run would remove them from the index. A check must never write
// repositories or tags, only the version row.

import { isDeepStrictEqual } from 'node:util'
import { type IndexSource, sourceOf, sourceText } from '../model/runs/index-source.ts'
import type { Totals } from '../model/runs/run-totals.ts'
import { WAYS_OUT } from '../model/runs/schema-guard.ts'
import { rootSettings } from '../names/layouts.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { catalogPrefix } from '../registry/layouts/repository-id.ts'
import { listed } from '../shared/listed.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { RunPorts } from './run-ports.ts'

/** How many missing repositories a run removes without force: this many, or this fraction of all, whichever is more. */
const MAX_MISSING = 20
const MAX_MISSING_FRACTION = 0.1

/**
 * Checks each layout by itself: its listing must not be empty while the index has repositories of it.
 * @param force accepts empty listings
 * @returns isEmpty: true if the index has no repository of any layout
 * @throws ReconcileRefused
 */
export const checkListings = async (ports: RunPorts, force: boolean): Promise<{ isEmpty: boolean }> => {
  const checked = await Promise.all(ports.layouts.all.map((layout) => checkListing(ports, layout, force)))
  return { isEmpty: checked.every((isEmpty) => isEmpty) }
}

const checkListing = async ({ bucket, bucketName, store }: RunPorts, layout: Layout, force: boolean) => {
  const { objects } = await bucket.list(layout.prefix, undefined)
  for await (const name of store.catalog(layout.catalogStart(''), undefined)) {
    if (objects.length > 0 || force) return false
    throw new ReconcileRefused(
      `s3://${bucketName}/${layout.prefix} lists nothing, but the index has ${name} and more; check the settings ${listed(['bucket', ...rootSettings([layout.id])])}. If the registry really was emptied, start the run by registry-index reconcile --force`,
    )
  }
  return true
}

/**
 * Compares what the index was made from, as the version row records it, with what this deployment indexes, and creates
 * or updates the row. A layout may be added, and dropped if the index has no repositories of it. An empty index may get
 * any bucket and roots, so that a wrong setting of the first deployment can be corrected by the next one.
 * @param force accepts another bucket and other roots than recorded
 * @returns migrates: true if the run must write all rows in the schema of this code
 * @throws ReconcileRefused if the bucket, a root or a layout is not as recorded, or this code is too old for the index
 */
export const checkVersion = async (
  ports: RunPorts,
  { force, isEmpty }: { readonly force: boolean; readonly isEmpty: boolean },
): Promise<{ migrates: boolean }> => {
  const { version, schema, minReader } = ports
  const wanted = sourceOf(ports)
  if (await version.create({ schema, minReader, ...wanted })) return { migrates: false }
  const recorded = await version.read()
  if (recorded === undefined) return { migrates: false }
  if (recorded.minReader > schema)
    throw new ReconcileRefused(
      `the index has schema ${recorded.schema} and needs code of schema ${recorded.minReader} or newer, this is ${schema}; ${WAYS_OUT}`,
    )
  await checkDropped(ports, recorded, wanted)
  const isCompatible = await isCompatibleSource(ports, recorded, wanted)
  if (!isCompatible && !isEmpty) checkSource(recorded, wanted, force)
  // True also if old code takes back a migration that was begun: some rows have the other schema already.
  const migrates = (recorded.migratingTo ?? recorded.schema) !== schema || recorded.schema !== schema
  const { id, bucket, roots, ...row } = recorded
  const source = isCompatible || isEmpty ? wanted : { bucket, roots }
  // The row of an empty index begins anew with another source.
  const known = isEmpty && !isCompatible ? { schema, minReader } : row
  // Where a migration to an older schema was begun and is taken back, some rows have that one.
  const oldest = Math.min(row.schema, row.migratingTo ?? row.schema)
  const next = migrates
    ? { ...row, ...source, schema: oldest, minReader: Math.max(row.minReader, minReader), migratingTo: schema }
    : { ...known, ...source }
  // Written now, not when the run ends: from now on the index has repositories of the layouts that were added, and events
  // write rows in the new schema, so that older code that can't read them must stop.
  if (!isDeepStrictEqual({ id, ...next }, recorded)) await version.write(next)
  return { migrates }
}

// True if the bucket is the recorded one, and so are the roots. The root of a layout of which the index has no
// repositories may change, because nothing was indexed from the recorded one.
const isCompatibleSource = async (
  { store }: RunPorts,
  recorded: IndexSource,
  wanted: IndexSource,
): Promise<boolean> => {
  // A damaged row may no longer say the bucket. Then it protects no better than one that is missing.
  if (recorded.bucket !== '' && recorded.bucket !== wanted.bucket) return false
  const moved = Object.keys(recorded.roots).filter(
    (id) => Object.hasOwn(wanted.roots, id) && recorded.roots[id] !== wanted.roots[id],
  )
  for (const id of moved) for await (const _ of store.catalog(catalogPrefix(id), undefined)) return false
  return true
}

// Repositories of a dropped layout could neither be compared nor removed.
const checkDropped = async ({ store }: RunPorts, recorded: IndexSource, wanted: IndexSource): Promise<void> => {
  const allIds = [...new Set([...Object.keys(recorded.roots), ...Object.keys(wanted.roots)])].sort()
  for (const id of Object.keys(recorded.roots).filter((one) => !Object.hasOwn(wanted.roots, one)))
    for await (const name of store.catalog(catalogPrefix(id), undefined))
      throw new ReconcileRefused(
        `the index has repositories of the layout ${id}, such as ${name}, which the deployment no longer has; set layout to ${allIds.join(',')}, or destroy the stack and deploy it again`,
      )
}

const checkSource = (recorded: IndexSource, wanted: IndexSource, force: boolean): void => {
  if (force) return
  throw new ReconcileRefused(
    `the index was made from ${sourceText(recorded)}, this run would read ${sourceText(wanted)}; deploy with the recorded ${listed(['bucket', ...rootSettings(Object.keys(recorded.roots))])}, or with another database, or start the run by registry-index reconcile --force`,
  )
}

/**
 * Refuses to remove more than a tenth of the repositories, or more than 20, whichever is more.
 * @throws ReconcileRefused
 */
export const checkMissing = ({ missing, missingNames, repositories }: Totals): void => {
  const maxRemovals = Math.max(MAX_MISSING, Math.floor((repositories + missing) * MAX_MISSING_FRACTION))
  if (missing <= maxRemovals) return
  throw new ReconcileRefused(
    `${missing} of ${repositories + missing} repositories are in the index but no longer in the bucket (${missingNames.slice(0, 5).join(', ')} …), at most ${maxRemovals} are removed; check the bucket. If they really are gone, start the run by registry-index reconcile --force`,
  )
}

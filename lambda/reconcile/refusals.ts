// When a run must not go on: nothing is to be lost on a bad listing.

import { isDeepStrictEqual } from 'node:util'
import { type IndexSource, sourceOf, sourceText } from '../model/index-source.ts'
import type { Totals } from '../model/run-totals.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import type { RunPorts } from './ports.ts'
import { ReconcileRefused } from './reconcile-refused.ts'

/** Missing repositories that a run removes without being forced: so many, or this part of all. */
const MISSING_MOST = 20
const MISSING_PART = 0.1

/** Refuses an empty listing over a filled index, layout by layout; whether all of the index is empty. */
export const checkListings = async (ports: RunPorts, force: boolean): Promise<{ isEmpty: boolean }> => {
  const checked = await Promise.all(ports.layouts.all.map((layout) => checkListing(ports, layout, force)))
  return { isEmpty: checked.every((isEmpty) => isEmpty) }
}

const checkListing = async ({ bucket, bucketName, store }: RunPorts, layout: Layout, force: boolean) => {
  const { objects } = await bucket.list(layout.prefix, undefined)
  for await (const name of store.catalog(layout.catalogStart(''), undefined)) {
    if (objects.length > 0 || force) return false
    throw new ReconcileRefused(
      `s3://${bucketName}/${layout.prefix} lists nothing, but the index has ${name} and more; check the settings bucket, rootdirectory and storage_path. If the registry really was emptied, run it with {"force": true}`,
    )
  }
  return true
}

/**
 * Refuses another bucket, root or layout than recorded, and code too old; whether the form of the index is another. An
 * index that is empty is an index of nothing: a first deployment with a wrong setting is mended by the next. A layout
 * may be added, and one of which the index has nothing may go.
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
      `the index is of schema ${recorded.schema} and needs code of schema ${recorded.minReader} or newer, this is ${schema}; deploy a newer version, or destroy the stack and deploy it again`,
    )
  await checkDropped(ports, recorded, wanted)
  const grows = await isSamePlace(ports, recorded, wanted)
  if (!grows && !isEmpty) checkPlace(recorded, wanted, force)
  // Also back again in the midst of it: some rows are of the other form already.
  const migrates = (recorded.migratingTo ?? recorded.schema) !== schema || recorded.schema !== schema
  const { id, bucket, roots, ...row } = recorded
  // From now on the index has repositories of the layouts that were added, also where this run does not end.
  const source = grows || isEmpty ? wanted : { bucket, roots }
  if (isEmpty && !grows) await version.write({ schema, minReader, ...source })
  else if (!isDeepStrictEqual(source, { bucket, roots })) await version.write({ ...row, ...source })
  // Events write rows of the new form from now on: older code that can't read them must not wait for the end to know.
  if (migrates)
    await version.write({ ...row, ...source, minReader: Math.max(row.minReader, minReader), migratingTo: schema })
  return { migrates }
}

// A layout of which the index has nothing may lie anywhere: its root was wrong.
const isSamePlace = async ({ store }: RunPorts, recorded: IndexSource, wanted: IndexSource): Promise<boolean> => {
  if (recorded.bucket !== wanted.bucket) return false
  const moved = Object.keys(recorded.roots).filter(
    (id) => Object.hasOwn(wanted.roots, id) && recorded.roots[id] !== wanted.roots[id],
  )
  for (const id of moved) for await (const _ of store.catalog(`${id}:`, undefined)) return false
  return true
}

// What is of them could neither be compared nor removed.
const checkDropped = async ({ store }: RunPorts, recorded: IndexSource, wanted: IndexSource): Promise<void> => {
  const together = [...new Set([...Object.keys(recorded.roots), ...Object.keys(wanted.roots)])].sort()
  // As the catalog's paths begin in every layout.
  for (const id of Object.keys(recorded.roots).filter((one) => !Object.hasOwn(wanted.roots, one)))
    for await (const name of store.catalog(`${id}:`, undefined))
      throw new ReconcileRefused(
        `the index has repositories of the layout ${id}, such as ${name}, which the deployment no longer has; set layout to ${together.join(',')}, or destroy the stack and deploy it again`,
      )
}

const checkPlace = (recorded: IndexSource, wanted: IndexSource, force: boolean): void => {
  if (force) return
  throw new ReconcileRefused(
    `the index was made from ${sourceText(recorded)}, this run would read ${sourceText(wanted)}; deploy with the recorded bucket, rootdirectory and storage_path, or with another database, or run it with {"force": true}`,
  )
}

/**
 * Ends a run in which repositories could not be brought in line; it removes nothing.
 * @throws Error, as a failure, not a refusal
 */
export const checkFailures = ({ failed, failures }: Totals): void => {
  if (failed > 0)
    throw new Error(`${failed} repositories could not be brought in line, all others were: ${failures.join('; ')}`)
}

/** Refuses to remove more than a tenth of the repositories, or 20 where that is more. */
export const checkMissing = ({ missing, missingNames, repositories }: Totals): void => {
  const most = Math.max(MISSING_MOST, Math.floor((repositories + missing) * MISSING_PART))
  if (missing <= most) return
  throw new ReconcileRefused(
    `${missing} of ${repositories + missing} repositories are in the index but no more in the bucket (${missingNames.slice(0, 5).join(', ')} …), at most ${most} are removed; check the bucket. If they really are gone, run it with {"force": true}`,
  )
}

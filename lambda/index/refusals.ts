// When a run must not go on: nothing is to be lost on a bad listing.

import { ReconcileRefused } from './errors.ts'
import type { RunPorts } from './run.ts'
import type { Totals } from './totals.ts'

/** Missing repositories that a run removes without being forced: so many, or this part of all. */
const MISSING_MOST = 20
const MISSING_PART = 0.1

/** Refuses an empty listing over a filled index; whether the index is empty. */
export const checkListing = async (
  { bucket, bucketName, layout, store }: RunPorts,
  force: boolean,
): Promise<{ isEmpty: boolean }> => {
  const { objects } = await bucket.list(layout.prefix, undefined)
  for await (const name of store.catalog(layout.catalogStart(''), undefined)) {
    if (objects.length > 0 || force) return { isEmpty: false }
    throw new ReconcileRefused(
      `s3://${bucketName}/${layout.prefix} lists nothing, but the index has ${name} and more; check the settings bucket and rootdirectory. If the registry really was emptied, run it with {"force": true}`,
    )
  }
  return { isEmpty: true }
}

/**
 * Refuses another bucket, root directory or layout than recorded, and code too old; whether the form of the index is
 * another. An index that is empty is an index of nothing: a first deployment with a wrong setting is mended by the next.
 */
export const checkVersion = async (
  { version, bucketName, rootDirectory, layout, schema, minReader }: RunPorts,
  { force, isEmpty }: { readonly force: boolean; readonly isEmpty: boolean },
): Promise<{ migrates: boolean }> => {
  const wanted = { bucket: bucketName, root: rootDirectory, layouts: [layout.id] }
  if (await version.create({ schema, minReader, ...wanted })) return { migrates: false }
  const recorded = await version.read()
  if (recorded === undefined) return { migrates: false }
  const { bucket, root, layouts } = recorded
  if (recorded.minReader > schema)
    throw new ReconcileRefused(
      `the index is of schema ${recorded.schema} and needs code of schema ${recorded.minReader} or newer, this is ${schema}; deploy a newer version, or destroy the stack and deploy it again`,
    )
  const isOther = JSON.stringify({ bucket, root, layouts }) !== JSON.stringify(wanted)
  if (isOther && isEmpty) await version.write({ schema, minReader, ...wanted })
  else if (isOther && !force)
    throw new ReconcileRefused(
      `the index was made from ${place(bucket, root, layouts)}, this run would read ${place(bucketName, rootDirectory, wanted.layouts)}; deploy with the recorded bucket and rootdirectory, or with another database, or run it with {"force": true}`,
    )
  // Also back again in the midst of it: some rows are of the other form already.
  const migrates = (recorded.migratingTo ?? recorded.schema) !== schema || recorded.schema !== schema
  if (migrates) {
    const { id, ...row } = recorded
    await version.write({ ...row, migratingTo: schema })
  }
  return { migrates }
}

const place = (bucket: string, root: string, layouts: readonly string[]) =>
  `bucket "${bucket}" rootdirectory "${root}" (${layouts.join(', ')})`

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

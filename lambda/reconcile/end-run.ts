// How a run ends: what the comparison found is checked, and what came of the run is recorded.

import { sourceOf } from '../model/runs/index-source.ts'
import { largestNamespaces, NOTHING, sum, type Totals } from '../model/runs/run-totals.ts'
import { otherRegistries } from '../registry/layouts/detect.ts'
import { defined } from '../shared/defined.ts'
import { deleteVoidLetters } from './dead-letters.ts'
import { REFUSED_PREFIX } from './reconcile-refused.ts'
import { checkMissing } from './refusals.ts'
import type { DeepStep, RangeStep } from './run-events.ts'
import type { RunPorts } from './run-ports.ts'
import { checkSubject, idsOf } from './step-guards.ts'

/**
 * Checks what the comparison found, and returns the ranges that need a removal. Repositories that could not be reconciled
 * don't keep those from being removed that the listing certainly does not have.
 * @throws ReconcileRefused if too many repositories are missing, unless forced
 */
export const check = (ranges: readonly RangeStep[], deep?: DeepStep) => {
  // Each layout is checked by itself: together with a large registry, a small one could vanish without being noticed.
  const layouts = new Set(ranges.map(({ layout }) => layout))
  if (!ranges.some(({ force }) => force))
    for (const id of layouts) checkMissing(totalOf(ranges.filter(({ layout }) => layout === id)))
  const removals = ranges
    .filter(({ totals }) => totals.missing > 0)
    .map(({ after, ...one }) => ({
      ...one,
      mode: 'remove' as const,
      done: false,
      most: one.totals.missing,
      totals: NOTHING,
    }))
  return { ranges, removals, ...(deep === undefined ? {} : { deep }) }
}

/**
 * Records that the run is done, gives its lease back, and returns the totals. Repositories that could not be reconciled
 * or removed are counted and named there: the run is done for all others, and the next one tries them again. A run over
 * the whole bucket in which none failed makes older dead letters void.
 */
export const finish = async (
  ports: RunPorts,
  compared: readonly RangeStep[],
  removed: readonly RangeStep[],
  deep?: DeepStep,
): Promise<Totals> => {
  const { version, clock } = ports
  checkSubject(ports, compared[0])
  const run = compared[0]?.run ?? ''
  const { lease } = (await version.runs()) ?? {}
  const removals = totalOf(removed)
  const found = totalOf(compared)
  const failures = sum(found, { ...NOTHING, failed: removals.failed, failures: removals.failures })
  const compare = { ...failures, removed: removals.removed }
  const totals = sum(compare, deep?.totals ?? NOTHING)
  const rows = (await version.progressOf(idsOf(compared))).filter((row) => row.run === run)
  const namespaces = largestNamespaces(...rows.map((row) => row.namespaces))
  // A run over a part of the bucket says nothing about the schema and the registries of the whole.
  const limits = new Set(compared.flatMap(({ range }) => (typeof range === 'string' ? [range] : [])))
  const only = limits.size === 0 ? undefined : [...limits]
  // Rows of a repository that failed may still be of the old schema, so the next run has to go on with the migration.
  const isMigrated = compare.failed === 0 || (await version.read())?.migratingTo === undefined
  if (only === undefined && isMigrated) await noteVersion(ports)
  const endedAt = new Date(clock.now()).toISOString()
  for (const name of ['changed', 'late', 'problems'] as const) ports.metrics.count(name, totals[name])
  ports.metrics.count('failedRepositories', totals.failed)
  const others = only === undefined ? await otherRegistries(ports.bucket, ports.layouts.all) : []
  const part = { ...(only === undefined ? {} : { only }), ...(others.length === 0 ? {} : { others }) }
  const startedAt = lease?.startedAt ?? endedAt
  const looked = deep?.wanted ? { deep: { contents: deep.contents, ...defined({ why: deep.why }) } } : {}
  await version.ended({ run, outcome: 'done', startedAt, endedAt, ...part, totals, ...looked, namespaces })
  const began = compared[0]?.began
  if (only === undefined && compare.failed === 0 && began !== undefined) await deleteVoidLetters(ports, began)
  return totals
}

const noteVersion = (ports: RunPorts): Promise<void> =>
  ports.version.write({ schema: ports.schema, minReader: ports.minReader, ...sourceOf(ports) })

/** Records why a run was refused or failed, and gives its lease back. */
export const noteFailure = async (
  { version, clock, metrics }: RunPorts,
  run: string,
  cause: unknown,
): Promise<void> => {
  const { lease } = (await version.runs()) ?? {}
  const text = JSON.stringify(cause) ?? String(cause)
  const outcome = text.includes(REFUSED_PREFIX) ? 'refused' : 'failed'
  const endedAt = new Date(clock.now()).toISOString()
  const startedAt = lease?.run === run ? lease.startedAt : endedAt
  metrics.count(outcome, 1)
  await version.ended({ run, outcome, startedAt, endedAt, error: text.slice(0, 1000) })
}

/** Returns the sum of what the steps found and did. */
export const totalOf = (steps: readonly RangeStep[]): Totals => steps.map((step) => step.totals).reduce(sum, NOTHING)

// The steps of a run over the bucket: each may be done twice, and any may die.

import { isDeepStrictEqual } from 'node:util'
import { sourceOf } from '../model/index-source.ts'
import { largestNamespaces, NOTHING, sum, type Totals } from '../model/run-totals.ts'
import { progressId } from '../model/version-store.ts'
import { LEASE_S } from '../names.ts'
import { otherRegistries } from '../registry/layouts/detect.ts'
import type { Deadlines, RunPorts } from './ports.ts'
import { isUntrusted, reconcileRange } from './reconcile-range.ts'
import { REFUSED, ReconcileRefused } from './reconcile-refused.ts'
import { checkFailures, checkListings, checkMissing, checkVersion } from './refusals.ts'
import type { RangeStep, Request } from './run-events.ts'
import { allRanges, rangesOf } from './run-ranges.ts'

interface Begun {
  readonly wait: number
  readonly ranges: RangeStep[]
}

/** Takes the lease, looks whether the run may go on, and says which ranges there are. */
export const begin = async (ports: RunPorts, run: string, asked: Request): Promise<Begun> => {
  const wanted = rangesOf(ports, asked)
  const ids = wanted.map(({ layout, range }) => progressId(layout, range))
  await takeLease(ports, run, { longer: asked.wait * 1000, ranges: ids })
  const { isEmpty } = await refusing(() => checkListings(ports, asked.force))
  const { migrates } = await checkVersion(ports, { force: asked.force, isEmpty })
  // Until all was loaded once, nothing that is not there can be said to be late.
  const fresh = (await ports.version.runs())?.lastDone === undefined
  const step = 'range' as const
  const mode = 'compare' as const
  const rebuild = asked.rebuild || migrates
  const common = {
    step,
    run,
    of: subject(ports),
    mode,
    rebuild,
    fresh,
    force: asked.force,
    done: false,
    totals: NOTHING,
  }
  return { wait: asked.wait, ranges: wanted.map((one) => ({ ...common, ...one })) }
}

const subject = (ports: RunPorts): RangeStep['of'] => ({ ...sourceOf(ports), schema: ports.schema })

// A function that was deployed anew looks elsewhere, or writes another form, than the steps before it did.
const checkSubject = (ports: RunPorts, step: RangeStep | undefined): void => {
  if (step === undefined || isDeepStrictEqual(step.of, subject(ports))) return
  throw new ReconcileRefused(
    `the run began over ${JSON.stringify(step.of)}, since then a deployment made that ${JSON.stringify(subject(ports))}; nothing more was removed, start another run`,
  )
}

const takeLease = async (
  { version, clock }: RunPorts,
  run: string,
  { longer = 0, ranges }: { readonly longer?: number; readonly ranges?: readonly string[] } = {},
): Promise<void> => {
  const now = clock.now()
  if (await version.lease(run, now, now + LEASE_S * 1000 + longer, ranges)) return
  const { lease } = (await version.runs()) ?? {}
  throw new ReconcileRefused(
    `the run ${lease?.run} is under way since ${lease?.startedAt}; wait for its end, or until ${new Date(lease?.until ?? now).toISOString()} where it died`,
  )
}

/** Does as much of a range as the time allows. */
export const range = async (ports: RunPorts, step: RangeStep, { soft, hard }: Deadlines): Promise<RangeStep> => {
  const { version, layouts } = ports
  checkSubject(ports, step)
  await takeLease(ports, step.run)
  const { after, run, mode, ...rest } = step
  const most = (step.most ?? 0) - step.totals.removed
  const layout = layouts.all.find(({ id }) => id === step.layout)
  if (layout === undefined) throw new ReconcileRefused(`the layout ${step.layout} is not indexed by this deployment`)
  const options = { ...step, layout, after, most, deadline: soft, hardDeadline: hard }
  const part = await refusing(() => reconcileRange(ports, options))
  const totals = sum(step.totals, part.totals)
  const id = progressId(layout.id, step.range)
  // A range that goes on adds to what was counted; a removal counts no namespaces, those that stand stay.
  const [earlier] = after === undefined && mode === 'compare' ? [] : await version.progressOf([id])
  const namespaces = largestNamespaces(earlier?.namespaces ?? [], part.namespaces)
  const where = { done: part.done, ...(part.after === undefined ? {} : { after: part.after }) }
  // What a removal found is shown beside what was compared before.
  const shown = mode === 'compare' ? totals : { ...(earlier?.totals ?? NOTHING), removed: totals.removed }
  await version.progress({ id, run, mode, totals: shown, namespaces, ...where })
  return { ...rest, run, mode, totals, ...where }
}

/** Looks at what was compared: whether it is to be trusted, and what is to be removed. */
export const check = (ranges: readonly RangeStep[]) => {
  const found = totalOf(ranges)
  checkFailures(found)
  // Each layout by itself: a small registry must not vanish beside a large one.
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
  return { ranges, removals }
}

/** Notes how the run ended. */
export const finish = async (
  ports: RunPorts,
  compared: readonly RangeStep[],
  removed: readonly RangeStep[],
): Promise<Totals> => {
  const { version, clock } = ports
  checkSubject(ports, compared[0])
  const run = compared[0]?.run ?? ''
  const { lease } = (await version.runs()) ?? {}
  const gone = totalOf(removed)
  checkFailures(gone)
  const totals = { ...totalOf(compared), removed: gone.removed }
  const rows = await version.progressOf(compared.map((one) => progressId(one.layout, one.range)))
  const namespaces = largestNamespaces(...rows.map((row) => row.namespaces))
  // A part of the bucket says nothing of the whole's form and size.
  const isWholeBucket = allRanges(ports).every(({ layout, range: one }) =>
    compared.some((step) => step.layout === layout && step.range === one),
  )
  const only = isWholeBucket ? undefined : [...new Set(compared.map((one) => one.range))]
  if (only === undefined) await noteVersion(ports)
  const endedAt = new Date(clock.now()).toISOString()
  for (const name of ['changed', 'late', 'problems'] as const) ports.metrics.count(name, totals[name])
  for (const name of ['refused', 'failed'] as const) ports.metrics.count(name, 0)
  const others = only === undefined ? await otherRegistries(ports.bucket, ports.layouts.all) : []
  const part = { ...(only === undefined ? {} : { only }), ...(others.length === 0 ? {} : { others }) }
  const startedAt = lease?.startedAt ?? endedAt
  await version.ended({ run, outcome: 'done', startedAt, endedAt, ...part, totals, namespaces })
  return totals
}

const noteVersion = (ports: RunPorts): Promise<void> =>
  ports.version.write({ schema: ports.schema, minReader: ports.minReader, ...sourceOf(ports) })

/** Notes why a run did not end well. */
export const failed = async ({ version, clock, metrics }: RunPorts, run: string, cause: unknown): Promise<void> => {
  const { lease } = (await version.runs()) ?? {}
  const text = JSON.stringify(cause) ?? String(cause)
  const outcome = text.includes(REFUSED) ? 'refused' : 'failed'
  const endedAt = new Date(clock.now()).toISOString()
  const startedAt = lease?.run === run ? lease.startedAt : endedAt
  metrics.count(outcome, 1)
  await version.ended({ run, outcome, startedAt, endedAt, error: text.slice(0, 1000) })
}

/** What the parts found, together. */
export const totalOf = (steps: readonly RangeStep[]): Totals => steps.map((step) => step.totals).reduce(sum, NOTHING)

const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (isUntrusted(error)) throw new ReconcileRefused(`${error.message}; nothing was removed`, error)
    throw error
  }
}

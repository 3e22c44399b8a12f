// The steps of a run over the bucket, as the state machine calls them: begin, every range until it is done, check, the
// ranges with removals, a deep look where it is wanted, finish; or noteFailure. Each step may be done twice, and any may die. Progress and results are
// rows of the version table. The lease avoids the same work being done twice; correctness must not depend on it.

import { isDeepStrictEqual } from 'node:util'
import { sourceOf } from '../model/runs/index-source.ts'
import { largestNamespaces, NOTHING, sum, type Totals } from '../model/runs/run-totals.ts'
import { type Expected, progressId } from '../model/runs/version-store.ts'
import { LEASE_S } from '../names/runs.ts'
import { otherRegistries } from '../registry/layouts/detect.ts'
import { defined } from '../shared/defined.ts'
import { deleteVoidLetters } from './dead-letters.ts'
import { beginDeep } from './deep/begin-deep.ts'
import { deepStep } from './deep/deep-step.ts'
import { joinedPlaces } from './places.ts'
import { isUntrusted, reconcileRange } from './reconcile-range.ts'
import { REFUSED_PREFIX, ReconcileRefused } from './reconcile-refused.ts'
import { checkListings, checkMissing, checkVersion } from './refusals.ts'
import { progressReporter } from './report-progress.ts'
import type { DeepStep, RangeStep, Request } from './run-events.ts'
import type { Deadlines, RunPorts } from './run-ports.ts'
import { knownRanges, limitedRanges, mostRanges, splitRanges } from './run-ranges.ts'

interface Begun {
  readonly wait: number
  /** Ranges in which names are written before anything is compared; none unless the bucket was never loaded. */
  readonly names: RangeStep[]
  readonly ranges: RangeStep[]
  readonly deep: DeepStep
}

/** Id of the progress row of a deep look. */
const DEEP_PROGRESS = progressId('deep', 0)

/**
 * Takes the lease, checks whether the run may go on, and returns the seconds to wait, the ranges to name, and those to compare.
 * @throws ReconcileRefused if it may not
 */
export const begin = async (ports: RunPorts, run: string, request: Request): Promise<Begun> => {
  const began = ports.clock.now()
  const limited = limitedRanges(ports, request)
  const extraMs = request.wait * 1000
  const runs = await ports.version.runs()
  const deep = beginDeep(ports, { run, of: subject(ports) }, request, runs)
  // What the last run over the whole bucket found is what this one will find, about.
  const before = limited === undefined ? runs?.lastDone?.totals : undefined
  const expected = before && { repositories: before.repositories, tags: before.tags }
  const ids = (of: readonly Pick<RangeStep, 'layout' | 'part'>[]) => [
    ...idsOf(of),
    ...(deep.wanted ? [DEEP_PROGRESS] : []),
  ]
  await takeLease(ports, run, { extraMs, ranges: ids(limited ?? []), expected })
  const { isEmpty } = await refuseIfUntrusted(() => checkListings(ports, request.force))
  const { migrates } = await checkVersion(ports, { force: request.force, isEmpty })
  // Until the whole bucket was loaded once, a tag that is not indexed is not late.
  const { lastDone } = (await ports.version.runs()) ?? {}
  const fresh = lastDone === undefined
  const whole = limited === undefined ? await refuseIfUntrusted(() => splitRanges(ports, lastDone)) : undefined
  const wanted = limited ?? whole?.ranges ?? []
  if (whole !== undefined) await takeLease(ports, run, { extraMs, ranges: ids(wanted), expected })
  const step = 'range' as const
  const mode = 'compare' as const
  const rebuild = request.rebuild || migrates
  const common = {
    step,
    run,
    began,
    of: subject(ports),
    mode,
    rebuild,
    fresh,
    force: request.force,
    done: false,
    totals: NOTHING,
  }
  const ranges = wanted.map((one) => ({ ...common, ...one }))
  // What one page lists is read nearly as soon as it could be named.
  const isNamed = ({ layout }: RangeStep) => fresh && whole?.small.has(layout) === false
  const names = ranges.filter(isNamed).map((one) => ({ ...one, mode: 'names' as const }))
  return { wait: request.wait, names, ranges, deep }
}

/**
 * Splits the bucket anew into ranges to compare, evenly by the tags that the pass of names found.
 * @throws ReconcileRefused if a deployment changed what the run reads
 */
export const split = async (
  ports: RunPorts,
  ranges: readonly RangeStep[],
  deep?: DeepStep,
): Promise<{ readonly ranges: readonly RangeStep[]; readonly deep?: DeepStep }> => {
  const [first] = ranges
  const others = deep === undefined ? {} : { deep }
  checkSubject(ports, first)
  if (first === undefined) return { ranges, ...others }
  const rows = (await ports.version.progressOf(idsOf(ranges))).filter(
    ({ run, mode }) => run === first.run && mode === 'names',
  )
  const even = ports.layouts.all.flatMap((layout) => {
    const known = ranges.filter((one) => one.layout === layout.id)
    return knownRanges(layout, mostRanges(ports.layouts), rows)?.map((one) => ({ ...first, ...one })) ?? known
  })
  const listed = rows.map(({ totals }) => totals).reduce(sum, NOTHING)
  const expected = rows.length === 0 ? undefined : { repositories: listed.repositories, tags: listed.tags }
  const ids = [...idsOf(even), ...(deep?.wanted ? [DEEP_PROGRESS] : [])]
  await takeLease(ports, first.run, { ranges: ids, expected })
  return { ranges: even, ...others }
}

const idsOf = (ranges: readonly Pick<RangeStep, 'layout' | 'part'>[]): string[] =>
  ranges.map(({ layout, part }) => progressId(layout, part))

// What a run reads, and the schema it writes.
const subject = (ports: RunPorts): RangeStep['of'] => ({ ...sourceOf(ports), schema: ports.schema })

// Refuses a step if a deployment since the run began changed what the function reads, or the schema it writes.
const checkSubject = (ports: RunPorts, step: Pick<RangeStep, 'of'> | undefined): void => {
  if (step === undefined || isDeepStrictEqual(step.of, subject(ports))) return
  throw new ReconcileRefused(
    `the run began over ${JSON.stringify(step.of)}, but a deployment since then changed that to ${JSON.stringify(subject(ports))}; nothing more was removed; start another run`,
  )
}

// Takes the lease, or extends the run's own, to LEASE_S and `extraMs` from now.
const takeLease = async (
  { version, clock }: RunPorts,
  run: string,
  {
    extraMs = 0,
    ranges,
    expected,
  }: { extraMs?: number; ranges?: readonly string[]; expected?: Expected | undefined } = {},
): Promise<void> => {
  const now = clock.now()
  if (await version.lease(run, now, now + LEASE_S * 1000 + extraMs, ranges, expected)) return
  const { lease } = (await version.runs()) ?? {}
  throw new ReconcileRefused(
    lease === undefined
      ? 'another run was under way a moment ago; try again'
      : `the run ${lease.run} has been under way since ${lease.startedAt}; wait until it ends or, if it died, until its lease expires at ${new Date(lease.until).toISOString()}`,
  )
}

/**
 * Reconciles as much of a range as the time allows, and records the progress. Returns the step to go on with.
 * @throws ReconcileRefused if the run must stop, as S3 can't be trusted or a deployment changed what it reads
 */
export const reconcileStep = async (
  ports: RunPorts,
  step: RangeStep,
  { soft, hard }: Deadlines,
): Promise<RangeStep> => {
  const { version, layouts } = ports
  checkSubject(ports, step)
  await takeLease(ports, step.run)
  const { after, run, mode, ...rest } = step
  const maxRemovals = (step.most ?? 0) - step.totals.removed
  const layout = layouts.all.find(({ id }) => id === step.layout)
  if (layout === undefined)
    throw new ReconcileRefused(`the layout ${step.layout} is not indexed by this deployment; start another run`)
  const id = progressId(layout.id, step.part)
  const report = progressReporter(ports, { id, run, mode, before: step.totals })
  const since = { at: ports.clock.now(), tags: step.totals.tags }
  const options = { ...step, layout, after, maxRemovals, deadline: soft, hardDeadline: hard, report }
  const part = await refuseIfUntrusted(() => reconcileRange(ports, options))
  const totals = sum(step.totals, part.totals)
  // A range that goes on adds to the namespaces counted so far. A removal counts none, so the recorded ones are kept.
  const recorded = after === undefined && mode !== 'remove' ? [] : await version.progressOf([id])
  const earlier = recorded.find((row) => row.run === run)
  const namespaces = largestNamespaces(earlier?.namespaces ?? [], part.namespaces)
  const places = mode === 'remove' ? (earlier?.places ?? []) : joinedPlaces(earlier?.places ?? [], part.places)
  const position = { done: part.done, ...(part.after === undefined ? {} : { after: part.after }) }
  // The progress of a removal shows the totals of the comparison, and how many were removed.
  const shown = mode !== 'remove' ? totals : { ...(earlier?.totals ?? NOTHING), removed: totals.removed }
  const told = { at: ports.clock.now(), since }
  await version.progress({ id, run, mode, totals: shown, namespaces, places: [...places], ...position, ...told })
  return { ...rest, run, mode, totals: withShortTexts(totals), ...position }
}

/** Most bytes of names and reasons in a step, as JSON. */
const MAX_TEXT_BYTES = 500

// Step Functions passes 256 KB on, for all steps together. The progress of a range has the whole texts.
const withShortTexts = (totals: Totals): Totals => {
  let left = MAX_TEXT_BYTES
  const fitting = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => {
      let short = text
      while (Buffer.byteLength(JSON.stringify(short)) > left && short !== '') short = short.slice(0, short.length >> 1)
      left -= Buffer.byteLength(JSON.stringify(short))
      return short === '' ? [] : [short]
    })
  return { ...totals, failures: fitting(totals.failures), missingNames: fitting(totals.missingNames) }
}

/**
 * Looks whether what tags point to is there, as far as the time allows, and records the progress. Returns the step to go
 * on with.
 * @throws ReconcileRefused if the run must stop, as S3 can't be trusted or a deployment changed what it reads
 */
export const deepRunStep = async (ports: RunPorts, step: DeepStep, deadlines: Deadlines): Promise<DeepStep> => {
  if (step.done) return step
  checkSubject(ports, step)
  await takeLease(ports, step.run)
  const next = await refuseIfUntrusted(() => deepStep(ports, step, deadlines))
  if (next.why !== undefined) ports.log.warn('whether blobs are gone was not looked at', { why: next.why })
  const { run, totals, done, after } = next
  await ports.version.progress({
    id: DEEP_PROGRESS,
    run,
    mode: 'deep',
    done,
    totals,
    namespaces: [],
    ...(after === undefined ? {} : { after }),
  })
  return next
}

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

// Turns an error after which S3 can't be trusted into a refusal, which the state machine does not retry.
const refuseIfUntrusted = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (isUntrusted(error))
      throw new ReconcileRefused(`${error.message}; the run stopped, and removed nothing because of it`, error)
    throw error
  }
}

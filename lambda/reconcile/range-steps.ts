// The steps between the begin of a run and its end: every range until it is done, and a deep look where it is wanted. Each
// may be done twice, and any may die. Progress is kept in rows of the version table.

import { largestNamespaces, NOTHING, sum, type Totals } from '../model/runs/run-totals.ts'
import { progressId } from '../model/runs/version-store.ts'
import { deepStep } from './deep/deep-step.ts'
import { joinedPlaces } from './places.ts'
import { reconcileRange } from './reconcile-range.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import { progressReporter } from './report-progress.ts'
import type { DeepStep, RangeStep } from './run-events.ts'
import type { Deadlines, RunPorts } from './run-ports.ts'
import { checkSubject, DEEP_PROGRESS, refuseIfUntrusted, takeLease } from './step-guards.ts'

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

import { overdueRun } from '../../../lambda/health/overdue.ts'
import { isHeld, type LastRun, type RunsRow } from '../../../lambda/model/runs/version-store.ts'
import { ENV } from '../../../lambda/names/environment.ts'
import { failureMessage } from '../../../lambda/reconcile/run-status.ts'
import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import { counted, SETTINGS_OF_PLACE, totalsText } from '../../text.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, warning, unknown, error } = findingsOf('runs')

/** Whether runs over the bucket still end well. */
export const checkRuns: Check = async ({ deployment, clock }) => {
  const [runs, days] = await Promise.all([deployment.version.runs(), reconcileDays(deployment)])
  const now = clock.now()
  const lease = runs?.lease
  const isRunning = lease !== undefined && isHeld(lease, now)
  const overdue = overdueRun(runs, typeof days === 'number' ? days : 0, now)
  return [
    ...(typeof days === 'number' ? [] : [days]),
    ...(isRunning ? [note(`a run is under way: ${lease.run}`)] : []),
    ...(overdue === undefined ? [] : [overdueFinding(overdue, isRunning)]),
    ...lastFindings(runs),
  ]
}

const overdueFinding = (sentence: string, isRunning: boolean): Finding =>
  error(
    sentence,
    isRunning
      ? 'wait for the run that is under way'
      : 'registry-index reconcile --wait says what is in its way; docs/runbook.md, "run-overdue"',
  )

const lastFindings = (runs: RunsRow | undefined): Finding[] => {
  const { last, lastDone } = runs ?? {}
  return [
    ...(last?.outcome === 'failed'
      ? [
          error(
            `the last run failed: ${failureMessage(last.error ?? 'it does not say why')}`,
            'registry-index reconcile --wait tries again; docs/runbook.md, "run-failed"',
          ),
        ]
      : []),
    ...(lastDone === undefined ? [] : [doneFinding(lastDone)]),
    ...(lastDone?.others ?? []).map((hint) => note(hint)),
  ]
}

const doneFinding = ({ endedAt, totals }: LastRun): Finding => {
  if (totals === undefined) return ok(`the last whole run ended well at ${endedAt}`)
  const text = `the last whole run ended at ${endedAt}: ${totalsText(totals)}`
  if (totals.failed > 0)
    return warning(
      text,
      `see the log of the backfill function for ${counted(totals.failed, 'repository', 'repositories')}`,
    )
  return totals.repositories === 0
    ? warning(
        text,
        `if the registry has images, check the settings ${SETTINGS_OF_PLACE} (registry-index preflight BUCKET)`,
      )
    : ok(text)
}

// Without it only refused and failed runs are seen.
const reconcileDays = async ({ health }: Subject['deployment']): Promise<number | Finding> => {
  const name = health.outputs.get('BackfillFunction')
  if (name === undefined) return unknown("couldn't be checked: how often runs are scheduled", 'deploy again')
  try {
    const days = (await health.functionState(name)).environment.get(ENV.reconcileDays)
    if (days !== undefined && /^\d{1,4}$/.test(days)) return Number(days)
    return unknown(`couldn't be checked: how often runs are scheduled: ${ENV.reconcileDays} is not set`, 'deploy again')
  } catch (thrown) {
    return unknown(
      `couldn't be checked: how often runs are scheduled: ${explain(thrown)}`,
      `give yourself lambda:GetFunctionConfiguration on ${name}`,
    )
  }
}

// Shows the progress of a run over the bucket until the run ends.

import { failureMessage, type RunningReport, readStatus } from '../../lambda/reconcile/run-status.ts'
import type { Context } from '../context.ts'
import type { Deployment, Execution } from '../deployment.ts'
import { bar, duration } from '../text.ts'
import { progressText } from './status.ts'

/** Time between two queries of the run's state. */
const POLL_INTERVAL_MS = 1_000
/** Time between two lines of progress if the output is not a terminal. */
const LINE_INTERVAL_MS = 5_000
/** Width of the progress bar, in characters. */
const BAR_WIDTH = 20

/**
 * Shows the progress of a run until it ends: by a bar on a terminal, by a line every five seconds elsewhere.
 * @returns the execution that ended, or undefined if the signal was aborted first
 */
export const watch = async (
  deployment: Pick<Deployment, 'execution' | 'version'>,
  arn: string,
  { terminal, clock }: Pick<Context, 'terminal' | 'clock'>,
  signal: AbortSignal,
): Promise<Execution | undefined> => {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const from = clock.now()
  let shownAt = from
  try {
    while (!signal.aborted) {
      const execution = await deployment.execution(arn)
      if (execution.status !== 'RUNNING') return execution
      const { running } = await readStatus(deployment.version, clock.now())
      const own = running?.run === nameOf(arn) ? running : undefined
      terminal.status?.(`${bar(own?.percent ?? 0, BAR_WIDTH)} ${lineText(own, clock.now() - from)}`)
      if (terminal.status === undefined && clock.now() - shownAt >= LINE_INTERVAL_MS) {
        shownAt = clock.now()
        terminal.note(lineText(own, shownAt - from))
      }
      await Promise.race([clock.sleep(POLL_INTERVAL_MS), aborted])
    }
    return undefined
  } finally {
    terminal.status?.('')
  }
}

/** Returns the name under which the index knows the run of an execution: the last part of its ARN. */
export const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)

// The elapsed time changes even while the progress does not, so that the display never seems stuck.
const lineText = (running: RunningReport | undefined, milliseconds: number): string =>
  `${duration(Math.round(milliseconds / 1000))}: ${running === undefined ? 'starting' : progressText(running)}`

/** Returns why an execution did not succeed. */
export const failureOf = ({ status, error, cause }: Execution): string => {
  const reason = failureMessage(JSON.stringify({ Error: error, Cause: cause }))
  return reason === '{}' ? `it ended with status ${status}` : reason
}

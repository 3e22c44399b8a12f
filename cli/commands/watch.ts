// Watches a run over the bucket until it ends.

import { failureMessage, type RunningReport, readStatus } from '../../lambda/reconcile/run-status.ts'
import type { Context } from '../context.ts'
import type { Deployment, Execution } from '../deployment.ts'
import { bar, duration } from '../text.ts'
import { progressText } from './status.ts'

/** Between two looks, and between two lines where there is no terminal. Milliseconds. */
const LOOK = 1_000
const LINE = 5_000
const BAR = 20

/**
 * Shows how far a run is, a bar on a terminal and a line now and then elsewhere, until it ends.
 * @returns how it ended; undefined where the signal ended the watching
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
      terminal.status?.(`${bar(own?.percent ?? 0, BAR)} ${lineText(own, clock.now() - from)}`)
      if (terminal.status === undefined && clock.now() - shownAt >= LINE) {
        shownAt = clock.now()
        terminal.note(lineText(own, shownAt - from))
      }
      await Promise.race([clock.sleep(LOOK), aborted])
    }
    return undefined
  } finally {
    terminal.status?.('')
  }
}

/** The name by which the index knows the run of an execution. */
export const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1)

// The time shows that the watching goes on also where nothing moves.
const lineText = (running: RunningReport | undefined, milliseconds: number): string =>
  `${duration(Math.round(milliseconds / 1000))}: ${running === undefined ? 'begins' : progressText(running)}`

/** Why an execution did not succeed. */
export const failureOf = ({ status, error, cause }: Execution): string => {
  const reason = failureMessage(JSON.stringify({ Error: error, Cause: cause }))
  return reason === '{}' ? `it ended as ${status}` : reason
}

// Runs over the bucket, started again until they are done.

import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { REFUSED_PREFIX } from '../../../lambda/reconcile/reconcile-refused.ts'
import { startBackfill, type Totals, waitForExecution } from '../../../local/backfill-wait.ts'
import { clientConfig } from '../../../local/clients.ts'
import type { Emulator } from '../../../local/emulator.ts'

/** The input of a run. */
export type Input = Readonly<Record<string, unknown>>

/** How often a run is started that is refused each time, or fails. */
const STARTS = 20
const PATIENCE_MS = 600_000

/** The runs of a state machine; `emulator` tells which local AWS runs now. */
export const runsOf = (emulator: () => Emulator, machine: string) => {
  const counts = { runs: 0, runsNotDone: 0, stepsRefused: 0, stepsFailed: 0 }
  const start = (input: Input = {}) => startBackfill(emulator(), machine, input)
  // The local AWS tries a refused step again, as if it had failed: most runs get the lease in the end.
  const countSteps = async (executionArn: string): Promise<void> => {
    const sfn = new SFNClient(clientConfig(emulator().endpoint))
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    for (const { type, taskFailedEventDetails: details } of events) {
      if (type !== 'TaskFailed') continue
      if (details?.cause?.includes(REFUSED_PREFIX)) counts.stepsRefused++
      else counts.stepsFailed++
    }
  }
  return {
    counts,
    start,
    /** Starts a run, and another one if that is refused or fails, until one is done. Returns its totals. */
    async untilDone(input: Input = {}): Promise<Totals> {
      for (let starts = 1; ; starts++) {
        const execution = await start(input)
        counts.runs++
        try {
          return await waitForExecution(emulator(), execution, { timeoutMs: PATIENCE_MS })
        } catch (error) {
          counts.runsNotDone++
          if (starts === STARTS) throw error
        } finally {
          await countSteps(execution)
        }
      }
    },
  }
}

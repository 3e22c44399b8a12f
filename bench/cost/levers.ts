// What would make an index cheaper, and is not built or not set.

import { buildsOf, monthly, runLines, snapshotLines } from './monthly.ts'
import { less, line, type SettingCost } from './settings.ts'

interface Lever {
  readonly lever: string
  readonly added: SettingCost['added']
}

/** Share of changed documents at which a snapshot would be due. */
const RARER_SHARE = 0.05
/** Gigabytes of Lambda's own lines in the log of an invocation: assumed. */
const OWN_LINES = 0.7e-6
export const LEVERS: readonly Lever[] = [
  {
    lever: 'snapshots at 5 % of changed documents in place of 2 %; processes then start with more changes to read',
    added: (figures, usage) => less(snapshotLines(figures, usage), 1 - buildsOf(usage, RARER_SHARE) / buildsOf(usage)),
  },
  { lever: 'a run each week (`reconcile_days=7`)', added: (figures, usage) => less(runLines(figures, usage), 6 / 7) },
  {
    lever: "Lambda's own log lines off (start and report of each invocation)",
    added: (figures, usage) => {
      const invocations = monthly(figures, usage).reduce(
        (sum, { price, quantity }) => (price === 'invocations' ? sum + quantity : sum),
        0,
      )
      return [line('logs', -invocations * OWN_LINES), line('logStorage', -invocations * OWN_LINES)]
    },
  },
]

// What would make an index cheaper, and is not built or not set.

import { buildsOf, monthly, runLines, snapshotLines } from './monthly.ts'
import { HOURS_PER_MONTH } from './prices.ts'
import { type Added, less, line, type SettingCost } from './settings.ts'
import { DAYS, type Usage } from './usage.ts'

interface Lever {
  readonly lever: string
  readonly added: SettingCost['added']
}

/** Share of changed documents at which a snapshot would be due. */
const RARER_SHARE = 0.05
/** Gigabytes of Lambda's own lines in the log of an invocation: assumed. */
const OWN_LINES = 0.7e-6
/** Metrics of a run that are zero as a rule: lost events, problems, failures and what else runs should not find. */
const ZEROES_OF_RUN = 6
/** The indexer sends how many messages it returned, which is none as a rule. */
const ZEROES_OF_PUSH = 1

const zeroes = ({ pushes }: Usage): Added => [
  line('metrics', -(ZEROES_OF_PUSH * Math.min(24, pushes) * DAYS + ZEROES_OF_RUN * DAYS) / HOURS_PER_MONTH),
]

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
  { lever: 'metrics of our own that are zero are not sent', added: (_, usage) => zeroes(usage) },
]

// All checks of a deployment, at the same time. What keeps one of them from being made is a finding of it alone.

import { explain } from '../explain.ts'
import { type Finding, findingsOf } from '../finding.ts'
import type { Check, Subject } from './check.ts'
import { checkAccess } from './checks/access.ts'
import { checkAlarms } from './checks/alarms.ts'
import { checkClock } from './checks/clock.ts'
import { checkFront } from './checks/front.ts'
import { checkNotification } from './checks/notification.ts'
import { checkQueues } from './checks/queues.ts'
import { checkRuns } from './checks/runs.ts'
import { checkSignIn } from './checks/sign-in.ts'
import { checkSnapshot } from './checks/snapshot.ts'
import { checkStack } from './checks/stack.ts'
import { checkVersions } from './checks/versions.ts'

/** The checks by their names, in the order in which their findings are shown. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['stack', checkStack],
  ['versions', checkVersions],
  ['access', checkAccess],
  ['notification', checkNotification],
  ['queues', checkQueues],
  ['alarms', checkAlarms],
  ['runs', checkRuns],
  ['snapshot', checkSnapshot],
  ['front', checkFront],
  ['sign-in', checkSignIn],
  ['clock', checkClock],
]

/** Returns what all checks find. Makes some 25 requests. */
export const doctor = async (subject: Subject): Promise<readonly Finding[]> =>
  (await Promise.all(CHECKS.map(([name, check]) => checked(name, () => check(subject))))).flat()

const checked = async (name: string, run: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> => {
  try {
    return await run()
  } catch (error) {
    return [
      findingsOf(name).unknown(
        `couldn't be checked: ${explain(error)}`,
        'mend what the message says, then run doctor again; docs/operations.md has the rights that it needs',
      ),
    ]
  }
}

/** True if somebody has to do something, or to find out whether so. */
export const isTrouble = ({ level }: Finding): boolean => level !== 'ok' && level !== 'note'

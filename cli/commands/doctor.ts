import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { doctor as check, isTrouble } from '../doctor/doctor.ts'
import { explain } from '../explain.ts'
import { findingLines, visibleJson } from '../finding.ts'
import { counted } from '../text.ts'

/** Exit status if there is no deployment to be checked. */
const EXIT_NOT_RUN = 2

/** The command `registry-index doctor`. */
export const doctor = command({
  name: 'doctor',
  summary: 'checks a deployment, and says how to mend what is wrong; changes nothing',
  details: `Checks the stack and its versions, the functions' rights to the bucket, the bucket's notification, waiting and failed
events, alarms, runs over the bucket, the snapshot that search loads, the address of the index, signing in, and the clock.
Makes some 25 requests with your own credentials; docs/operations.md has the rights. What you may not see is a
finding too.

Exit status 0 if all is well, 1 if there is something to mend or to find out, 2 if there was nothing to check.`,
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, http, clock, deployment: find }) {
    let deployment: Deployment
    try {
      deployment = await find(targetOf(values))
    } catch (error) {
      terminal.note(`registry-index: ${explain(error)}`)
      return EXIT_NOT_RUN
    }
    terminal.status?.('looking')
    const findings = await check({ deployment, http, clock })
    terminal.status?.('')
    const troubles = findings.filter(isTrouble).length
    const { stack, url } = deployment
    if (values.json) terminal.out(visibleJson({ stack, url, isWell: troubles === 0, findings }))
    else {
      for (const line of findingLines(findings, terminal.style)) terminal.out(line)
      terminal.out('')
      terminal.out(
        troubles === 0
          ? terminal.style('green', 'all is well')
          : terminal.style('red', `${counted(troubles, 'finding')} to mend`),
      )
    }
    return troubles === 0 ? 0 : 1
  },
})

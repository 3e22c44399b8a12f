import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import { doctor as check, isTrouble } from '../doctor/doctor.ts'
import { findingLines, typedFinding } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { counted } from '../text.ts'

/** The command `registry-index doctor`. */
export const doctor = command({
  name: 'doctor',
  summary: 'checks a deployment, and says how to mend what is wrong; changes nothing',
  details: `Checks the stack and its versions, the functions' rights to the bucket, the bucket's notification, waiting and failed
events, alarms, runs over the bucket, the snapshot that search loads, the address of the index, signing in, and the
clock.
Makes some 25 requests with your own credentials; docs/operations.md has the rights. What you may not see is a
finding too.

Exit status 0 if all is well, 1 if there is something to mend or to find out.`,
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, asTyped, http, clock, deployment: find }) {
    const deployment = await find(targetOf(values))
    terminal.status?.('looking')
    const findings = (await check({ deployment, http, clock })).map((finding) => typedFinding(finding, asTyped))
    terminal.status?.('')
    const troubles = findings.filter(isTrouble).length
    const { stack, url } = deployment
    const exitStatus = troubles === 0 ? 0 : 1
    if (values.json) answerJson(terminal, { command: 'doctor', exitStatus, findings, stack, url })
    else {
      for (const line of findingLines(findings, terminal.style)) terminal.out(line)
      terminal.out('')
      terminal.out(
        troubles === 0
          ? terminal.style('green', 'all is well')
          : terminal.style('red', `${counted(troubles, 'finding')} to mend`),
      )
    }
    return exitStatus
  },
})

import { UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Context } from '../context.ts'
import type { Deployment } from '../deployment.ts'
import { doctor as check, isTrouble } from '../doctor/doctor.ts'
import { lookAtFirst, reportOf } from '../doctor/first/first-deployment.ts'
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

Exit status 0 if all is well, 1 if there is something to mend or to find out.

With --first-deployment it looks at what nobody has seen on AWS yet (docs/not-verified.md) instead, by some 120
requests, and prints a text to report back, which has numbers and no names. Exit status 1 if anything is other than it
is meant. It writes nothing. --await-push waits five minutes for a push that you make, and times it.`,
  options: {
    'first-deployment': { type: 'boolean', help: 'look at what nobody has seen on AWS yet, for a report' },
    'await-push': {
      type: 'boolean',
      help: 'with --first-deployment: wait for a push of yours, and time it',
    },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, asTyped, http, clock, deployment: find } = context
    const awaitsPush = values['await-push'] === true
    if (awaitsPush && !values['first-deployment']) throw new UsageError('doctor: --await-push needs --first-deployment')
    const deployment = await find(targetOf(values))
    if (values['first-deployment'])
      return reportFirst(context, deployment, { awaitsPush, isJson: values.json === true })
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

const reportFirst = async (
  { terminal, http, clock }: Context,
  deployment: Deployment,
  { awaitsPush, isJson }: { readonly awaitsPush: boolean; readonly isJson: boolean },
): Promise<number> => {
  const subject = { deployment, http, clock, awaitsPush, tell: (line: string) => terminal.note(line) }
  terminal.status?.('looking')
  const points = await lookAtFirst(subject)
  terminal.status?.('')
  const report = reportOf(subject, points)
  const exitStatus = points.some(({ outcome }) => outcome === 'otherwise') ? 1 : 0
  if (isJson) return answerJson(terminal, { command: 'doctor', exitStatus, findings: [], points, report })
  for (const line of report) terminal.out(line)
  terminal.note('please read it, and report it to the project, above all what is seen otherwise')
  return exitStatus
}

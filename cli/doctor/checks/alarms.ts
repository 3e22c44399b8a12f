import { ALARMS, alarmName, EVENT_ALARMS } from '../../../lambda/names/alarms.ts'
import { ENV } from '../../../lambda/names/environment.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, warning, unknown, error } = findingsOf('alarms')

/** Which alarms go off, which are gone, and whether anybody hears them. */
export const checkAlarms: Check = async ({ deployment }) => {
  const database = await databaseIn(deployment)
  if (database === undefined)
    return [unknown("couldn't be checked: what the alarms are called", 'deploy again (npx cdk deploy)')]
  const tellsOthers = deployment.health.outputs.has('LostEvents')
  const names = [...ALARMS, ...(tellsOthers ? EVENT_ALARMS : [])].map(
    (name) => [name, alarmName(database, name)] as const,
  )
  const found = await deployment.health.alarms(names.map(([, full]) => full))
  const missing = names.filter(([, full]) => !found.has(full)).map(([, full]) => full)
  const isHeard = [...found.values()].some((alarm) => alarm.isHeard)
  const findings: Finding[] = names.flatMap(([name, full]) => {
    const { state, reason, since } = found.get(full) ?? {}
    return state === 'ALARM'
      ? [
          error(
            `${full} goes off${since === undefined ? '' : ` since ${since}`}: ${reason}`,
            `see docs/runbook.md, "${name}"`,
          ),
        ]
      : []
  })
  const gone =
    missing.length === 0
      ? []
      : [
          warning(
            `alarms of the stack are gone: ${missing.join(', ')}`,
            'somebody deleted them, which CloudFormation does not notice: make them again by aws cloudwatch put-metric-alarm, as npx cdk synth shows them',
          ),
        ]
  return [
    ...(findings.length + gone.length === 0 ? [ok(`none of ${names.length} alarms goes off`)] : [...findings, ...gone]),
    ...(isHeard || found.size === 0
      ? []
      : [
          note(
            'the alarms call nobody; deploy with -c alarm_email=ADDRESS or -c alarm_topic=ARN, if somebody is to hear',
          ),
        ]),
  ]
}

const databaseIn = async ({ health }: Subject['deployment']): Promise<string | undefined> => {
  const name = health.outputs.get('BackfillFunction')
  return name === undefined ? undefined : (await health.functionState(name)).environment.get(ENV.database)
}

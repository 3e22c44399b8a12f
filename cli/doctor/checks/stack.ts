import { LAYOUTS } from '../../../lambda/names/layouts.ts'
import { findingsOf } from '../../finding.ts'
import type { Check } from '../check.ts'

const { ok, note, warning, error } = findingsOf('stack')

/** Outputs that other checks need. Those without which no command works were looked for before. */
const OUTPUTS = [
  'Notify',
  'IndexerFunction',
  'BackfillFunction',
  'SearchFunction',
  'Schema',
  'FactsVersion',
  ...LAYOUTS.map(({ root }) => root.output),
]

/** Whether the last deployment ended well, and was one of this version. */
export const checkStack: Check = async ({ deployment: { stack, health } }) => {
  const { stackStatus, outputs } = health
  const missing = OUTPUTS.filter((name) => !outputs.has(name))
  return [
    statusFinding(stack, stackStatus),
    ...(missing.length === 0
      ? []
      : [
          warning(
            `${stack} lacks the outputs ${missing.join(', ')}: it was deployed by an older version`,
            'deploy again (npx cdk deploy), or use the version of registry-index that was deployed',
          ),
        ]),
  ]
}

const statusFinding = (stack: string, status: string) => {
  if (status.endsWith('_IN_PROGRESS'))
    return note(`${stack} is being changed (${status}): what is found now may be otherwise in a minute`)
  if (status.endsWith('_FAILED'))
    return error(
      `${stack} is broken: ${status}`,
      `look at its events (aws cloudformation describe-stack-events --stack-name ${stack}), mend the first that failed, and deploy again`,
    )
  if (status.includes('ROLLBACK'))
    return warning(
      `the last deployment of ${stack} failed, and what was there before runs on: ${status}`,
      `look at its events (aws cloudformation describe-stack-events --stack-name ${stack}), mend the first that failed, and deploy again`,
    )
  return ok(`${stack}: ${status}`)
}

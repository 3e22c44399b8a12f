import { keyPrefix, LAYOUTS } from '../../../lambda/names/layouts.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { listed } from '../../../lambda/shared/listed.ts'
import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import { type Condition, isNetwork, isOrganization } from '../policy/conditions.ts'
import { type Denial, denials, type Need } from '../policy/denials.ts'
import { statementsOf } from '../policy/policy-document.ts'
import { partitionOf, type Subject } from '../subject.ts'

const { ok, warning, unknown, error } = findingsOf('policy')

/** Letters of the stack's name with which CloudFormation begins the name of a role. */
const ROLE_STACK_LENGTH = 24

/** Says which statements of the bucket's policy deny what the functions need. */
export const checkPolicy = (subject: Subject, layouts: readonly Layout[]): Promise<readonly Finding[]> =>
  checked('policy', "what the bucket's policy denies", async () => {
    const json = await subject.aws.policy(subject.bucket)
    if (json === undefined) return [ok('the bucket has no policy')]
    const statements = statementsOf(json)
    if (statements === undefined)
      return [unknown("couldn't be checked: the bucket's policy has a form that preflight does not know", 'read it')]
    const role = rolePattern(subject)
    const functions = { account: subject.account, region: subject.region, role: role.replace('*', 'x') }
    const found = denials(statements, needsOf(subject, layouts), functions)
    return found.length > 0
      ? found.map((denial) => denialFinding(denial, role))
      : [ok("the bucket's policy denies nothing that the functions need")]
  })

const rolePattern = ({ region, account, stack }: Subject): string =>
  `arn:${partitionOf(region)}:iam::${account ?? '*'}:role/${stack.slice(0, ROLE_STACK_LENGTH)}*`

const needsOf = ({ bucket, region }: Subject, layouts: readonly Layout[]): Need[] => {
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`
  const ofBucket = ['s3:ListBucket', 's3:GetBucketNotification', 's3:PutBucketNotification']
  const prefixes = layouts.flatMap(({ id, root }) =>
    (LAYOUTS.find((one) => one.id === id)?.reads ?? []).map((path) => keyPrefix(root) + path),
  )
  return [
    ...prefixes.map((prefix) => ({ action: 's3:GetObject', resource: `${arn}/${prefix}`, isPrefix: true })),
    ...ofBucket.map((action) => ({ action, resource: arn, isPrefix: false })),
  ]
}

const denialFinding = ({ sid, actions, conditions, isCertain }: Denial, role: string): Finding => {
  const what = `the statement ${sid} of the bucket's policy`
  const rights = listed(actions)
  const exception = `except the roles of the stack in that statement: "ArnNotLike": {"aws:PrincipalArn": "${role}"}`
  const why = conditions.length === 0 ? '' : ` (${conditions.map(conditionText).join(', ')})`
  if (isCertain && conditions.some(isNetwork))
    return error(`${what} denies ${rights} outside of a network${why}; the functions run in no VPC`, exception)
  if (isCertain) return error(`${what} denies ${rights} to the functions${why}`, exception)
  if (conditions.every(isOrganization))
    return warning(
      `${what} denies ${rights} to whom is in another organization${why}`,
      'nothing, if the account belongs to that organization (aws organizations describe-organization)',
    )
  return warning(`${what} may deny ${rights} to the functions${why}`, `read it; if it does, ${exception}`)
}

const conditionText = ({ operator, key, values }: Condition): string => {
  const [first = '', ...more] = values
  return `${operator} ${key} ${first}${more.length > 0 ? ` and ${more.length} more` : ''}`
}

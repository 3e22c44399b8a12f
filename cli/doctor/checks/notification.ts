import { missingNotifications } from '../../../lambda/health/notification.ts'
import { ENV } from '../../../lambda/names/environment.ts'
import { NOTIFY_MODES, type NotifyMode } from '../../../lambda/names/modes.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import type { Check, Subject } from '../check.ts'

const { ok, unknown, warning, error } = findingsOf('notification')

const FIXES: Readonly<Record<NotifyMode, string>> = {
  s3: 'find out who overwrote the rules (another CDK app, Terraform), then deploy again; or let the owner of the rules write ours with -c notify=none (docs/adopting.md, "How the bucket tells of its tags")',
  eventbridge: "switch on EventBridge in the bucket's properties (docs/adopting.md)",
  sns: 'add the rules again that send to the topic (docs/adopting.md)',
  none: 'write the rules that registry-index bucket-setup prints',
}

/** Whether the bucket tells the index of its tags, and whether what it told has arrived. */
export const checkNotification: Check = async ({ deployment }) => {
  const mode = NOTIFY_MODES.find((one) => one === deployment.health.outputs.get('Notify')) ?? 's3'
  return [...(await rulesFindings(deployment, mode)), ...(await lateFindings(deployment, mode))]
}

const rulesFindings = async (deployment: Subject['deployment'], mode: NotifyMode): Promise<Finding[]> => {
  const { health, bucketName, bucketSide } = deployment
  const found = await health.notifications()
  if (found === undefined)
    return [
      unknown(
        `couldn't be checked: whom s3://${bucketName} tells of its tags`,
        'give yourself s3:GetBucketNotification on the bucket, or ask its owner',
      ),
    ]
  const topic = mode === 'sns' ? await topicOf(health) : undefined
  if (mode === 'sns' && topic === undefined)
    return [
      unknown("couldn't be checked: which topic the deployment is subscribed to", 'deploy again (npx cdk deploy)'),
    ]
  const expected = { mode, destination: topic ?? bucketSide.queueArn, layouts: bucketSide.layouts }
  const missing = missingNotifications(found, expected)
  return missing.length === 0
    ? [ok(`s3://${bucketName} tells of all tags (notify=${mode})`)]
    : missing.map((sentence) => error(`${sentence}: a push is found only after the next run`, FIXES[mode]))
}

const topicOf = async ({ outputs, functionState }: Subject['deployment']['health']): Promise<string | undefined> => {
  const name = outputs.get('BackfillFunction')
  return name === undefined ? undefined : (await functionState(name)).environment.get(ENV.notifyTopic)
}

// What no rule shows: a topic's subscription that was removed or filters, a rule of EventBridge that is off, a queue's policy.
const lateFindings = async ({ version }: Subject['deployment'], mode: NotifyMode): Promise<Finding[]> => {
  const late = (await version.runs())?.lastDone?.totals?.late ?? 0
  return late === 0
    ? []
    : [
        warning(
          `the last run found ${late} tags of which no event had come`,
          `nothing, if the notification was missing before, or tags were written past it; if the number stays, see docs/runbook.md, "notification-missing" (notify=${mode})`,
        ),
      ]
}

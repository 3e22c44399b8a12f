// Whether S3 will take our rules beside those that the bucket has. S3 has one document for all rules of a bucket: it is
// refused as a whole if two rules for the same events overlap, or if the destination of any can't be reached.

import { NOTIFIED_EVENTS } from '../../../lambda/names/bucket.ts'
import { LAYOUTS } from '../../../lambda/names/layouts.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { findingsOf } from '../../finding.ts'
import { type CheckName, checked, type Finding, unchecked } from '../finding.ts'
import { CallError, type NotificationRule } from '../ports.ts'
import { isForeign, type Subject } from '../subject.ts'

const check: CheckName = 'notifications'
const { ok, note, error } = findingsOf(check)

/** Most rules that a bucket may have (S3 user guide). */
const MAX_RULES = 100
/** Most destinations that are looked for. */
const MAX_DESTINATIONS = 20

/** A rule that the deployment will set. */
type OurRule = Pick<NotificationRule, 'events' | 'prefix' | 'suffix'>

/**
 * Compares the bucket's rules with those that the deployment sets.
 * @param queueUrl the queue of the deployment that is there already, whose rules are its own
 */
export const checkNotifications = (
  subject: Subject,
  layouts: readonly Layout[],
  queueUrl: string | undefined,
): Promise<readonly Finding[]> =>
  checked(check, 'which notifications the bucket sends', async () => {
    const { rules, eventBridge } = await subject.aws.notifications(subject.bucket)
    const byOwner = isForeign(subject)
    const foreign = rules.filter(({ arn }) => queueUrl === undefined || !isQueue(arn, queueUrl))
    const ours = rulesOf(layouts)
    const problems = [
      ...together(foreign).flatMap((rule) => overlapFindings(rule, ours)),
      ...(await destinationFindings(subject, foreign)),
      ...tooMany(foreign.length, ours.length * NOTIFIED_EVENTS.length),
    ]
    // The deployment sets no rule then, but S3 refuses the owner's as well.
    const findings = byOwner
      ? problems.map((one) => ({ ...one, level: one.level === 'error' ? 'warning' : one.level }))
      : problems
    const bridge = eventBridge
      ? [note('the bucket also sends its events to EventBridge, which is no obstacle: the deployment leaves that on')]
      : []
    const count = foreign.length === 0 ? 'no other rule is there' : `fits beside the ${foreign.length} that are there`
    const fits = problems.some(({ level }) => level === 'error')
      ? []
      : [
          ok(
            `${byOwner ? "the rule that the bucket's owner sets" : 'our rule'} for ${ours.map(filterText).join(' and ')}: ${count}`,
          ),
        ]
    return [...fits, ...findings, ...bridge]
  })

// The deployment makes a rule for each event.
const tooMany = (foreign: number, ours: number): Finding[] =>
  foreign + ours > MAX_RULES
    ? [
        error(
          `the bucket has ${foreign} rules, S3 takes ${MAX_RULES}, and ours are ${ours}`,
          'remove rules that nobody needs',
        ),
      ]
    : []

const rulesOf = (layouts: readonly Layout[]): OurRule[] =>
  layouts.map(({ id, prefix }) => ({
    events: NOTIFIED_EVENTS,
    prefix,
    suffix: LAYOUTS.find((one) => one.id === id)?.tagSuffix ?? '',
  }))

// https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, arn:aws:sqs:REGION:ACCOUNT:NAME
const isQueue = (arn: string, url: string): boolean => arn.endsWith(`:${url.split('/').slice(-2).join(':')}`)

/** True if an event of one pattern may be one of the other: `s3:ObjectCreated:*` is all of `s3:ObjectCreated:Put` and more. */
const meet = (a: string, b: string): boolean => {
  const within = (one: string, other: string) =>
    one === other || (one.endsWith('*') && other.startsWith(one.slice(0, -1)))
  return within(a, b) || within(b, a)
}

// S3 has special characters of filters as in addresses, and a space as a plus.
const decoded = (filter: string): string => {
  try {
    return decodeURIComponent(filter.replaceAll('+', ' '))
  } catch {
    return filter
  }
}

/** Returns the events for which S3 refuses to have both rules. */
const overlap = (a: OurRule, b: OurRule): string[] => {
  const [aPrefix, bPrefix, aSuffix, bSuffix] = [a.prefix, b.prefix, a.suffix, b.suffix].map(decoded) as [
    string,
    string,
    string,
    string,
  ]
  const isPrefix = aPrefix.startsWith(bPrefix) || bPrefix.startsWith(aPrefix)
  const isSuffix = aSuffix.endsWith(bSuffix) || bSuffix.endsWith(aSuffix)
  return isPrefix && isSuffix ? a.events.filter((event) => b.events.some((one) => meet(event, one))) : []
}

const filterText = ({ prefix, suffix }: OurRule): string =>
  prefix === '' && suffix === '' ? 'all keys' : `${prefix}…${suffix}`

const ruleText = (rule: NotificationRule): string => `the rule ${rule.id || 'without a name'} to ${rule.arn}`

// The CDK makes a rule for each event, so that one thing to mend may be three rules.
const together = (rules: readonly NotificationRule[]): NotificationRule[] => {
  const groups = Map.groupBy(rules, ({ arn, prefix, suffix }) => JSON.stringify([arn, prefix, suffix]))
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : { ...first, events: [first, ...others].flatMap(({ events }) => events) },
  )
}

const overlapFindings = (rule: NotificationRule, ours: readonly OurRule[]): Finding[] =>
  ours.flatMap((our) => {
    const events = overlap(rule, our)
    if (events.length === 0) return []
    return [
      error(
        `${ruleText(rule)} covers ${filterText(rule)} for ${events.join(', ')}, and ours ${filterText(our)}: S3 refuses two rules that overlap`,
        'narrow that rule by a prefix or a suffix, or remove it; or deploy with -c notify=sns, eventbridge or none, by which the stack sets no rule (docs/adopting.md)',
      ),
    ]
  })

const destinationFindings = async ({ aws }: Subject, rules: readonly NotificationRule[]): Promise<Finding[]> => {
  const first = new Map(rules.map((rule) => [rule.arn, rule]))
  const looked = await Promise.all(
    [...first.values()].slice(0, MAX_DESTINATIONS).map(async (rule) => {
      try {
        return (await aws.hasDestination(rule)) ? [] : [stale(rule)]
      } catch (thrown) {
        if (!(thrown instanceof CallError)) throw thrown
        // It is only a part of the check, and seldom known: a destination may be of another account.
        const { message, fix } = unchecked(check, `whether the destination of ${ruleText(rule)} is there`, thrown)
        return [note(message, fix)]
      }
    }),
  )
  const left = first.size - MAX_DESTINATIONS
  const more = left > 0 ? [note(`couldn't be checked: ${left} more destinations of rules`)] : []
  return [...looked.flat(), ...more]
}

const stale = (rule: NotificationRule): Finding =>
  error(
    `${ruleText(rule)} has a destination that does not exist: S3 refuses the whole document of rules, ours too`,
    'remove that rule, or make its destination anew; -c skip_destination_validation=yes lets a deployment through',
  )

// Whether the registry bucket still tells the index of its tags. Its notifications are one document, which Terraform, another
// stack or a person may overwrite without a word.

import { NOTIFIED_EVENTS } from '../names/bucket.ts'
import { keyPrefix, LAYOUTS } from '../names/layouts.ts'
import type { NotifyMode } from '../names/modes.ts'

/** A rule of the bucket that sends events to a queue or a topic. */
export interface NotificationRule {
  /** ARN of the queue or topic. */
  readonly destination: string
  /** Types of events as S3 names them: `s3:ObjectCreated:*`. */
  readonly events: readonly string[]
  /** What keys begin and end with; empty if all. */
  readonly prefix: string
  readonly suffix: string
}

/** Whom a bucket tells of what. */
export interface BucketNotifications {
  readonly rules: readonly NotificationRule[]
  /** True if all events go to EventBridge. */
  readonly hasEventBridge: boolean
}

/** What the index is to hear of. */
export interface ExpectedNotifications {
  readonly mode: NotifyMode
  /** ARN of the topic of the mode `sns`, and of the indexer's queue of all others. */
  readonly destination: string
  /** The layouts that are indexed, and the root of each in the bucket. */
  readonly layouts: readonly { readonly id: string; readonly root: string }[]
}

/** A rule as the index needs it. */
export interface NeededRule {
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
}

/** Returns the rules that tell of the tags of these layouts. */
export const neededRules = (layouts: ExpectedNotifications['layouts']): NeededRule[] =>
  LAYOUTS.flatMap(({ id, repositories, tagSuffix }) =>
    layouts
      .filter((layout) => layout.id === id)
      .map(({ root }) => ({ events: NOTIFIED_EVENTS, prefix: keyPrefix(root) + repositories, suffix: tagSuffix })),
  )

/** Returns what the index does not hear of, as a sentence for each kind of events and layout; none if all is well. */
export const missingNotifications = (
  { rules, hasEventBridge }: BucketNotifications,
  { mode, destination, layouts }: ExpectedNotifications,
): string[] => {
  if (mode === 'eventbridge')
    return hasEventBridge ? [] : ["the bucket sends no events to EventBridge, from which the stack's rule takes them"]
  const ours = rules.filter((rule) => rule.destination === destination)
  return neededRules(layouts).flatMap(({ events, prefix, suffix }) => {
    const covering = ours.filter((rule) => prefix.startsWith(rule.prefix) && suffix.endsWith(rule.suffix))
    return events
      .filter((event) => !covering.some((rule) => rule.events.includes(event)))
      .map((event) => `no rule of the bucket sends ${event} of keys ${prefix}*${suffix} to ${destination}`)
  })
}

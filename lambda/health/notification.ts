// Whether the registry bucket still tells the index of its tags. Its notifications are one document, which Terraform, another
// stack or a person may overwrite without a word.

import { keyPrefix, LAYOUTS, NOTIFIED_EVENTS } from '../names.ts'

/** A rule of the bucket that sends events to a queue. */
export interface NotificationRule {
  /** ARN of the queue. */
  readonly queue: string
  /** Types of events as S3 names them: `s3:ObjectCreated:*`. */
  readonly events: readonly string[]
  /** What keys begin and end with; empty if all. */
  readonly prefix: string
  readonly suffix: string
}

/** What the index is to hear of. */
export interface ExpectedNotifications {
  /** ARN of the indexer's queue. */
  readonly queue: string
  /** The layouts that are indexed, and the root of each in the bucket. */
  readonly layouts: readonly { readonly id: string; readonly root: string }[]
}

/** Returns what the index does not hear of, as a sentence for each kind of events and layout; none if all is well. */
export const missingNotifications = (
  rules: readonly NotificationRule[],
  { queue, layouts }: ExpectedNotifications,
): string[] => {
  const ours = rules.filter((rule) => rule.queue === queue)
  return LAYOUTS.flatMap(({ id, repositories, tagSuffix }) =>
    layouts
      .filter((layout) => layout.id === id)
      .flatMap(({ root }) => {
        const prefix = keyPrefix(root) + repositories
        const covering = ours.filter((rule) => prefix.startsWith(rule.prefix) && tagSuffix.endsWith(rule.suffix))
        return NOTIFIED_EVENTS.filter((event) => !covering.some(({ events }) => events.includes(event))).map(
          (event) => `no rule of the bucket sends ${event} of keys ${prefix}*${tagSuffix} to ${queue}`,
        )
      }),
  )
}

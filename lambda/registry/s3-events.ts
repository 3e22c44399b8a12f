// Parses S3 notifications that arrive through SQS: directly, by EventBridge, or by an SNS topic to which a bucket sends
// for several receivers. A notification says that something happened to a key; the layouts say which tag the key belongs
// to. Anything else is returned as ignored, with a reason: no message may stop the others.

import * as z from 'zod/mini'
import { hintForUnindexedKey } from './layouts/detect.ts'
import type { Layouts } from './layouts/layouts.ts'

const text = z.string()
const notification = z.object({ Records: z.array(z.unknown()) })
// Unknown versions and fields do not make a record invalid: a bucket and a key are all that is needed.
const record = z.object({
  eventTime: z.catch(z.optional(text), undefined),
  s3: z.object({ bucket: z.object({ name: text }), object: z.object({ key: text }) }),
})
const viaEventBridge = z.object({
  source: z.literal('aws.s3'),
  time: z.catch(z.optional(text), undefined),
  detail: z.object({ bucket: z.object({ name: text }), object: z.object({ key: text }) }),
})
const testEvent = z.object({ Event: z.literal('s3:TestEvent') })
// With raw message delivery SNS passes the message as it is; without, this is what it puts around it (SNS developer
// guide, "Parsing Amazon SNS message formats").
const fromSns = z.object({ Type: z.literal('Notification'), Message: text })
const aboutSubscription = z.object({
  Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  TopicArn: z.catch(text, 'an unknown topic'),
})

/** Why a record can never be indexed. */
type IgnoredReason = 'not-json' | 'not-s3' | 'other-bucket' | 'not-a-tag' | 'sns-subscription'

interface Ignored {
  readonly reason: IgnoredReason
  readonly what: string
  readonly hint?: string
}

/** A tag to index; without a tag, the event concerns the whole repository. */
export interface TagEvent {
  /** Id of the repository. */
  readonly repository: string
  readonly tag: string | undefined
  /** When it happened, as S3 says. Epoch milliseconds. */
  readonly at: number | undefined
}

/** The tags that a message asks to index, and the records that can never be indexed. */
export interface ParsedMessage {
  readonly tags: readonly TagEvent[]
  readonly ignored: readonly Ignored[]
}

interface KeyEvent {
  readonly bucket: string
  /** The key as S3 has it; undefined if it can't be decoded. */
  readonly key: string | undefined
  readonly at: number | undefined
}

/** Parses the body of a message. Never throws, since a body that can't be read now never can be. */
export const parseMessage = (body: string, bucket: string, layouts: Layouts): ParsedMessage => {
  const value = tryParseJson(body)
  const wrapped = fromSns.safeParse(value)
  // Opened once: a topic can't send to a topic, so an envelope in an envelope is nobody's notification.
  if (wrapped.success) {
    const { Message } = wrapped.data
    return parseEvent(Message, tryParseJson(Message), bucket, layouts)
  }
  const subscription = aboutSubscription.safeParse(value)
  if (subscription.success) return { tags: [], ignored: [ignoredSubscription(subscription.data)] }
  return parseEvent(body, value, bucket, layouts)
}

const ignoredSubscription = ({ Type, TopicArn }: z.infer<typeof aboutSubscription>): Ignored => ({
  reason: 'sns-subscription',
  what: TopicArn.slice(0, 200),
  hint:
    Type === 'SubscriptionConfirmation'
      ? 'the topic sends nothing to this queue until the subscription is confirmed; if the topic is one for this bucket, subscribe the queue from its own account (aws sns subscribe --protocol sqs), which needs no confirmation'
      : 'the topic sends nothing to this queue any more; if the bucket still tells of its changes by this topic, subscribe the queue again, and start a run over the bucket for what was missed',
})

const parseEvent = (body: string, value: unknown, bucket: string, layouts: Layouts): ParsedMessage => {
  if (value === undefined) return { tags: [], ignored: [{ reason: 'not-json', what: body.slice(0, 200) }] }
  // S3 sends a test event, which has no Records, when the notification is set up.
  if (testEvent.safeParse(value).success) return { tags: [], ignored: [] }
  const tags: TagEvent[] = []
  const ignored: Ignored[] = []
  for (const event of keyEvents(value)) {
    const name = event?.key === undefined ? undefined : layouts.parse(event.key)
    if (event === undefined) ignored.push({ reason: 'not-s3', what: body.slice(0, 200) })
    else if (event.bucket !== bucket) ignored.push({ reason: 'other-bucket', what: event.bucket.slice(0, 200) })
    else if (name !== undefined) tags.push({ repository: name.repository, tag: name.tag, at: event.at })
    else if (event.key === undefined || !layouts.isByproduct(event.key))
      ignored.push({ reason: 'not-a-tag', what: (event.key ?? body).slice(0, 300), ...hintOf(event.key, layouts) })
  }
  return { tags, ignored }
}

const hintOf = (key: string | undefined, { all }: Layouts): { hint?: string } => {
  const hint = key === undefined ? undefined : hintForUnindexedKey(key, all)
  return hint === undefined ? {} : { hint }
}

// Parses each record by itself, so that an unreadable one does not cost the others.
const keyEvents = (value: unknown): (KeyEvent | undefined)[] => {
  const bridged = viaEventBridge.safeParse(value)
  // EventBridge does not encode the key.
  if (bridged.success) return [keyEvent(bridged.data.detail, bridged.data.time, (key) => key)]
  const parsed = notification.safeParse(value)
  if (!parsed.success) return [undefined]
  return parsed.data.Records.map((each) => {
    const one = record.safeParse(each)
    return one.success ? keyEvent(one.data.s3, one.data.eventTime, decodeKey) : undefined
  })
}

const keyEvent = (
  { bucket, object }: { bucket: { name: string }; object: { key: string } },
  time: string | undefined,
  decode: (key: string) => string | undefined,
): KeyEvent => {
  const at = time === undefined ? Number.NaN : Date.parse(time)
  return { bucket: bucket.name, key: decode(object.key), at: Number.isNaN(at) ? undefined : at }
}

// Keys in notifications are form-encoded: a space is a plus (S3 user guide, notification-content-structure).
const decodeKey = (key: string): string | undefined => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const tryParseJson = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

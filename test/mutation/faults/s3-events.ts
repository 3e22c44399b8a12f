// Faults of `lambda/registry/s3-events.ts`.

import type { Fault } from '../fault.ts'

export const S3_EVENTS: readonly Fault[] = [
  ['a record needs a time', 'eventTime: z.catch(z.optional(text), undefined)', 'eventTime: text'],
  ['an event of EventBridge needs a time', '  time: z.catch(z.optional(text), undefined)', '  time: text'],
  ['any source of EventBridge counts', "source: z.literal('aws.s3')", 'source: text'],
  ['every event is a test', "Event: z.literal('s3:TestEvent')", 'Event: z.optional(text)'],
  ['every envelope is a notification', "Type: z.literal('Notification')", 'Type: text'],
  ['an envelope needs no type', "Type: z.literal('Notification')", 'Type: z.optional(text)'],
  [
    'an end of a subscription is not understood',
    "'SubscriptionConfirmation', 'UnsubscribeConfirmation'])",
    "'SubscriptionConfirmation'])",
  ],
  ['a subscription needs its topic', "TopicArn: z.catch(text, 'an unknown topic')", 'TopicArn: text'],
  [
    'envelopes are opened again and again',
    'return parseEvent(Message, tryParseJson(Message), bucket, layouts)',
    'return parseMessage(Message, bucket, layouts)',
  ],
  [
    'the whole envelope is reported',
    'return parseEvent(Message, tryParseJson(Message)',
    'return parseEvent(body, tryParseJson(Message)',
  ],
  ['the whole name of a topic is reported', 'TopicArn.slice(0, 200)', 'TopicArn'],
  [
    'the hints of subscriptions are exchanged',
    "Type === 'SubscriptionConfirmation'",
    "Type !== 'SubscriptionConfirmation'",
  ],
  ['the whole body is reported as no JSON', "'not-json', what: body.slice(0, 200)", "'not-json', what: body"],
  [
    'what is no JSON is nothing of S3',
    'if (value === undefined) return { tags: [], ignored',
    'if (false) return { tags: [], ignored',
  ],
  ['a test is no notification', 'if (testEvent.safeParse(value).success) return', 'if (false) return'],
  ['the whole body is reported as nothing of S3', "'not-s3', what: body.slice(0, 200)", "'not-s3', what: body"],
  ['other buckets are not looked at', 'event.bucket !== bucket', 'false'],
  ['the whole name of another bucket is reported', 'event.bucket.slice(0, 200)', 'event.bucket'],
  ['the time of an event is lost', 'tag: name.tag, at: event.at', 'tag: name.tag, at: undefined'],
  ['byproducts are reported', 'event.key === undefined || !layouts.isByproduct(event.key)', 'true'],
  [
    'a key that can not be decoded is not reported',
    'event.key === undefined || !layouts.isByproduct(event.key)',
    'event.key !== undefined && !layouts.isByproduct(event.key)',
  ],
  ['the whole key is reported', '(event.key ?? body).slice(0, 300)', '(event.key ?? body)'],
  ['there is no hint of other layouts', '...hintOf(event.key, layouts)', ''],
  ['keys of EventBridge are decoded', '(key) => key)]', 'decodeKey)]'],
  ['times of EventBridge are not read', 'bridged.data.time, (key)', 'undefined, (key)'],
  ['keys of notifications are not decoded', 'one.data.eventTime, decodeKey)', 'one.data.eventTime, (key) => key)'],
  ['only the first record is read', 'parsed.data.Records.map(', 'parsed.data.Records.slice(0, 1).map('],
  ['a time that is none is one', 'Number.isNaN(at) ? undefined : at', 'at'],
  ['a plus is no space', "key.replaceAll('+', ' ')", 'key'],
  ['the first plus is a space', "key.replaceAll('+', ' ')", "key.replace('+', ' ')"],
]

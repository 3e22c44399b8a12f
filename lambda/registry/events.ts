// What S3 says through SQS: that something happened to a key. Which tag that is, the layout knows.

import * as z from 'zod/mini'
import type { Layout, TagName } from './layout.ts'

const notification = z.object({
  Records: z.array(
    z.object({ s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }) }),
  ),
})
const testEvent = z.object({ Event: z.literal('s3:TestEvent') })

/** The tags that a message says to look at, and why the rest of it can never say any. */
export interface ParsedMessage {
  readonly tags: readonly TagName[]
  readonly ignored: readonly string[]
}

/** Parses the body of a message. Never throws: what can't be read now never can be. */
export const parseMessage = (body: string, bucket: string, layout: Layout): ParsedMessage => {
  const value = json(body)
  const parsed = notification.safeParse(value)
  if (!parsed.success) {
    // S3 sends one when the notification is set up; it has no Records.
    if (testEvent.safeParse(value).success) return { tags: [], ignored: [] }
    return { tags: [], ignored: ['the message is no S3 notification'] }
  }
  const tags: TagName[] = []
  const ignored: string[] = []
  for (const { s3 } of parsed.data.Records) {
    const key = decodeKey(s3.object.key)
    const tag = key === undefined ? undefined : layout.parseTagKey(key)
    if (s3.bucket.name !== bucket) ignored.push(`the bucket is ${s3.bucket.name}, not ${bucket}`)
    else if (tag === undefined)
      ignored.push(`the key ${s3.object.key.slice(0, 300)} is no tag of the layout ${layout.id}`)
    else tags.push(tag)
  }
  return { tags, ignored }
}

// Keys in notifications are form-encoded: a space is a plus (S3 user guide, notification-content-structure).
const decodeKey = (key: string): string | undefined => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

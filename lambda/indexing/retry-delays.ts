// When a failed message comes back. A contention is over within seconds. An outage may last for hours, as may a missing
// right or a fault of ours that a deployment mends: its messages come back at growing intervals, for more than a day.

import * as z from 'zod/mini'
import { MAX_RECEIVES } from '../names/runs.ts'
import type { FailureKind } from './failure.ts'

/** Longest delay after a contention. Seconds. */
const CONTENTION_MAX_S = 30
/** Longest delay after any other failure: how long the backlog may still lie after an outage is over. Seconds. */
const OUTAGE_MAX_S = 15 * 60

/**
 * Returns how many seconds a failed message waits before it comes back. The delay is random: attempts that conflicted
 * must not meet again, and the backlog of an outage must not come all at once.
 * @param receives how often the message was received, this time included
 * @param random from 0 up to, but not including, 1
 * @returns after a contention 1 to 30; otherwise 1 s after the first receive, doubled after each up to 15 minutes, of
 * which between a half and the whole counts
 */
export const retryDelay = (kind: FailureKind, receives: number, random: number): number => {
  if (kind === 'contention') return 1 + Math.floor(random * CONTENTION_MAX_S)
  const step = Math.min(OUTAGE_MAX_S, 2 ** (receives - 1))
  return Math.ceil((step * (1 + random)) / 2)
}

/** Returns which try of a message this is, for logs. @example tryText(7) // 'try 7 of 250' */
export const tryText = (receives: number): string => `try ${receives} of ${MAX_RECEIVES}`

const Attributes = z.object({ ApproximateReceiveCount: z.string().check(z.regex(/^[1-9]\d{0,8}$/)) })

/** Returns how often a message was received, from the attributes of its SQS record; 1 where they don't say. */
export const receivesOf = (attributes: unknown): number => {
  const { data } = Attributes.safeParse(attributes)
  return data === undefined ? 1 : Number(data.ApproximateReceiveCount)
}

// The time as DynamoDB tells it: each of its answers says when it was made. Builds and the memory of search compare their
// own clock with times that others wrote, and what a clock that is far ahead passes over stays unseen until the next build.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod/mini'
import { type Clock, systemClock } from '../../shared/clock.ts'

/**
 * So far a clock may be from DynamoDB's before it is corrected, and so long an answer may take to tell the time.
 * Milliseconds. Answers tell whole seconds; one that took longer may have waited while the process stood still.
 */
const TOLERANCE_MS = 5000

/** As much of an HTTP response as is read. */
const dated = z.object({ headers: z.object({ date: z.string() }) })

/** Returns a clock that is corrected by what it is told. */
export const correctedClock = (machine: Clock) => {
  let offset = 0
  return {
    clock: { ...machine, now: () => machine.now() + offset },
    /** Tells what time it was at some moment since `from`, a time of the machine's clock. */
    told(time: number, from: number): void {
      const now = machine.now()
      if (now < from || now - from > TOLERANCE_MS) return
      offset = Math.abs(time - now) > TOLERANCE_MS ? time - now : 0
    },
  }
}

/** Returns the machine's clock, corrected by each answer that this client gets. */
export const serviceClock = (client: DynamoDBDocumentClient, machine = systemClock): Clock => {
  const { clock, told } = correctedClock(machine)
  client.middlewareStack.add(
    (next) => async (args) => {
      const from = machine.now()
      const result = await next(args)
      const time = Date.parse(dated.safeParse(result.response).data?.headers.date ?? '')
      if (!Number.isNaN(time)) told(time, from)
      return result
    },
    // Closest to the network, so that it meets each attempt, and refusals too.
    { step: 'deserialize', priority: 'low', name: 'serviceClock' },
  )
  return clock
}

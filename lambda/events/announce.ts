// Tells others what changed: records of a stream ─▶ events ─▶ the sink.

import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import { byteLength } from '../shared/text.ts'
import { type EventSink, type LostEvents, MAX_BATCH, MAX_BATCH_BYTES, type RegistryEvent } from './event.ts'
import { eventOf } from './events-of.ts'
import { parseRowChange } from './row-change.ts'

export interface AnnouncePorts {
  readonly sink: EventSink
  readonly lost: LostEvents
  /** Name of the bucket. */
  readonly registry: string
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'error' | 'warn'>
}

/** An event, and the record that it was made of. */
interface Numbered {
  readonly sequence: string
  readonly event: RegistryEvent
}

/**
 * Sends the events of these records in their order. What the sink refuses for good is kept for people, so that it does not
 * hold up all others.
 * @returns the sequence number of the first record whose event was not sent: from there on all must be tried again, which
 *   sends some of them twice. Undefined if all are sent.
 */
export const announce = async (ports: AnnouncePorts, records: readonly unknown[]): Promise<string | undefined> => {
  const events = records.flatMap((record) => eventIn(ports, record))
  for (const batch of batchesOf(events)) {
    const unsent = await sendBatch(ports, batch)
    if (unsent !== undefined) return unsent
  }
  return undefined
}

const eventIn = ({ registry, clock, log }: AnnouncePorts, record: unknown): Numbered[] => {
  const change = parseRowChange(record)
  if (change === undefined) {
    log.warn('a record of a stream is no change of a row of the index', {})
    return []
  }
  const event = eventOf(change, registry, clock.now())
  return event === undefined ? [] : [{ sequence: change.sequence, event }]
}

const sendBatch = async ({ sink, lost, log }: AnnouncePorts, batch: readonly Numbered[]) => {
  // Whatever fails from here on, fails at this record.
  let [at] = batch
  try {
    const outcomes = await sink.send(batch.map(({ event }) => event))
    for (const [position, one] of batch.entries()) {
      at = one
      const outcome = outcomes[position] ?? { failure: 'the sink does not say what became of it', mayPass: true }
      if (outcome === 'sent') continue
      if (outcome.mayPass) throw new Error(outcome.failure)
      log.error('an event was refused, and is kept in the queue of lost events', { ...outcome, event: one.event })
      await lost.keep(one.event, outcome.failure)
    }
    return undefined
  } catch (error) {
    log.error('events could not be sent, and are tried again', { error, type: at?.event.type })
    return at?.sequence
  }
}

/** Returns the events in batches that one request takes. One that is too large for any is a batch of its own. */
export const batchesOf = (events: readonly Numbered[]): Numbered[][] => {
  const batches: Numbered[][] = []
  let bytes = 0
  for (const one of events) {
    const size = byteLength(JSON.stringify(one.event))
    const last = batches.at(-1)
    if (last !== undefined && last.length < MAX_BATCH && bytes + size <= MAX_BATCH_BYTES) {
      last.push(one)
      bytes += size
    } else {
      batches.push([one])
      bytes = size
    }
  }
  return batches
}

// Events for others on EventBridge.

import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge'
import type { EventSink, Outcome } from '../events/event.ts'
import { EVENTS } from '../names/events.ts'

/**
 * Codes of an entry that no second try can save (API reference, PutEventsResultEntry). A right that is missing is not among
 * them, because somebody gives it.
 */
const REFUSED: readonly string[] = ['InvalidArgument', 'MalformedDetail']

/**
 * Returns the bus as a sink.
 * @param bus its name, or its ARN if it is of another account
 */
export const eventBridgeSink = (client: EventBridgeClient, bus: string): EventSink => ({
  async send(events) {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map(({ type, at, detail }) => ({
          EventBusName: bus,
          Source: EVENTS.source,
          DetailType: type,
          Time: new Date(at),
          Detail: JSON.stringify(detail),
        })),
      }),
    )
    return events.map((_, position) => outcomeOf(Entries[position]))
  },
})

const outcomeOf = (entry: PutEventsResultEntry | undefined): Outcome => {
  if (entry?.EventId) return 'sent'
  const { ErrorCode = 'no answer', ErrorMessage = '' } = entry ?? {}
  return { failure: `EventBridge answers ${ErrorCode}: ${ErrorMessage}`, mayPass: !REFUSED.includes(ErrorCode) }
}

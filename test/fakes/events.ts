import type { EventSink, Outcome, RegistryEvent } from '../../lambda/events/event.ts'

/** A sink that keeps what it is sent, and answers as it is told to: first of all what stands first. */
export const keptEvents = (...answers: (readonly Outcome[] | Error)[]) => {
  const batches: (readonly RegistryEvent[])[] = []
  const sink: EventSink = {
    async send(events) {
      batches.push(events)
      const answer = answers.shift() ?? events.map(() => 'sent' as const)
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  return { sink, batches }
}

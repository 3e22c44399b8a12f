import { findingsOf } from '../../finding.ts'
import { counted, number } from '../../text.ts'
import type { Check } from '../check.ts'

const { ok, warning, error } = findingsOf('queues')

/** Waiting events that are many: what the indexers do in some minutes. */
const MANY_WAITING = 1000

/** Whether events are indexed, none failed in all of its tries, and others were told of all. */
export const checkQueues: Check = async ({ deployment }) => {
  const { waiting, inFlight, deadLetters, lostEvents } = await deployment.queues()
  const events = `${counted(waiting, 'event')} waiting, ${number(inFlight)} in flight`
  return [
    waiting >= MANY_WAITING || (waiting > 0 && inFlight === 0)
      ? warning(
          `${events}: pushes are found late${inFlight === 0 ? ', and no indexer seems to work' : ''}`,
          'run doctor again in a minute: a burst passes by itself; if the number stays, see docs/runbook.md, "queue-age"',
        )
      : ok(events),
    deadLetters === 0
      ? ok('no dead letters')
      : error(
          `${counted(deadLetters, 'dead letter')}: events that failed in all of their tries`,
          'the next run over the bucket does their work; sooner: mend the cause (docs/runbook.md, "dead-letters"), then registry-index redrive',
        ),
    ...(lostEvents === undefined ? [] : [toldOthers(lostEvents)]),
  ]
}

const toldOthers = (lostEvents: number) =>
  lostEvents === 0
    ? ok('others were told of all that changed')
    : error(
        `${counted(lostEvents, 'message')} of what others were not told, and will not be`,
        'mend the cause, and empty the queue: docs/runbook.md, "events-lost"',
      )

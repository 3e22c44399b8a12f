import { ALARMING_AGE_S } from '../../../lambda/names/alarms.ts'
import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import { counted, duration, number } from '../../text.ts'
import type { Check, Subject } from '../check.ts'

const { ok, warning, unknown, error } = findingsOf('queues')

/** Waiting events that are many: what the indexers do in some minutes. */
const MANY_WAITING = 1000
/** Seconds from which on a wait is worth a word: a push takes some, a burst a minute or two. */
const LONG_S = 300
/** How far back a measured age is looked for. CloudWatch shows it a few minutes late. Milliseconds. */
const MEASURED_WITHIN_MS = 15 * 60_000

/** Whether events are indexed and how long they wait, whether none failed in all of its tries, and whether others were told of all. */
export const checkQueues: Check = async (subject) => {
  const [{ waiting, inFlight, deadLetters, lostEvents }, age] = await Promise.all([
    subject.deployment.queues(),
    ageFindings(subject),
  ])
  const events = `${counted(waiting, 'event')} waiting, ${number(inFlight)} in flight`
  return [
    waiting >= MANY_WAITING || (waiting > 0 && inFlight === 0)
      ? warning(
          `${events}: pushes are found late${inFlight === 0 ? ', and no indexer seems to work' : ''}`,
          'run doctor again in a minute: a burst passes by itself; if the number stays, see docs/runbook.md, "queue-age"',
        )
      : ok(events),
    ...age,
    deadLetters === 0
      ? ok('no dead letters')
      : error(
          `${counted(deadLetters, 'dead letter')}: events that failed in all of their tries`,
          'the next run over the bucket does their work; sooner: mend the cause (docs/runbook.md, "dead-letters"), then registry-index redrive',
        ),
    ...(lostEvents === undefined ? [] : [toldOthers(lostEvents)]),
  ]
}

const ageFindings = async ({ deployment, clock }: Subject): Promise<Finding[]> => {
  const { queueArn } = deployment.bucketSide
  const queue = queueArn.slice(queueArn.lastIndexOf(':') + 1)
  const now = clock.now()
  try {
    const age = await deployment.health.oldestEvent(queue, now - MEASURED_WITHIN_MS, now)
    // Nothing is measured of a queue that has been empty for hours.
    if (age === undefined) return [ok('no event waited in the last quarter of an hour')]
    const text = `the oldest event had waited ${duration(Math.round(age))} when that was measured last`
    const fix = 'see docs/runbook.md, "queue-age"'
    if (age >= ALARMING_AGE_S) return [error(text, fix)]
    return [age >= LONG_S ? warning(text, `run doctor again in some minutes; if it grows, ${fix}`) : ok(text)]
  } catch (thrown) {
    return [
      unknown(
        `couldn't be checked: how long events wait: ${explain(thrown)}`,
        'give yourself cloudwatch:GetMetricStatistics',
      ),
    ]
  }
}

const toldOthers = (lostEvents: number) =>
  lostEvents === 0
    ? ok('others were told of all that changed')
    : error(
        `${counted(lostEvents, 'message')} of what others were not told, and will not be`,
        'mend the cause, and empty the queue: docs/runbook.md, "events-lost"',
      )

// How pushes become findable, and what that takes: as CloudWatch has measured it, and by a push that the user makes.

import * as z from 'zod/mini'
import { ENV } from '../../../../lambda/names/environment.ts'
import { METRICS, SERVICES } from '../../../../lambda/names/metrics.ts'
import { ask } from '../../ask.ts'
import { checkAlarms } from '../../checks/alarms.ts'
import { checkNotification } from '../../checks/notification.ts'
import { asMeant, byDoctor, type FirstSubject, measured, notSeen, otherwise, outputOf, type Point } from '../point.ts'
import { signInOf } from './address.ts'
import { metered } from './tables.ts'

const WITHIN_MS = 14 * 86_400_000
const PUSH_WITHIN_MS = 300_000
const POLL_MS = 500
const FUNCTIONS = ['IndexerFunction', 'BackfillFunction', 'SearchFunction']

const measuredOf = (subject: FirstSubject, namespace: string, name: string, dimensions: Record<string, string>) => {
  const now = subject.clock.now()
  return subject.deployment.firstLook.measured({ namespace, name, dimensions }, now - WITHIN_MS, now)
}

const ownMetric = async (subject: FirstSubject, name: string) => {
  const { environment } = await subject.deployment.health.functionState(outputOf(subject, 'BackfillFunction'))
  const dimensions = { [METRICS.service]: SERVICES.indexer, [METRICS.index]: environment.get(ENV.database) ?? '' }
  return measuredOf(subject, METRICS.namespace, name, dimensions)
}

const latency: Point['look'] = async (subject) => {
  const { samples, sum, maximum } = await ownMetric(subject, METRICS.lag)
  if (samples === 0) return notSeen('CloudWatch has no IndexingLag: no push came, or our metrics do not arrive')
  return measured(
    `${samples} events were indexed ${Math.round(sum / samples)} ms after S3 dates them, ${Math.round(maximum)} ms at most`,
  )
}

const newest = z.object({ items: z.array(z.object({ pushedAt: z.optional(z.string()) })) })

const push: Point['look'] = async (subject) => {
  if (!subject.awaitsPush) return notSeen('it takes the option --await-push')
  const headers = await signInOf(subject)
  if (headers === undefined) return notSeen('no password is known that could be tried')
  const { clock } = subject
  const look = async () => {
    const answer = await ask(subject, 'api/recent?limit=1', headers)
    const [item] = answer.status === 200 ? newest.parse(JSON.parse(answer.body)).items : []
    // By AWS's clocks: this machine's may be wrong.
    const askedAt = Date.parse(answer.headers.get('date') ?? '') || clock.now()
    return { pushedAt: Date.parse(item?.pushedAt ?? ''), askedAt }
  }
  const { askedAt: from } = await look()
  subject.tell('push any image now, as your people do; its notification is timed')
  for (const until = clock.now() + PUSH_WITHIN_MS; clock.now() < until; await clock.sleep(POLL_MS)) {
    const { pushedAt, askedAt } = await look()
    if (pushedAt >= from)
      return measured(
        `a push was found ${Math.round((askedAt - pushedAt) / 1000)} s after S3 dates it, by whole seconds`,
      )
  }
  return otherwise(`no push was found within ${PUSH_WITHIN_MS / 1000} s`)
}

const units: Point['look'] = async (subject) => {
  const asked = metered(subject)
  const sums = await Promise.all(
    asked.map(({ dimensions }) => measuredOf(subject, 'AWS/DynamoDB', 'ConsumedWriteCapacityUnits', dimensions)),
  )
  if (sums.every(({ samples }) => samples === 0)) return notSeen('CloudWatch has no write units of the tables yet')
  const { sum: indexed } = await ownMetric(subject, METRICS.indexed)
  const parts = sums.flatMap(({ sum }, at) => (sum === 0 ? [] : [`${asked[at]?.title} ${Math.round(sum)}`]))
  return measured(`write units in two weeks, runs included: ${parts.join(', ')}; ${indexed} tags came by events`)
}

const throttles: Point['look'] = async (subject) => {
  const functions = FUNCTIONS.map((output) =>
    measuredOf(subject, 'AWS/Lambda', 'Throttles', { FunctionName: outputOf(subject, output) }),
  )
  const tables = ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) =>
    metered(subject).map(({ dimensions }) => measuredOf(subject, 'AWS/DynamoDB', name, dimensions)),
  )
  const [lambda, dynamo] = await Promise.all(
    [functions, tables].map(async (all) => (await Promise.all(all)).reduce((total, { sum }) => total + sum, 0)),
  )
  return measured(`throttled in two weeks: ${lambda} invocations, ${dynamo} requests to tables and indexes`)
}

const runs: Point['look'] = async ({ deployment }) => {
  const { lastDone } = (await deployment.version.runs()) ?? {}
  if (lastDone === undefined) return notSeen('no run over the whole bucket was done yet')
  const seconds = Math.round((Date.parse(lastDone.endedAt) - Date.parse(lastDone.startedAt)) / 1000)
  const { repositories, tags, changed, late } = lastDone.totals ?? { repositories: 0, tags: 0, changed: 0, late: 0 }
  return measured(
    `the last whole run took ${seconds} s for ${repositories} repositories and ${tags} tags, wrote ${changed}, and no event had come of ${late}`,
  )
}

const events: Point['look'] = async ({ deployment }) => {
  const { lostEvents } = await deployment.queues()
  if (lostEvents === undefined) return notSeen('others are told of nothing (setting events)')
  return (lostEvents === 0 ? asMeant : otherwise)(`${lostEvents} events were not told`)
}

export const FLOW_POINTS: readonly Point[] = [
  { id: 'notification', look: byDoctor(checkNotification) },
  { id: 'latency', look: latency },
  { id: 'push', look: push },
  { id: 'units', look: units },
  { id: 'throttles', look: throttles },
  { id: 'runs', look: runs },
  { id: 'alarms', look: byDoctor(checkAlarms) },
  { id: 'events', look: events },
]

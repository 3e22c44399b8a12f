// The tables of docs/cost.md that say where its figures come from.

import { table } from '../reconcile/report.ts'
import { rounded, whole } from './format.ts'
import { type Counts, meanOfPushes } from './monthly.ts'
import { PRICES, PRICES_OF, type PriceName, priceOf } from './prices.ts'
import { ASSUMED, KEYS_PER_PUSH, PUSH_SHARES } from './usage.ts'

/** What was counted in this run. */
export const countedTable = ({ counted, searches }: Counts): string => {
  const { firstLoad: load, nothingChanged: run, repositories, tags, stored } = counted
  return table(
    ['counted', ''],
    [
      ['made-up registry: repositories, tags', `${whole(repositories)}, ${whole(tags)}`],
      [
        'write units of a push, on average over the kinds below',
        meanOfPushes(counted, ({ units }) => units).toFixed(1),
      ],
      ['read units of a push', meanOfPushes(counted, ({ readUnits }) => readUnits).toFixed(1)],
      ['GETs of a push', meanOfPushes(counted, ({ gets }) => gets).toFixed(1)],
      [
        'milliseconds of a push, with the latencies that `bench/reconcile/burst.ts` assumes',
        whole(counted.pushSeconds * 1000),
      ],
      [
        'first load: write units, read units, GETs for each tag',
        [load.writeUnits, load.readUnits, load.gets].map((one) => rounded(one / tags)).join(', '),
      ],
      [
        'a run that finds nothing: read units for each repository, LISTs',
        `${rounded(run.readUnits / repositories)}, ${whole(run.lists)}`,
      ],
      ['bytes in tables for each tag, with indexes', whole(stored.bytes / tags)],
      ['read units of a search', [...searches.values()].map(({ readUnits }) => readUnits).join(', ')],
      [
        'read units by which a process loads its snapshot',
        [...searches].map(([size, { loadUnits }]) => `${whole(loadUnits)} (${whole(size)} repositories)`).join(', '),
      ],
    ],
  )
}

/** All prices. */
export const pricesTable = (): string =>
  table(
    [`price in ${PRICES_OF.region}, ${PRICES_OF.date}`, '$', 'free each month', 'aws.amazon.com/', 'seen'],
    (Object.keys(PRICES) as PriceName[]).map((name) => {
      const { dollars, unit, free, page, seen } = priceOf(name)
      const [amount, of] = dollars < 0.001 ? [dollars * 1e6, `a million: ${unit}`] : [dollars, unit]
      return [of, Number(amount.toPrecision(6)).toString(), free === undefined ? '' : whole(free), page, seen]
    }),
  )

/** What is assumed. */
export const assumedTable = (): string =>
  table(
    ['assumed', ''],
    [
      ...Object.entries(PUSH_SHARES).map(([what, share]) => [`of 100 pushes: ${what}`, whole(share * 100)]),
      ['keys that a registry writes for a push', whole(KEYS_PER_PUSH)],
      ['bytes of an event of S3', whole(ASSUMED.eventGigabytes * 1e9)],
      ['requests of Lambda to a queue in a month: five pollers, each for 20 seconds', whole(ASSUMED.pollsPerMonth)],
      ['requests to SQS of a push: it is sent, received alone, deleted', whole(ASSUMED.sqsPerPush)],
      ['metrics of our own in an hour with pushes', whole(ASSUMED.pushMetrics)],
      ['milliseconds of a search', whole(ASSUMED.searchSeconds * 1000)],
      ['milliseconds until a process has started, billed', whole(ASSUMED.startSeconds * 1000)],
      [
        'requests, or pushes, for each process that starts; at most so many starts a day',
        `${whole(ASSUMED.requestsPerStart)}; ${whole(ASSUMED.maxStartsPerDay)}`,
      ],
      ['processes of the search function at a time, each of which loads each snapshot', whole(ASSUMED.processes)],
      [
        'milliseconds of a LIST, of a request to DynamoDB, in runs',
        `${whole(ASSUMED.listSeconds * 1000)}, ${whole(ASSUMED.dynamoSeconds * 1000)}`,
      ],
      ['milliseconds of a look for snapshots or at the notification', whole(ASSUMED.lookSeconds * 1000)],
      ['seconds of a build of 100,000 documents', whole(ASSUMED.buildSeconds(100_000))],
      ['tags that a first load reads in a second of one function', whole(ASSUMED.loadedTagsPerSecond)],
      [
        'bytes of logs of an invocation, and of a request with its access log',
        `${whole(ASSUMED.logOfInvocation * 1e9)}, ${whole(ASSUMED.logOfRequest * 1e9)}`,
      ],
      ['milliseconds until others are told of a push', whole(ASSUMED.announceSeconds * 1000)],
      ['bytes of an answer, compressed', whole(ASSUMED.answer * 1e9)],
    ],
  )

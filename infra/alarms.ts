// What calls somebody when the index breaks. Each alarm has its section in docs/runbook.md, which a test holds to this list.

import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { ALARMING_AGE_S, type AlarmName, alarmName } from '../lambda/names/alarms.ts'
import { METRICS, SERVICES } from '../lambda/names/metrics.ts'
import type { Backfill } from './backfill.ts'
import type { Events } from './events.ts'
import type { Indexing } from './indexing.ts'
import type { SearchApi } from './search-api.ts'

/** What the alarms look at. */
interface Watched {
  /** First part of the tables' names, by which metrics tell deployments of one account apart. */
  readonly database: string
  readonly indexing: Indexing
  readonly search: SearchApi
  readonly backfill: Backfill
  readonly events: Events | undefined
}

interface AlarmDefinition {
  /** Ends the alarm's name, and is the heading of its section in the runbook. */
  readonly name: AlarmName
  /** What it means, as a sentence. */
  readonly meaning: string
  readonly metric: IMetric
  /** The alarm goes off from this value on. */
  readonly threshold: number
  /** Periods of the metric in a row, or that many `of` the last. */
  readonly periods?: readonly [bad: number, of: number]
}

const FIVE_MINUTES = { period: Duration.minutes(5) }
const HOUR = { period: Duration.hours(1) }

/** Failed searches in five minutes: one or two are a process that was started anew while AWS was busy. */
const MAX_FAILED_SEARCHES = 5

/** Milliseconds that a change may wait until others are told of it. */
const MAX_EVENT_AGE_MS = 3600 * 1000

/** Returns the definitions of all alarms: by metrics that AWS gives for nothing, and two by our own. */
const alarmsOf = ({ database, indexing, search, backfill, events }: Watched): readonly AlarmDefinition[] => {
  const own = (metricName: string) =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { [METRICS.index]: database, [METRICS.service]: SERVICES.backfill },
      statistic: Stats.MAXIMUM,
      ...HOUR,
    })
  return [
    {
      name: 'dead-letters',
      meaning: 'Events failed in all of their tries; their tags are wrong until the next run over the bucket.',
      metric: indexing.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        ...FIVE_MINUTES,
      }),
      threshold: 1,
    },
    {
      name: 'queue-age',
      meaning: 'Pushes have waited for half an hour to be indexed.',
      metric: indexing.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, ...FIVE_MINUTES }),
      threshold: ALARMING_AGE_S,
      periods: [3, 3],
    },
    {
      name: 'search-errors',
      meaning: 'Searches fail, or take longer than API Gateway waits.',
      metric: search.api.metricServerError({ statistic: Stats.SUM, ...FIVE_MINUTES }),
      threshold: MAX_FAILED_SEARCHES,
      periods: [2, 3],
    },
    {
      name: 'indexer-errors',
      meaning: 'The indexer fails as a whole, before it can say of a single tag what is wrong.',
      metric: indexing.indexer.metricErrors({ statistic: Stats.SUM, ...FIVE_MINUTES }),
      threshold: 1,
      periods: [3, 3],
    },
    {
      name: 'backfill-errors',
      meaning: 'The function that works for runs, builds snapshots and looks after the notification fails.',
      metric: backfill.function.metricErrors({ statistic: Stats.SUM, ...HOUR }),
      threshold: 1,
      periods: [2, 2],
    },
    {
      name: 'run-failed',
      meaning: 'A run over the bucket failed or was refused.',
      metric: backfill.stateMachine.metricFailed({ statistic: Stats.SUM, ...FIVE_MINUTES }),
      threshold: 1,
    },
    {
      name: 'notification-missing',
      meaning: 'The bucket no longer tells of its tags: a push is found only after the next run over the bucket.',
      metric: own(METRICS.notificationMissing),
      threshold: 1,
    },
    {
      name: 'run-overdue',
      meaning: 'No run over the bucket ended well for too long, or the last one was refused.',
      metric: own(METRICS.runOverdue),
      threshold: 1,
    },
    ...(events === undefined ? [] : eventAlarms(events)),
  ]
}

const eventAlarms = ({ announcer, lostEvents }: Events): readonly AlarmDefinition[] => [
  {
    name: 'events-late',
    meaning: 'Others have not been told for an hour of what changed; after 23 hours they never will be.',
    metric: announcer.metric('IteratorAge', { statistic: Stats.MAXIMUM, ...FIVE_MINUTES }),
    threshold: MAX_EVENT_AGE_MS,
  },
  {
    name: 'events-lost',
    meaning: 'Others were not told of something that changed, and will not be.',
    metric: lostEvents.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...FIVE_MINUTES }),
    threshold: 1,
  },
]

/** The alarms of an index. Without actions they are shown by CloudWatch, and call nobody. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[]

  constructor(scope: Construct, id: string, watched: Watched, actions: readonly IAlarmAction[]) {
    super(scope, id)
    this.all = alarmsOf(watched).map(({ name, meaning, metric, threshold, periods: [bad, of] = [1, 1] }) => {
      const alarm = new Alarm(this, name, {
        alarmName: alarmName(watched.database, name),
        alarmDescription: `${meaning} docs/runbook.md, "${name}"`,
        metric,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: of,
        datapointsToAlarm: bad,
        // What is idle, or well, sends nothing.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      alarm.addAlarmAction(...actions)
      alarm.addOkAction(...actions)
      return alarm
    })
  }
}

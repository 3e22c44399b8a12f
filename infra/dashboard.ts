import { Duration } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { METRICS, SERVICES } from '../lambda/names/metrics.ts'
import type { Alarms } from './alarms.ts'
import type { Backfill } from './backfill.ts'
import type { Indexing } from './indexing.ts'
import type { SearchApi } from './search-api.ts'

interface Shown {
  /** First part of the tables' names. */
  readonly database: string
  readonly indexing: Indexing
  readonly search: SearchApi
  readonly backfill: Backfill
  readonly alarms: Alarms
}

const HALF = 12

/** Creates a dashboard of the alarms, searches, pushes and runs of an index. */
export const createDashboard = (
  scope: Construct,
  id: string,
  { database, indexing, search, backfill, alarms }: Shown,
): Dashboard => {
  const own = (metricName: string, service: string, statistic: string) =>
    new Metric({
      namespace: METRICS.namespace,
      metricName,
      dimensionsMap: { [METRICS.index]: database, [METRICS.service]: service },
      statistic,
    })
  const graph = (title: string, left: Metric[], right: Metric[] = []) =>
    new GraphWidget({ title, left, right, width: HALF })
  const dashboard = new Dashboard(scope, id, {
    dashboardName: `${database}-index`,
    defaultInterval: Duration.days(1),
  })
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms.all], width: 2 * HALF }))
  dashboard.addWidgets(
    graph(
      'Searches, and milliseconds of the slowest of a hundred',
      [
        search.api.metricCount({ statistic: Stats.SUM }),
        search.api.metricClientError({ statistic: Stats.SUM }),
        search.api.metricServerError({ statistic: Stats.SUM }),
      ],
      [search.api.metricLatency({ statistic: Stats.percentile(99) })],
    ),
    graph(
      'Tags indexed, and milliseconds from push to commit',
      [own(METRICS.indexed, SERVICES.indexer, Stats.SUM), own(METRICS.returned, SERVICES.indexer, Stats.SUM)],
      [
        own(METRICS.lag, SERVICES.indexer, Stats.percentile(50)),
        own(METRICS.lag, SERVICES.indexer, Stats.percentile(99)),
      ],
    ),
  )
  dashboard.addWidgets(
    graph(
      'Events that wait, and seconds of the oldest',
      [
        indexing.queue.metricApproximateNumberOfMessagesVisible(),
        indexing.deadLetterQueue.metricApproximateNumberOfMessagesVisible(),
      ],
      [indexing.queue.metricApproximateAgeOfOldestMessage()],
    ),
    graph(
      'Tags that runs corrected, and seconds of a run',
      [own(METRICS.changed, SERVICES.backfill, Stats.SUM), own(METRICS.late, SERVICES.backfill, Stats.SUM)],
      [backfill.stateMachine.metricTime()],
    ),
  )
  return dashboard
}

// The hourly look at what nobody would notice: that the bucket no longer tells of its tags, and that runs no longer end well.

import * as z from 'zod/mini'
import type { VersionStore } from '../model/runs/version-store.ts'
import { WATCH_STEP } from '../names/runs.ts'
import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import type { Metrics } from '../shared/metrics.ts'
import { type BucketNotifications, type ExpectedNotifications, missingNotifications } from './notification.ts'
import { overdueRun } from './overdue.ts'

export interface WatchPorts {
  /** Reads whom the registry bucket tells of what; undefined if that may not be read, as of a bucket of somebody else. */
  notifications(): Promise<BucketNotifications | undefined>
  readonly expected: ExpectedNotifications
  readonly version: Pick<VersionStore, 'runs'>
  /** Days between two scheduled runs; 0: none is scheduled. */
  readonly reconcileDays: number
  readonly clock: Pick<Clock, 'now'>
  readonly metrics: Pick<Metrics, 'count'>
  readonly log: Pick<Log, 'error' | 'warn'>
}

/** What is wrong, as sentences; none if all is well. */
export interface WatchResult {
  readonly notification: readonly string[]
  readonly run: string | undefined
}

const event = z.strictObject({ step: z.literal(WATCH_STEP) })

/** True for the event by which the backfill function is asked to look. */
export const isWatchEvent = (value: unknown): boolean => event.safeParse(value).success

/**
 * Looks at the notifications and the runs. What is wrong stands in the log, and is a metric; what is well is neither, because
 * a metric is paid for each hour in which it is sent.
 * @throws if the bucket or the table can't be read: that is an error of the function, which has an alarm of its own
 */
export const watch = async (ports: WatchPorts): Promise<WatchResult> => {
  const [notifications, runs] = await Promise.all([ports.notifications(), ports.version.runs()])
  if (notifications === undefined)
    ports.log.warn('whether the bucket tells of its tags is not known: the function lacks s3:GetBucketNotification', {})
  const notification = notifications === undefined ? [] : missingNotifications(notifications, ports.expected)
  const run = overdueRun(runs, ports.reconcileDays, ports.clock.now())
  if (notification.length > 0) {
    ports.log.error('pushes are not heard of until the next run: the notification is missing', { notification })
    ports.metrics.count('notificationMissing', 1)
  }
  if (run !== undefined) {
    ports.log.error('runs over the bucket need somebody', { run })
    ports.metrics.count('runOverdue', 1)
  }
  return { notification, run }
}

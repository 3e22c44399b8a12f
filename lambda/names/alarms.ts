// Names of the alarms, each with its section in docs/runbook.md.

/** The alarms of a deployment, each with its section in `docs/runbook.md`. */
export const ALARMS = [
  'dead-letters',
  'queue-age',
  'search-errors',
  'indexer-errors',
  'backfill-errors',
  'run-failed',
  'notification-missing',
  'run-overdue',
] as const

/** Those that it has besides, with its setting `events`. */
export const EVENT_ALARMS = ['events-late', 'events-lost'] as const
export type AlarmName = (typeof ALARMS)[number] | (typeof EVENT_ALARMS)[number]

/** Returns what CloudWatch calls an alarm. The name of the database, because table names are unique in an account's region, too. */
export const alarmName = (database: string, name: AlarmName): string => `${database}-${name}`

/** Seconds from which on it is alarming that an event waits. In a burst it waits for minutes, and a contention or an outage gives it back. */
export const ALARMING_AGE_S = 1800

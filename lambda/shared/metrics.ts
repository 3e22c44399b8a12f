import type { METRICS } from '../names/metrics.ts'

type Name = Exclude<keyof typeof METRICS, 'namespace' | 'service' | 'index' | 'reason' | 'lag'>

/** Reports metrics, as far as this project needs them. */
export interface Metrics {
  /** Adds to a count. Zero is not sent: a metric is paid for each hour in which it is, and alarms take silence for zero. */
  count(name: Name, value: number): void
  /** Counts one ignored event under the reason why it was ignored. */
  ignored(reason: string): void
  /** Records the time from an event to its commit, in milliseconds. */
  lag(milliseconds: number): void
}

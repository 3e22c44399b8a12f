import type { METRICS } from '../names.ts'

type Name = Exclude<keyof typeof METRICS, 'namespace' | 'service' | 'reason' | 'lag'>

/** The part of metrics that the core needs. */
export interface Metrics {
  /** Adds to a count; zero is worth saying, so that an alarm needs not guess what silence means. */
  count(name: Name, value: number): void
  /** A count of ignored events, by why. */
  ignored(reason: string): void
  /** The time from an event to its commit, milliseconds. */
  lag(milliseconds: number): void
}

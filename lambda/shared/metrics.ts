import { MetricUnit, Metrics as Powertools } from '@aws-lambda-powertools/metrics'
import { METRICS } from '../names.ts'

type Name = Exclude<keyof typeof METRICS, 'namespace' | 'reason' | 'lag'>

/** The part of metrics that the core needs. */
export interface Metrics {
  /** Adds to a count; zero is worth saying, so that an alarm needs not guess what silence means. */
  count(name: Name, value: number): void
  /** A count of ignored events, by why. */
  ignored(reason: string): void
  /** The time from an event to its commit, milliseconds. */
  lag(milliseconds: number): void
}

/** Metrics that go out as log lines in CloudWatch's embedded format; `flush` at the end of an invocation. */
export const metrics = (serviceName: string): Metrics & { flush(): void } => {
  const all = new Powertools({ namespace: METRICS.namespace, serviceName })
  return {
    count: (name, value) => all.addMetric(METRICS[name], MetricUnit.Count, value),
    ignored: (reason) =>
      all.singleMetric().addDimension(METRICS.reason, reason).addMetric(METRICS.ignored, MetricUnit.Count, 1),
    lag: (milliseconds) => all.addMetric(METRICS.lag, MetricUnit.Milliseconds, milliseconds),
    flush: () => all.publishStoredMetrics(),
  }
}

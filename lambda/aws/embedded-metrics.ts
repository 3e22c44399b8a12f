import { MetricUnit, Metrics as Powertools } from '@aws-lambda-powertools/metrics'
import { METRICS, type SERVICES } from '../names/metrics.ts'
import type { Metrics } from '../shared/metrics.ts'
import { environment } from './environment.ts'

/**
 * Returns metrics that are written as log lines in CloudWatch's embedded metric format. Call `flush` at the end of
 * every invocation.
 */
export const metrics = (serviceName: (typeof SERVICES)[keyof typeof SERVICES]): Metrics & { flush(): void } => {
  const all = new Powertools({
    namespace: METRICS.namespace,
    serviceName,
    defaultDimensions: { [METRICS.index]: environment('database') },
  })
  return {
    count: (name, value) => {
      if (value !== 0) all.addMetric(METRICS[name], MetricUnit.Count, value)
    },
    ignored: (reason) =>
      all.singleMetric().addDimension(METRICS.reason, reason).addMetric(METRICS.ignored, MetricUnit.Count, 1),
    lag: (milliseconds) => all.addMetric(METRICS.lag, MetricUnit.Milliseconds, milliseconds),
    flush: () => all.publishStoredMetrics(),
  }
}

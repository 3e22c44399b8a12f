import type { Metrics } from '../../lambda/shared/metrics.ts'

/** Metrics that are kept: `name` and value, as they were said. */
export const keptMetrics = () => {
  const said: [name: string, value: number | string][] = []
  const metrics: Metrics = {
    count: (name, value) => {
      if (value !== 0) said.push([name, value])
    },
    ignored: (reason) => void said.push(['ignored', reason]),
    lag: (milliseconds) => void said.push(['lag', milliseconds]),
  }
  return { metrics, said }
}

import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { metrics } from '../../lambda/aws/embedded-metrics.ts'
import { ENV } from '../../lambda/names/environment.ts'
import { METRICS, SERVICES } from '../../lambda/names/metrics.ts'

const Line = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string() })),
      }),
    ),
  }),
})

const linesOf = (work: () => void) => {
  // Otherwise Powertools writes to a console of its own, which tests can't observe.
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  vi.stubEnv(ENV.database, 'hub')
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  work()
  return written.mock.calls.map(([line]) => Line.parse(JSON.parse(String(line))))
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

// Alarms refer to a metric by exactly these names.
describe('embedded metrics', () => {
  it('are written with the dimension that names the function', () => {
    const [line] = linesOf(() => {
      const measured = metrics(SERVICES.indexer)
      measured.count('indexed', 2)
      // Not sent, because it is paid for.
      measured.count('returned', 0)
      measured.flush()
    })
    expect(line).toMatchObject({
      [METRICS.service]: SERVICES.indexer,
      [METRICS.index]: 'hub',
      [METRICS.indexed]: 2,
    })
    const [declared] = line?._aws.CloudWatchMetrics ?? []
    expect(declared).toMatchObject({ Namespace: METRICS.namespace, Dimensions: [[METRICS.service, METRICS.index]] })
    expect(declared?.Metrics.map(({ Name }) => Name)).toEqual([METRICS.indexed])
  })

  it('of ignored events have the reason as a second dimension', () => {
    const [line] = linesOf(() => metrics(SERVICES.indexer).ignored('not-json'))
    expect(line).toMatchObject({ [METRICS.reason]: 'not-json', [METRICS.ignored]: 1 })
    expect(line?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([[METRICS.service, METRICS.index, METRICS.reason]])
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { metrics } from '../../lambda/aws/embedded-metrics.ts'
import { METRICS, SERVICES } from '../../lambda/names.ts'

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
  // Otherwise Powertools writes to a console of its own, past the one that tests can see.
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  const written = vi.spyOn(console, 'log').mockImplementation(() => {})
  work()
  return written.mock.calls.map(([line]) => Line.parse(JSON.parse(String(line))))
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

// Alarms find a metric only by exactly these names.
describe('embedded metrics', () => {
  it('go out under the dimension that says which function they are of', () => {
    const [line] = linesOf(() => {
      const measured = metrics(SERVICES.indexer)
      measured.count('indexed', 2)
      measured.flush()
    })
    expect(line).toMatchObject({ [METRICS.service]: SERVICES.indexer, [METRICS.indexed]: 2 })
    const [said] = line?._aws.CloudWatchMetrics ?? []
    expect(said).toMatchObject({ Namespace: METRICS.namespace, Dimensions: [[METRICS.service]] })
    expect(said?.Metrics.map(({ Name }) => Name)).toEqual([METRICS.indexed])
  })

  it('of ignored events say the reason in a dimension beside it', () => {
    const [line] = linesOf(() => metrics(SERVICES.indexer).ignored('not-json'))
    expect(line).toMatchObject({ [METRICS.reason]: 'not-json', [METRICS.ignored]: 1 })
    expect(line?._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([[METRICS.service, METRICS.reason]])
  })
})

import { expect, it } from 'vitest'
import { burst, loadOne } from '../../bench/reconcile/burst.ts'
import { overTables } from '../../bench/world/counts.ts'

// Lambda takes ten messages at most where it waits for no more. It may get fewer, of a queue that is spread over hosts.
it.each([
  { tags: 1000, batch: 10, within: 10 },
  { tags: 1000, batch: 3, within: 10 },
  { tags: 100, batch: 1, within: 10 },
])(
  '$tags tags of one repository at once, $batch in a batch, take $within seconds at most, and half of the units are cancelled at most',
  async ({ within, ...of }) => {
    const { counts, seconds, returned } = await burst(of)
    expect(seconds).toBeLessThanOrEqual(within)
    expect(counts.cancelledUnits / overTables(counts, 'writeUnits')).toBeLessThanOrEqual(0.5)
    expect(counts.commits).toBe(Math.ceil(of.tags / of.batch))
    expect(returned).toBe(0)
  },
)

it('a repository that nobody else writes is loaded without a cancelled transaction, by 24 tags in each', async () => {
  const { counts, seconds } = await loadOne(480)
  expect(counts).toMatchObject({ commits: 20, cancelled: 0, get: 480 * 3 })
  expect(seconds).toBeLessThan(10)
})

import { expect, it } from 'vitest'
import { pushes } from '../../bench/reconcile/push.ts'
import { pushTable } from '../../bench/reconcile/report.ts'
import { transactionUnits } from '../../bench/world/capacity.ts'
import { MAX_LABEL_VALUES } from '../../lambda/registry/label-keys.ts'

// The aims are 30 units for a new repository and 20 for a known tag. Of several platforms the second is missed: the digest of
// each changes with a push, and each is a deletion and a put of two units in the transaction.
// None of the images has a label that it is looked up by; how many a tag may have follows from the first aim.
it('a push costs these write units, and three reads of S3 and of DynamoDB for one platform', async () => {
  const all = await pushes()
  expect(all).toEqual([
    cost('a new repository', [6, 2, 2, 2, 5], 17, 3),
    cost('a new tag of a known repository', [6, 2, 2, 2, 5], 17, 3),
    cost('a known tag', [6, 4, 2, 2, 6], 20, 3),
    cost('a new repository, three platforms', [6, 2, 2, 2, 10], 22, 6),
    cost('a known tag, three platforms', [6, 4, 2, 2, 16], 30, 6),
  ])
  expect(pushTable(all).split('\n')).toContain('| a known tag | 6 | 4 | 2 | 2 | 6 | 20 | 3.0 | 3 |')
  const [{ units } = { units: 0 }] = all
  const label = transactionUnits(0, 1)
  expect(units + MAX_LABEL_VALUES * label).toBe(29)
  expect(units + (MAX_LABEL_VALUES + 1) * label).toBeGreaterThan(30)
})

const cost = (
  what: string,
  [rows, orders, repository, lists, lookups]: readonly [number, number, number, number, number],
  units: number,
  gets: number,
) => ({ what, rows, orders, repository, lists, lookups, units, readUnits: 3, gets })

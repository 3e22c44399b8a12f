import { expect, it } from 'vitest'
import { indexed, type Push, pushes } from '../../bench/reconcile/push.ts'
import { pushTable } from '../../bench/reconcile/report.ts'
import { transactionUnits } from '../../bench/world/capacity.ts'
import { noCounts } from '../../bench/world/counts.ts'
import { memoryTables } from '../../bench/world/tables.ts'
import { MAX_LABEL_VALUES } from '../../lambda/registry/label-keys.ts'
import { memorySystem } from '../fakes/system.ts'

// The aims are 30 units for a new repository and 20 for a known tag. Of several platforms the second is missed: the digest of
// each changes with a push, and each is a deletion and a put of two units in the transaction.
// None of these images has a base, or a label that it is looked up by.
it('a push costs these write units, and three reads of S3 and of DynamoDB for one platform', async () => {
  const all = await pushes()
  expect(all).toEqual([
    cost('a new repository', [6, 2, 2, 2, 5], 17, 3),
    cost('a new tag of a known repository', [6, 2, 2, 2, 5], 17, 3),
    cost('a known tag', [6, 3, 2, 2, 6], 19, 3),
    cost('a new repository, three platforms', [6, 2, 2, 2, 10], 22, 6),
    cost('a known tag, three platforms', [6, 3, 2, 2, 16], 29, 6),
  ])
  expect(pushTable(all).split('\n')).toContain('| a known tag | 6 | 3 | 2 | 2 | 6 | 19 | 3.0 | 3 |')
})

const cost = (
  what: string,
  [rows, orders, repository, lists, lookups]: readonly [number, number, number, number, number],
  units: number,
  gets: number,
) => ({ what, rows, orders, repository, lists, lookups, units, readUnits: 3, gets })

/** All that an image has that it may be looked up by: a base, and more labels than the setting allows. */
const described = (revision: string) => ({
  'org.opencontainers.image.title': 'checkout',
  'org.opencontainers.image.description': 'Takes orders and payments of the shop, and tells the warehouse',
  'org.opencontainers.image.version': '1.4.2',
  'org.opencontainers.image.source': 'https://git.example.com/shop/checkout',
  'org.opencontainers.image.revision': revision.padEnd(40, '0'),
  'org.opencontainers.image.licenses': 'Apache-2.0',
})
const BASE = {
  'org.opencontainers.image.base.name': 'registry.example.com/base/alpine:3.20',
  'org.opencontainers.image.base.digest': `sha256:${'ab'.repeat(32)}`,
}
const LABELS = {
  maintainer: 'Team Shop <shop@example.com>',
  'com.redhat.component': 'checkout-container',
  'io.openshift.tags': 'shop,orders,payments,java,quarkus,backend',
}

/** Pushes an image with these labels under a tag, twice, and returns what each push cost. */
const labelledPushes = async (labels: Readonly<Record<string, string>>) => {
  const { registry, bucket, layout } = memorySystem()
  let counts = noCounts()
  const takeCounts = () => {
    const taken = counts
    counts = noCounts()
    return taken
  }
  const world = { bucket: bucket.bucket, layout, takeCounts, tables: memoryTables(() => counts) }
  const all: Push[] = []
  for (const [revision, at] of [
    ['a', '2026-11-24T12:00:00Z'],
    ['b', '2026-11-24T13:00:00Z'],
  ] as const) {
    registry.push('shop/checkout', 'latest', { labels: { ...labels, ...described(revision) } }, new Date(at))
    all.push(await indexed(world, `revision ${revision}`, 'shop/checkout', 'latest'))
  }
  return all.map(({ lookups, units }) => ({ lookups, units }))
}

it.each([
  ['nothing more', {}, 17],
  ['a base', BASE, 21],
  ['more labels than are looked up', LABELS, 29],
  ['a base and more labels than are looked up', { ...BASE, ...LABELS }, 29],
])('a new repository with %s costs 30 write units at most, and its next push 20', async (_, labels, units) => {
  const [first, next] = await labelledPushes(labels)
  expect(first?.units).toBe(units)
  expect(next).toEqual({ lookups: 6, units: 19 })
})

it('one more value of labels would cost more than the aim', () => {
  const [without, aim] = [17, 30]
  const value = transactionUnits(0, 1)
  expect(without + MAX_LABEL_VALUES * value).toBeLessThanOrEqual(aim)
  expect(without + (MAX_LABEL_VALUES + 1) * value).toBeGreaterThan(aim)
})

import { expect, it } from 'vitest'
import type { TagToIndex } from '../../lambda/indexing/plan.ts'
import { type LabelValues, MAX_LABEL_VALUES } from '../../lambda/registry/label-keys.ts'
import { plan, pushed, rowsOf } from '../fakes/planned.ts'

const labels: LabelValues = {
  values: Array.from({ length: MAX_LABEL_VALUES }, (_, at) => [`org.x${at}`, 'Value']),
  left: 3,
}
const withLabels = (one: TagToIndex, of = labels): TagToIndex => ({
  ...one,
  observed: one.observed && { ...one.observed, labels: of },
})
const ofLabels = (entries: readonly { readonly partition: string }[]) =>
  entries.filter(({ partition }) => partition.startsWith('l'))

it('labels that stay the same cost nothing at the next push', () => {
  const first = plan({ tags: [withLabels(pushed('v1'))] })
  expect(ofLabels(first.added)).toHaveLength(6)
  expect(first.added).toContainEqual({ partition: 'lorg.x0', entry: 'org.x0=value\0team/app\0v1' })
  const stored = rowsOf(first, 'v1')
  expect(stored.detail).toMatchObject({ labelsLeft: 3 })
  const next = pushed('v1', { digest: 'sha256:next' }, 2, stored)
  const second = plan({ row: { ...first.repository }, tags: [withLabels(next)] })
  expect([ofLabels(second.added), ofLabels(second.removed)]).toEqual([[], []])
})

it('of labels that change one entry goes and one comes', () => {
  const stored = rowsOf(plan({ tags: [withLabels(pushed('v1'))] }), 'v1')
  const values = labels.values.map(([key, value], at) => [key, at === 0 ? 'other' : value] as const)
  const change = plan({ tags: [withLabels(pushed('v1', {}, 2, stored), { values, left: 0 })] })
  expect(ofLabels(change.added)).toEqual([{ partition: 'lorg.x0', entry: 'org.x0=other\0team/app\0v1' }])
  expect(ofLabels(change.removed)).toEqual([{ partition: 'lorg.x0', entry: 'org.x0=value\0team/app\0v1' }])
  expect(rowsOf(change, 'v1').detail).not.toHaveProperty('labelsLeft')
})

it('a hidden tag is looked up by no label', () => {
  const signature = `sha256-${'a'.repeat(64)}.sig`
  expect(ofLabels(plan({ tags: [withLabels(pushed(signature))] }).added)).toEqual([])
})

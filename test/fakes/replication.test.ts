import { expect, it } from 'vitest'
import { inOrder } from './replication.ts'

it('drops what arrives after a later change of the same item, and nothing else', () => {
  const underway: (() => void)[] = []
  const replicated = inOrder((apply) => underway.push(apply))
  const copy = new Map<string, string>()
  for (const [item, state] of [
    ['one', 'old'],
    ['two', 'old'],
    ['one', 'new'],
  ] as const)
    replicated(item, () => copy.set(item, state))
  for (const arrive of underway.reverse()) arrive()
  expect(Object.fromEntries(copy)).toEqual({ one: 'new', two: 'old' })
})

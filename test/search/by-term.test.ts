import { expect, it } from 'vitest'
import { byTerm } from '../../lambda/search/by-term.ts'
import type { Position } from '../../lambda/search/candidates.ts'
import { memorySystem } from '../fakes/system.ts'

it('passes over entries that do not count in few reads', async () => {
  const { registry, index, tables, layouts } = memorySystem()
  for (let at = 0; at < 60; at++) {
    const name = `b${'a'.repeat(60)}${10 + at}`
    registry.push(name, 'v1')
    await index(name, 'v1')
  }
  const candidates = byTerm(tables.reader, layouts, 'a')
  let found = 0
  for (let after: Position | undefined, more = true; more; ) {
    tables.calls.shelf = 0
    const page = await candidates.page(after, 26)
    expect(tables.calls.shelf).toBeLessThan(10)
    found += Math.min(25, page.length)
    more = page.length === 26
    after = page[24]
  }
  expect(found).toBe(60)
})

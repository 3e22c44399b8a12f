// How many repositories are listed, with all their tags, before the first of them is worked on.

import { expect, it } from 'vitest'
import type { Merged } from '../../lambda/reconcile/merge-join.ts'
import { withRows } from '../../lambda/reconcile/repository-rows.ts'
import { memorySystem } from '../fakes/system.ts'

const listed = (at: number, tags: number): Merged => {
  const link = { etag: 'e', lastModified: '2026-11-24T12:00:00Z' }
  const name = `app${at}`
  const all = new Map(Array.from({ length: tags }, (_, tag) => [`v${tag}`, link] as const))
  return { name, listed: { name, isPrivate: false, tags: all }, known: true }
}

it.each<[what: string, tags: number, ahead: number, requests: number]>([
  ['small ones sixteen at a time', 1, 16, 3],
  ['of large ones only as many as have some thousand tags together', 2000, 3, 14],
  ['of very large ones each by itself', 6000, 1, 40],
])('%s', async (_, tags, ahead, requests) => {
  const { ports, tables } = memorySystem()
  let pulled = 0
  async function* all() {
    for (let at = 0; at < 40; at++) {
      pulled++
      yield listed(at, tags)
    }
  }
  const names: string[] = []
  const pulledAt: number[] = []
  for await (const { merged } of withRows(ports, all())) {
    names.push(merged.name)
    pulledAt.push(pulled)
  }
  expect(names).toEqual(Array.from({ length: 40 }, (_, at) => `app${at}`))
  expect(pulledAt[0]).toBe(ahead)
  expect(tables.calls.reads).toBe(requests)
})

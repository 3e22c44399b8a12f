// Batches of reads.

import { describe, expect } from 'vitest'
import { refusal } from './refusals.ts'
import type { Clause } from './requests.ts'
import { KB, row, S } from './rows.ts'

export const batchClauses = (clause: Clause) =>
  describe('a batch', () => {
    clause('returns the items that exist', async ({ put, batch }) => {
      await put(row('batch1'))
      await put(row('batch2'))
      const keys = ['batch2', 'nobody', 'batch1'].map((name) => ({ name: S(name) }))
      const { found, left } = await batch(keys, { ConsistentRead: true })
      expect(found.map(({ name }) => name?.S).sort()).toEqual(['batch1', 'batch2'])
      expect(left).toEqual([])
    })

    clause('has at most 100 keys, each once, of a table that exists', async ({ batch }) => {
      const keys = (count: number) => Array.from({ length: count }, (_, at) => ({ name: S(`k${at}`) }))
      await batch(keys(100))
      expect(await refusal(batch(keys(101)))).toBe('ValidationException')
      expect(await refusal(batch([...keys(1), ...keys(1)]))).toBe('ValidationException')
      expect(await refusal(batch(keys(1), {}, 'nowhere'))).toBe('ResourceNotFoundException')
      expect(await refusal(batch([{ name: S('') }]))).toBe('ValidationException')
      expect(await refusal(batch([{ title: S('x') }]))).toBe('ValidationException')
    })

    clause('returns 16 MB, and the keys of what exceeds that as unprocessed', async ({ put, batch }) => {
      const names = Array.from({ length: 45 }, (_, at) => `mega${at}`)
      for (const name of names) await put({ name: S(name), text: S('x'.repeat(390 * KB)) })
      const { found, left } = await batch(names.map((name) => ({ name: S(name) })))
      expect(left.length).toBeGreaterThan(0)
      const all = [...found, ...left].map(({ name }) => name?.S)
      expect(all.sort()).toEqual([...names].sort())
    })
  })

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FAULTS } from './faults.ts'

describe.each(Object.entries(FAULTS))('faults of %s', (file, faults) => {
  it('each stand in its source once, under a name of their own', () => {
    const source = readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8')
    expect(faults.filter(([, text]) => source.split(text).length !== 2).map(([name]) => name)).toEqual([])
    expect(new Set(faults.map(([name]) => name)).size).toBe(faults.length)
  })
})

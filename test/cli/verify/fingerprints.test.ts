import { describe, expect, it } from 'vitest'
import { differenceText } from '../../../cli/verify/differences.ts'
import { fingerprints } from '../../../cli/verify/fingerprints.ts'
import { lookupEntry } from '../../../lambda/model/search-entries.ts'

describe('differenceText', () => {
  it('returns one line without control characters', () => {
    expect(differenceText({ kind: 'entry-extra', repository: 'a', found: '0a\0a\u001b[2J\n' })).toBe(
      'entry-extra a: in the index: 0a|a?[2J?; according to its rows: nothing',
    )
  })
})

describe('fingerprints', () => {
  it('are equal for the same entries in any order, and differ by a single entry', () => {
    const prints = fingerprints()
    const [one, two] = [lookupEntry('tv1', 'a/b', 'v1'), lookupEntry('dab', 'a/b', 'v1')]
    const entries = [one, two, one]
    for (const entry of entries) prints.add('a/b', entry)
    for (const entry of entries.slice(1)) prints.subtract('a/b', entry)
    expect(prints.differing()).toEqual(['a/b'])
    prints.subtract('a/b', one)
    expect(prints.differing()).toEqual([])
    prints.subtract('c', lookupEntry('tv1', 'c', 'v1'))
    expect(prints.differing()).toEqual(['c'])
  })
})

import { describe, expect, it } from 'vitest'
import {
  indexUnits,
  itemSize,
  readUnits,
  type SecondaryIndex,
  transactionUnits,
  writeUnits,
} from '../../bench/world/capacity.ts'

describe('itemSize', () => {
  it.each([
    // Names and values count in bytes of UTF-8.
    [{ name: 'abc' }, 4 + 3],
    [{ näme: '€' }, 5 + 3],
    [{ n: 0 }, 1 + 2],
    [{ n: 7 }, 1 + 2],
    [{ n: 12 }, 1 + 2],
    [{ n: 123 }, 1 + 3],
    // Trailing zeros are not significant digits.
    [{ n: 12_000 }, 1 + 2],
    [{ n: -12 }, 1 + 3],
    [{ n: 1_234_567_890 }, 1 + 6],
    [{ yes: true, no: null }, 3 + 1 + 2 + 1],
    [{ list: [] }, 4 + 3],
    [{ list: ['ab', 'c'] }, 4 + 3 + (1 + 2) + (1 + 1)],
    [{ map: { a: 'b' } }, 3 + 3 + (1 + 1 + 1)],
    [{ map: { list: ['x'] } }, 3 + 3 + (1 + 4 + 3 + (1 + 1))],
    [{ gone: undefined, a: 'b' }, 2],
  ])('returns for %j a size of %i bytes', (item, bytes) => {
    expect(itemSize(item)).toBe(bytes)
  })
})

describe('the units of one request', () => {
  it.each([
    [0, true, 1],
    [0, false, 0.5],
    [4096, true, 1],
    [4097, true, 2],
    [4097, false, 1],
    [1024 * 1024, false, 128],
  ])('for a read of %i bytes (consistent: %s) are %f', (bytes, consistent, units) => {
    expect(readUnits(bytes, consistent)).toBe(units)
  })

  it.each([
    [1, 1],
    [1024, 1],
    [1025, 2],
  ])('for a write of %i bytes are %i', (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units)
  })

  it.each([
    ['a new item', 0, 500, 2],
    ['a replacement by a larger item', 500, 1500, 4],
    ['a replacement by a smaller item', 2500, 100, 6],
    ['a delete', 1500, 0, 4],
    ['a delete of a missing item', 0, 0, 2],
  ])('for %s in a transaction are twice those of the larger size, before or after', (_, before, after, units) => {
    expect(transactionUnits(before, after)).toBe(units)
  })
})

describe('the write units of a secondary index', () => {
  const local: SecondaryIndex = {
    name: 'rank',
    keys: ['repository', 'rank'],
    projection: 'all',
    tableKeys: ['repository', 'tag'],
  }
  const global: SecondaryIndex = {
    name: 'catalog',
    keys: ['catalog', 'path'],
    projection: 'keys',
    tableKeys: ['name'],
  }
  const tag = { repository: 'a', tag: 'b', rank: '1', text: 'x' }
  const repository = { name: 'a', catalog: '1', path: 'k', text: 'x' }

  it.each([
    ['an item is added', 1, local, undefined, tag],
    ['an item is removed', 1, local, tag, undefined],
    ['nothing changes', 0, local, tag, { ...tag }],
    ['an attribute changes that is not a key', 1, local, tag, { ...tag, text: 'y' }],
    ['its key changes (a delete and a put)', 2, local, tag, { ...tag, rank: '2' }],
    ['the item lacks its key', 0, local, undefined, { repository: 'a', tag: '#b' }],
    ['the item loses its key', 1, local, tag, { repository: 'a', tag: 'b' }],
    ['the item is large', 2, local, undefined, { ...tag, text: 'x'.repeat(2000) }],
    ['the key of a large item changes', 3, local, { ...tag, text: 'x'.repeat(2000) }, { ...tag, rank: '2' }],
    ['it has keys only and another attribute changes', 0, global, repository, { ...repository, text: 'y' }],
    ['it has keys only and the item is large', 1, global, undefined, { ...repository, text: 'x'.repeat(5000) }],
    ['it has keys only and its key changes', 2, global, repository, { ...repository, path: 'l' }],
  ])('where %s are %i', (_, units, index, before, after) => {
    expect(indexUnits(before, after, index)).toBe(units)
  })
})

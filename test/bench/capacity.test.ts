import { describe, expect, it } from 'vitest'
import {
  type Index,
  indexUnits,
  itemSize,
  readUnits,
  transactionUnits,
  writeUnits,
} from '../../bench/world/capacity.ts'

describe('the size of an item', () => {
  it.each([
    // Names and values in bytes of UTF-8.
    [{ name: 'abc' }, 4 + 3],
    [{ näme: '€' }, 5 + 3],
    [{ n: 0 }, 1 + 2],
    [{ n: 7 }, 1 + 2],
    [{ n: 12 }, 1 + 2],
    [{ n: 123 }, 1 + 3],
    // Zeros at its end are no digits.
    [{ n: 12_000 }, 1 + 2],
    [{ n: -12 }, 1 + 3],
    [{ n: 1_234_567_890 }, 1 + 6],
    [{ yes: true, no: null }, 3 + 1 + 2 + 1],
    [{ list: [] }, 4 + 3],
    [{ list: ['ab', 'c'] }, 4 + 3 + (1 + 2) + (1 + 1)],
    [{ map: { a: 'b' } }, 3 + 3 + (1 + 1 + 1)],
    [{ map: { list: ['x'] } }, 3 + 3 + (1 + 4 + 3 + (1 + 1))],
    [{ gone: undefined, a: 'b' }, 2],
  ])('of %j is %i bytes', (item, bytes) => {
    expect(itemSize(item)).toBe(bytes)
  })
})

describe('units of one request', () => {
  it.each([
    [0, true, 1],
    [0, false, 0.5],
    [4096, true, 1],
    [4097, true, 2],
    [4097, false, 1],
    [1024 * 1024, false, 128],
  ])('reading %i bytes, consistent %s, takes %f', (bytes, consistent, units) => {
    expect(readUnits(bytes, consistent)).toBe(units)
  })

  it.each([
    [1, 1],
    [1024, 1],
    [1025, 2],
  ])('writing %i bytes takes %i', (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units)
  })

  it.each([
    ['a new item', 0, 500, 2],
    ['a larger one instead', 500, 1500, 4],
    ['a smaller one instead', 2500, 100, 6],
    ['a delete', 1500, 0, 4],
    ['a delete of nothing', 0, 0, 2],
  ])('in a transaction %s takes the larger of before and after, twice', (_, before, after, units) => {
    expect(transactionUnits(before, after)).toBe(units)
  })
})

describe('units of an index', () => {
  const local: Index = {
    name: 'rank',
    keys: ['repository', 'rank'],
    projection: 'all',
    tableKeys: ['repository', 'tag'],
  }
  const global: Index = { name: 'recent', keys: ['recent', 'recentKey'], projection: 'keys', tableKeys: ['name'] }
  const tag = { repository: 'a', tag: 'b', rank: '1', text: 'x' }
  const repository = { name: 'a', recent: '1', recentKey: 'k', text: 'x' }

  it.each([
    ['an item comes', local, undefined, tag, 1],
    ['an item goes', local, tag, undefined, 1],
    ['nothing changes', local, tag, { ...tag }, 0],
    ['another attribute changes', local, tag, { ...tag, text: 'y' }, 1],
    ['its key moves: a delete and a put', local, tag, { ...tag, rank: '2' }, 2],
    ['the item has no key of it', local, undefined, { repository: 'a', tag: '#b' }, 0],
    ['the item loses its key', local, tag, { repository: 'a', tag: 'b' }, 1],
    ['it is large', local, undefined, { ...tag, text: 'x'.repeat(2000) }, 2],
    ['the key of a large one moves', local, { ...tag, text: 'x'.repeat(2000) }, { ...tag, rank: '2' }, 3],
    ['it holds keys only and another attribute changes', global, repository, { ...repository, text: 'y' }, 0],
    ['it holds keys only and the item is large', global, undefined, { ...repository, text: 'x'.repeat(5000) }, 1],
    ['it holds keys only and its key moves', global, repository, { ...repository, recentKey: 'l' }, 2],
  ])('where %s', (_, index, before, after, units) => {
    expect(indexUnits(before, after, index)).toBe(units)
  })
})

import { describe, expect, it } from 'vitest'
import { scanOf2015 } from '../../bench/scan-2015.ts'
import { chance, seedOf } from '../../bench/world/chance.ts'
import { repositoryNames } from '../../bench/world/shape.ts'

/** Names of a made-up registry, some of which repeat their namespace, as `grafana/grafana-agent` does. */
const namesWithRepeats = (count: number): string[] => {
  const names = new Set(
    repositoryNames(count).map((name) => {
      const [namespace = '', last, ...more] = name.split('/')
      const repeats = last !== undefined && chance(seedOf(name))() < 0.15
      return repeats ? [namespace, `${namespace}-${last}`, ...more].join('/') : name
    }),
  )
  for (let at = 0; names.size < count; at++) names.add(`spare/app${at}`)
  return [...names]
}

describe('the scan of 2015', () => {
  it.each([
    [1000, 1, 3],
    [10_000, 1, 31],
    [100_000, 3, 332.5],
  ])('of %i names takes %i requests, one after the other, and %f read units', (count, requests, readUnits) => {
    expect(scanOf2015(namesWithRepeats(count))).toMatchObject({ requests, readUnits })
  })

  it('finds names that have the text in them, in any order, and tells capitals from small letters', () => {
    const { search } = scanOf2015(['team/Redis', 'redis-exporter', 'bredist', 'nginx'])
    expect(search('redis').sort()).toEqual(['bredist', 'redis-exporter'])
    expect(search('Redis')).toEqual(['team/Redis'])
    expect(search('exporter redis')).toEqual([])
  })
})

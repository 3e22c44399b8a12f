import { describe, expect, it } from 'vitest'
import { largestNamespaces } from '../../lambda/model/runs/run-totals.ts'
import { namespaceCounts } from '../../lambda/reconcile/namespace-counts.ts'
import { joinedPlaces, MAX_PLACES, placesSeen } from '../../lambda/reconcile/places.ts'

const weightOf = (places: readonly { readonly weight: number }[]) => places.reduce((sum, { weight }) => sum + weight, 0)

describe('places where a range could be split', () => {
  const seen = (weights: readonly number[]) => {
    const places = placesSeen()
    for (const [at, weight] of weights.entries()) places.add(`${String(at).padStart(5, '0')}/`, weight)
    return places.seen()
  }

  it('are all of a few repositories', () => {
    expect(seen([3, 1])).toEqual([
      { path: '00000/', weight: 3 },
      { path: '00001/', weight: 1 },
    ])
  })

  it('are few and about even, however many repositories there are, and weigh as much as these', () => {
    const places = seen(Array.from({ length: 10_000 }, () => 2))
    expect(weightOf(places)).toBe(20_000)
    expect(places.length).toBeGreaterThan(MAX_PLACES / 2)
    expect(places.length).toBeLessThanOrEqual(MAX_PLACES)
    expect(Math.max(...places.map(({ weight }) => weight))).toBeLessThan(3 * (20_000 / MAX_PLACES))
  })

  it('of two parts are those of both', () => {
    expect(joinedPlaces(seen([1]), [{ path: 'b/', weight: 2 }])).toEqual([
      { path: '00000/', weight: 1 },
      { path: 'b/', weight: 2 },
    ])
    const [a, b] = [seen(Array.from({ length: 500 }, () => 1)), seen(Array.from({ length: 500 }, () => 1))]
    expect(joinedPlaces(a, b).length).toBeLessThanOrEqual(MAX_PLACES)
    expect(weightOf(joinedPlaces(a, b))).toBe(1000)
  })
})

it('namespaces are counted in full, also a late one that goes on for long', () => {
  const counts = namespaceCounts()
  for (let at = 0; at < 5000; at++) counts.add(`n${at}`, { repositories: 1, tags: 2 })
  for (let at = 0; at < 3000; at++) counts.add('big', { repositories: 1, tags: 1 })
  expect(counts.largest()).toHaveLength(200)
  expect(counts.largest()[0]).toEqual({ name: 'big', repositories: 3000, tags: 3000 })
  expect(namespaceCounts().largest()).toEqual(largestNamespaces())
})

// What the page of a tag costs for the tags around it.

import { expect, it } from 'vitest'
import { MAX_REQUESTS_IN_SCOPE } from '../../lambda/search/lookups-in-scope.ts'
import { readRelatives } from '../../lambda/search/relatives.ts'
import { costWorld, HEX, idOf, SECRET } from './cost-world.ts'

const world = costWorld()

const relativesOf = async (hex: string, hidesPrivate: boolean) => {
  world.counted()
  const of = { repository: idOf(1), tag: 'v1.0', digest: `sha256:${hex}` }
  return { ...(await readRelatives(world.ports, { hidesPrivate }, of)), ...world.counted() }
}

it('relatives are 50 of a kind, without the tag itself', async () => {
  const { sameDigest, derived, requests } = await relativesOf(HEX, false)
  expect([sameDigest.length, derived.length, requests]).toEqual([50, 0, 2])
  expect(sameDigest).not.toContainEqual(expect.objectContaining({ repository: idOf(1) }))
})

it('tags that the caller may not see are looked through, within one bound for both kinds', async () => {
  const { sameDigest, derived, requests } = await relativesOf(SECRET, true)
  expect([sameDigest, derived]).toEqual([[], []])
  // Of 21,600 tags those of the repositories between the caller's.
  expect(requests).toBeGreaterThan(10)
  expect(requests).toBeLessThanOrEqual(MAX_REQUESTS_IN_SCOPE)
})

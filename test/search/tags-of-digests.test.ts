import { describe, expect, it } from 'vitest'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { tagsOfDigests } from '../../lambda/search/tags-of-digests.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { memorySystem } from '../fakes/system.ts'

/** A repository with this many tags, of which each is an image of its own, and the tags by these images. */
const world = async (count: number) => {
  const { registry, index, tables } = memorySystem()
  const names = Array.from({ length: count }, (_, at) => `v${at}`)
  const digests = names.map((tag) => registry.push('team/app', tag, { salt: tag }))
  await index('team/app', ...names)
  const { lookups, counts } = plainLookups(
    digests.map((digest, at) => lookupEntry(`d${digest.slice(7)}`, 'team/app', `v${at}`)),
  )
  const { tagReader: tags, calls } = tables
  calls.tags = 0
  /** As the document may say, and how many requests of each kind were made. */
  const asked = async (told: number, howMany: number) => {
    const repository = { id: 'team/app', document: { visible: told, hidden: 0 } }
    const found = await tagsOfDigests({ lookups, tags }, repository, digests.slice(0, howMany))
    return { found: Object.fromEntries(found), briefs: calls.tags, lookups: counts.requests }
  }
  const expected = (howMany: number) =>
    Object.fromEntries(digests.slice(0, howMany).map((digest, at) => [digest, [`v${at}`]]))
  return { asked, expected }
}

describe('the tags of digests', () => {
  it('are read at once where that costs no more than to look them up', async () => {
    const { asked, expected } = await world(8)
    expect(await asked(8, 1)).toEqual({ found: expected(1), briefs: 1, lookups: 0 })
  })

  it('are looked up beside many others, those of the first ten', async () => {
    const { asked, expected } = await world(81)
    expect(await asked(81, 12)).toEqual({ found: expected(10), briefs: 0, lookups: 10 })
  })

  it('are looked up where there are more than the document says', async () => {
    const { asked, expected } = await world(20)
    expect(await asked(3, 2)).toEqual({ found: expected(2), briefs: 1, lookups: 2 })
  })

  it('of no digest are asked of nobody', async () => {
    const { asked } = await world(1)
    expect(await asked(1, 0)).toEqual({ found: {}, briefs: 0, lookups: 0 })
  })
})

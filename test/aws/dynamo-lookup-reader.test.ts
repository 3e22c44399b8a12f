// What reading lookups by an index costs: one request, as by the search table, whatever names and values are like.

import { expect, it } from 'vitest'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { indexKeys } from '../../lambda/model/search-entries.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'

/** As many as one call asks for at most. */
const MOST = 1000

const world = (revision: string, repository: string, tagOf: (at: number) => string) => {
  const { client, tables, write, counted } = countedDynamo()
  const entries = Array.from({ length: MOST + 1 }, (_, at) => {
    const tag = tagOf(at)
    const key = { repository, tag: detailKey(tag) }
    const keys = indexKeys(repository, tag, { kind: 'image', platforms: [], revision })
    write('tag', key, { ...key, ...keys })
    return keys.revisionEntry
  })
  return { lookups: dynamoLookups(client, tables), entries, counted }
}

const numbered = (at: number) => String(at).padStart(4, '0')

it('takes one request for as many tags of a git revision as one call asks for', async () => {
  const { lookups, entries, counted } = world('c0ffee'.repeat(6), 'team/app', (at) => `v${numbered(at)}`)
  expect(await lookups.lookups('rc0', 'c0ffee', undefined, MOST)).toEqual(entries.slice(0, MOST))
  expect(counted()).toMatchObject({ requests: 1 })
  expect(await lookups.lookups('rc0', 'c0ffee', entries[MOST - 2], MOST)).toEqual(entries.slice(-2))
  expect(counted()).toMatchObject({ requests: 1, units: 0.5 })
})

it('reads on where the longest names and values are over the megabyte of a page: fewer than asked for mean the end', async () => {
  const { lookups, entries, counted } = world(
    'x'.repeat(255),
    'r'.repeat(255),
    (at) => `${'t'.repeat(124)}${numbered(at)}`,
  )
  expect(await lookups.lookups('rxx', 'x', undefined, MOST)).toEqual(entries.slice(0, MOST))
  expect(counted()).toMatchObject({ requests: 2 })
  expect(await lookups.lookups('rxx', 'x', entries[MOST - 1], MOST)).toEqual(entries.slice(MOST))
})

// Cursors come from callers: whatever one says, going on from it costs no more than a query does.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeCursor, type Place } from '../../lambda/search/page-cursor.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { QueryError } from '../../lambda/search/query/query-error.ts'
import { runs } from '../effort.ts'
import { odd } from '../fakes/odd.ts'
import { costWorld, HEX, idOf, MAX_REQUESTS, NOW } from './cost-world.ts'

/** Requests by which one answer reads values. */
const MAX_VALUE_REQUESTS = 16
const world = costWorld()

const wentOn = (q: string, place: Place) => {
  const { sort, text } = parseQuery(q, NOW)
  return world.asked(q, { cursor: encodeCursor(place, `${sort}\n${text}`) })
}
const valuePlace = (id: string, isWhole: boolean): Place => ({ asOf: NOW, part: 'values', value: 0, id, isWhole })

it('no cursor that somebody made asks more, or fails otherwise than with a reason', async () => {
  const place = fc.record({
    asOf: fc.nat({ max: 2 ** 40 }).map((minute) => minute * 60_000),
    part: fc.constantFrom('documents', 'unmatched', 'values'),
    value: fc.oneof(fc.integer(), fc.nat({ max: 4 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
    id: fc.oneof(odd, fc.constantFrom(HEX, `${HEX}\0`, 'v1.0\0team3', idOf(9), '', 'v1')),
    isWhole: fc.boolean(),
  })
  const q = fc.constantFrom('app', '', ':v1', HEX, `${HEX} kind:wasm`, 'app:some', 'app:latest', 'app:none')
  // Cursors that may be of a value that very many tags have.
  const wideQ = fc.constantFrom(':nightly', ':nightly kind:wasm', ':nightly kind:chart', 'app0003:nightly')
  const widePlace = fc.tuple(fc.nat({ max: 21_600 }), fc.boolean()).map(([number, isWhole]) => {
    return valuePlace(`nightly-${String(number).padStart(5, '0')}`, isWhole)
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.tuple(q, place), fc.tuple(wideQ, widePlace)), async ([q, where]) => {
      try {
        expect((await wentOn(q, where)).requests).toBeLessThanOrEqual(MAX_REQUESTS)
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError)
      }
    }),
    { numRuns: runs(300, 5000) },
  )
})

it.each([true, false])('of a value that 21,600 tags have, read whole before: %s', async (isWhole) => {
  const page = await wentOn(':nightly kind:wasm', valuePlace('nightly-05', isWhole))
  expect(page).toMatchObject({ requests: MAX_VALUE_REQUESTS, hits: [], total: undefined, isComplete: false })
})

it('what became more than an answer reads, since its first page, is gone on from to the end all the same', async () => {
  const found: string[] = []
  // Its entries are behind what one answer reads from the start.
  for (let place: Place | undefined = valuePlace('nightly-18', true), pages = 0; place !== undefined; pages++) {
    const page = await wentOn(':nightly kind:chart', place)
    expect(pages).toBeLessThan(4)
    found.push(...page.hits.map(({ match = '' }) => match))
    const [, , value, id, isStillWhole] = JSON.parse(
      Buffer.from(page.cursor ?? '', 'base64url').toString() || '[]',
    ) as [unknown, unknown, number, string, boolean]
    expect(isStillWhole).not.toBe(true)
    place = page.cursor === undefined ? undefined : { ...valuePlace(id, isStillWhole), value }
  }
  // The chart is the repository 7 of 720, so it has every 720th tag from the seventh on.
  expect(found).toEqual([25, 26, 27, 28, 29].map((turn) => `nightly-${turn * 720 + 7}`))
})

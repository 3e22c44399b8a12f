// Every broken thing through the real reader, and then into the index.

import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../lambda/registry/facts.ts'
import { unsoundFacts, unsoundRows } from '../../fakes/sound.ts'
import { bytes } from './bytes.ts'
import { APP_V1, type Case, placeOf, put, putV1, system } from './case.ts'
import { configs } from './configs.ts'
import { v1 } from './docker-v1.ts'
import { grids } from './grid.ts'
import { indexes } from './indexes.ts'
import { manifests } from './manifests.ts'
import { others } from './others.ts'
import { texts } from './texts.ts'

const GROUPS: Record<string, readonly Case[]> = { bytes, manifests, configs, texts, indexes, others, ...grids }

const expectFacts = (
  found: Facts,
  one: Pick<Case, 'facts' | 'problem' | 'heals'>,
  rename: (text: string) => string,
) => {
  const { problem, heals, ...rest } = JSON.parse(rename(JSON.stringify(found))) as Facts
  expect(rest).toStrictEqual(JSON.parse(JSON.stringify(one.facts)))
  if (one.problem instanceof RegExp) expect(problem).toMatch(one.problem)
  else expect(problem).toBe(one.problem)
  expect(heals).toBe(one.heals)
  expect(unsoundFacts(found)).toEqual([])
}

describe.each(Object.entries(GROUPS))('of broken %s', (_, cases) => {
  it.each(cases)('$name: what is sound is known, and why the rest is not', async (one) => {
    const world = system()
    const rename = put(world, one)
    const { repository, tag } = placeOf(one)
    const found = await world.ports.readTag({ repository, tag })
    const own = one.link === undefined ? { digest: 'digest:manifest' } : {}
    expectFacts(found?.facts as Facts, { ...one, facts: { ...own, ...one.facts } }, rename)
    await world.index(repository, tag)
    expect(world.tables.briefs.get(`${repository}\n${tag}`)).toMatchObject({ kind: one.facts.kind })
    expect(unsoundRows(world)).toEqual([])
  })
})

describe('of what is broken in a registry v1', () => {
  it.each(v1)('$name: what is sound is known, and why the rest is not', async (one) => {
    const world = system()
    putV1(world, one)
    const { tag = 'v1' } = one
    const found = await world.ports.readTag({ repository: APP_V1, tag })
    if (one.gone) expect(found).toBeUndefined()
    else expectFacts(found?.facts as Facts, one, (text) => text)
    await world.index(APP_V1, tag)
    expect(world.tables.briefs.has(`${APP_V1}\n${tag}`)).toBe(one.gone === undefined)
    expect(unsoundRows(world)).toEqual([])
  })
})

it('has no two cases of one name', () => {
  const names = [...Object.values(GROUPS).flat(), ...v1].map(({ name }) => name)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(names.length).toBeGreaterThanOrEqual(220)
})

// Every broken thing through the real reader, and then into the index.

import { describe, expect, it } from 'vitest'
import { unsoundRows } from '../../../fakes/sound.ts'
import { bytes } from './bytes.ts'
import { APP_V1, type Case, putV1, system } from './case.ts'
import { configs } from './configs.ts'
import { v1 } from './docker-v1.ts'
import { entries } from './entries.ts'
import { grids } from './grid.ts'
import { indexes } from './indexes.ts'
import { layerCases } from './layers.ts'
import { manifests } from './manifests.ts'
import { others } from './others.ts'
import { expectFacts, expectOutcome } from './outcome.ts'
import { texts } from './texts.ts'

const GROUPS: Record<string, readonly Case[]> = {
  bytes,
  manifests,
  layers: layerCases,
  configs,
  texts,
  indexes,
  entries,
  others,
  ...grids,
}

describe.each(Object.entries(GROUPS))('of broken %s', (_, cases) => {
  it.each(cases)('$name: what is sound is known, and why the rest is not', async (one) => {
    await expectOutcome(one)
  })
})

describe('of what is broken in a registry v1', () => {
  it.each(v1)('$name: what is sound is known, and why the rest is not', async (one) => {
    const world = system()
    putV1(world, one)
    const { tag = 'v1' } = one
    const found = await world.ports.readTag({ repository: APP_V1, tag })
    if (one.gone) expect(found).toBeUndefined()
    else expectFacts(found?.facts, one, (text) => text)
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

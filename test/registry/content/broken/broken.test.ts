// Reads every broken case with the real reader, then indexes it.

import { describe, expect, it } from 'vitest'
import { unsoundRows } from '../../../fakes/row-limits.ts'
import { bytes } from './bytes.ts'
import { APP_V1, type Case, putV1, system } from './case.ts'
import { configs } from './configs.ts'
import { v1 } from './docker-v1.ts'
import { entries } from './entries.ts'
import { grids } from './grid.ts'
import { indexes } from './indexes.ts'
import { layerCases } from './layers.ts'
import { manifests } from './manifests.ts'
import { nested } from './nested.ts'
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
  nested,
  others,
  ...grids,
}

// Vitest would cut `$name` to 40 characters.
const titled = <T extends { readonly name: string }>(cases: readonly T[]) =>
  cases.map((one): [string, T] => [one.name, one])

describe.each(Object.entries(GROUPS))('reading broken %s', (_, cases) => {
  it.each(titled(cases))('keeps the valid facts of %s and reports any problem', async (_, one) => {
    await expectOutcome(one)
  })
})

describe('reading broken content of a registry v1', () => {
  it.each(titled(v1))('keeps the valid facts of %s and reports any problem', async (_, one) => {
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

it('has a different name for each case', () => {
  const names = [...Object.values(GROUPS).flat(), ...v1].map(({ name }) => name)
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  expect(names.length).toBeGreaterThanOrEqual(220)
})

// Checks the outcome of a case: exactly its facts, and valid rows.

import { expect } from 'vitest'
import type { Facts } from '../../../../lambda/registry/content/facts.ts'
import { unsoundFacts, unsoundRows } from '../../../fakes/row-limits.ts'
import { type Case, placeOf, put, system } from './case.ts'

/** Checks that the facts are exactly those of the case. `rename` replaces digests by their names. */
export const expectFacts = (
  found: Facts | undefined,
  one: Pick<Case, 'facts' | 'problem' | 'heals'>,
  rename: (text: string) => string,
): void => {
  const { problem, heals, gone, ...rest } = JSON.parse(rename(JSON.stringify(found))) as Facts
  const { gone: expectedGone = missingBy(one.problem), ...facts } = JSON.parse(JSON.stringify(one.facts)) as Facts
  expect(rest).toStrictEqual(facts)
  expect(gone).toStrictEqual(expectedGone)
  if (one.problem instanceof RegExp) expect(problem).toMatch(one.problem)
  else expect(problem).toBe(one.problem)
  expect(heals).toBe(one.heals)
  expect(unsoundFacts(found as Facts)).toEqual([])
}

// What the problem of a case says is missing.
const missingBy = (problem: Case['problem']): string[] | undefined => {
  const [, name] = /(?:blob|image) (\S+) is missing$/.exec(String(problem)) ?? []
  return name === undefined ? undefined : [name]
}

/** Reads the bucket of a case, indexes it, and checks facts and rows. */
export const expectOutcome = async (one: Case): Promise<void> => {
  const world = system()
  const rename = put(world, one)
  const { repository, tag } = placeOf(one)
  const found = await world.ports.readTag({ repository, tag })
  const own = one.link === undefined ? { digest: 'digest:manifest' } : {}
  expectFacts(found?.facts, { ...one, facts: { ...own, ...one.facts } }, rename)
  await world.index(repository, tag)
  const brief = world.tables.briefs.get(`${repository}\n${tag}`)
  expect(brief?.kind).toBe(one.facts.kind)
  expect(brief?.hidden).toBe(one.hidden)
  expect(unsoundRows(world)).toEqual([])
}

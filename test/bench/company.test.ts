import { expect, it } from 'vitest'
import { companyRegistry } from '../../bench/quality/company/company.ts'
import { originals } from '../../bench/quality/company/originals.ts'
import type { CompanyRepository } from '../../bench/quality/company/repository.ts'
import { lastComponent } from '../../bench/quality/wanted.ts'
import { sha256 } from '../../bench/world/chance.ts'

const usual = companyRegistry(5000)
const crowded = companyRegistry(15_000)

/** Path components of the distribution specification. */
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const VALID_NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const MAX_NAME_LENGTH = 255

const shareOf = (all: readonly CompanyRepository[], is: (one: CompanyRepository) => boolean) =>
  all.filter(is).length / all.length
const countsOf = (texts: readonly string[]) => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
const fingerprint = (all: readonly CompanyRepository[]) => sha256(JSON.stringify(all)).slice(0, 12)

// Queries are written for these lists: whoever changes a word makes other registries of them.
it('companyRegistry returns the same repositories every time', () => {
  expect(fingerprint(companyRegistry(5000))).toBe(fingerprint(usual))
  expect([usual, crowded].map(fingerprint)).toEqual(['e869ff170b2f', '7929f95beec4'])
})

it.each([
  ['usual', usual, 5000],
  ['crowded', crowded, 15_000],
] as const)('the %s registry has distinct names that registries allow', (_, all, count) => {
  const names = all.map(({ name }) => name)
  expect(new Set(names).size).toBe(count)
  expect(names.filter((name) => !VALID_NAME.test(name) || name.length > MAX_NAME_LENGTH)).toEqual([])
})

it('the crowded registry is the usual one with more copies, most of them of developers, pull requests and branches', () => {
  const known = new Map(usual.map((one) => [one.name, one]))
  const more = crowded.filter(({ name }) => !known.has(name))
  expect(crowded.filter(({ name }) => known.has(name))).toEqual(usual)
  expect(shareOf(more, ({ copyOf }) => copyOf !== undefined)).toBe(1)
  expect(shareOf(more, ({ name }) => /^(?:dev|ci|branches)\//.test(name))).toBeGreaterThan(0.85)
})

it('two fifths of the usual registry are copies of repositories that are there', () => {
  const names = new Set(usual.map(({ name }) => name))
  expect(shareOf(usual, ({ copyOf }) => copyOf !== undefined)).toBe(0.4)
  expect(usual.filter(({ copyOf }) => copyOf !== undefined && !names.has(copyOf))).toEqual([])
})

it('a fifth has no description, a fifth has one that many share, and some are not in ASCII', () => {
  const real = usual.filter(({ copyOf }) => copyOf === undefined)
  const shared = countsOf(real.map(({ description = '' }) => description))
  const boilerplate = shareOf(
    real,
    ({ description }) => description !== undefined && (shared.get(description) ?? 0) > 5,
  )
  expect(shareOf(usual, ({ description }) => description === undefined)).toBeCloseTo(0.2, 1)
  expect(boilerplate).toBeCloseTo(0.2, 1)
  expect(shareOf(real, ({ description = '' }) => /[^ -~]/.test(description))).toBeGreaterThan(0.03)
})

it('no word makes more than eight repositories, copies aside', () => {
  const real = originals(3000)
  const many = [real.map(({ base }) => base), real.map(({ name }) => lastComponent(name))].map((words) =>
    Math.max(...countsOf(words).values()),
  )
  expect(many.filter((count) => count > 8)).toEqual([])
})

it('tag counts and push times say nothing in a plain registry of the same names', () => {
  const plain = companyRegistry(5000, { plain: true })
  expect(plain.map(({ name }) => name)).toEqual(usual.map(({ name }) => name))
  expect(new Set(plain.map(({ tags, pushedAt }) => `${tags} ${pushedAt}`)).size).toBe(1)
})

it('companyRegistry refuses counts that leave no room for the repositories that are no copies', () => {
  expect(() => companyRegistry(100)).toThrow('3000 repositories or more; 100 were asked for')
})

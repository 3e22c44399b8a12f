// Queries made from names by rule, many more than anybody writes: they have no taste, but nobody could tune to them.

import type { Listed } from '../package-list.ts'
import { chance, oneOf } from '../world/chance.ts'
import { byLastComponent, lastComponent, type Wanted } from './wanted.ts'

/** Names with fewer letters are mostly part of others. */
const LETTERS = 5

/** Of the last component, a place in it, and the whole name. */
type Rule = (name: string, at: number, whole: string) => string | undefined

const RULES: Readonly<Record<string, Rule>> = {
  'last component': (name) => name,
  'but its last two letters': (name) => name.slice(0, -2),
  'but its first word': (name) => (name.includes('-') ? name.slice(name.indexOf('-') + 1) : undefined),
  'its first and last word': (name) =>
    name.includes('-') ? `${name.split('-')[0]} ${name.split('-').at(-1)}` : undefined,
  'its first namespace and itself': (name, _, whole) =>
    whole.includes('/') ? `${whole.split('/')[0]} ${name}` : undefined,
  'with _ for -': (name) => (name.includes('-') ? name.replaceAll('-', '_') : undefined),
  'without its separators': (name) => (name.includes('-') ? name.replaceAll('-', '') : undefined),
  'two letters swapped': (name, at) =>
    name[at] === name[at + 1] ? undefined : name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2),
  'a letter left out': (name, at) => name.slice(0, at) + name.slice(at + 1),
}

/** Queries from so many of the names, the same every time. */
export const madeQueries = (repositories: readonly Listed[], count: number): Wanted[] => {
  const random = chance(count)
  const wholes = Array.from({ length: count }, () => oneOf(repositories, random).name)
  return [...new Set(wholes)]
    .map((whole) => ({ whole, name: lastComponent(whole) }))
    .filter(({ name }) => name.length >= LETTERS)
    .flatMap(({ whole, name }) => {
      const at = Math.floor(random() * (name.length - 1))
      return Object.entries(RULES).flatMap(([kind, rule]) => {
        const q = rule(name, at, whole)
        const isAsked = q !== undefined && /^[a-z0-9]/.test(q)
        return isAsked ? [{ kind, q, expected: name, isExpected: byLastComponent(name) }] : []
      })
    })
}

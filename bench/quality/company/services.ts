// The names of the company's own services: written ones, and some made from the nouns of each team and what services do.

import { chance, oneOf, seedOf } from '../../world/chance.ts'
import { lastComponent } from '../wanted.ts'
import { columnOf, filled, wordsOf } from './words.ts'

/** A service, before its description is dropped or replaced. */
export interface Service {
  readonly name: string
  readonly base: string
  readonly team: string
  readonly description: string
}

const WRITTEN = ['services-money', 'services-shop', 'services-goods', 'services-data', 'services-people']
const LISTS = [...WRITTEN, 'services-platform', 'codenames']
/** The company of which all repositories are. Some of its teams put its name before theirs. */
export const COMPANY = 'marlow'
/** Roles of which a noun gets this many. */
const MIN_ROLES = 2
const MAX_ROLES = 5

/** Returns the services whose names and descriptions are written. */
export const writtenServices = (): Service[] =>
  LISTS.flatMap(wordsOf).map(([name = '', description = '']) => ({
    name,
    base: lastComponent(name),
    team: teamOf(name),
    description,
  }))

/** Returns the team of a name: its first component, but the company's. */
export const teamOf = (name: string): string => {
  const [first = '', second = ''] = name.split('/')
  return first === COMPANY ? second : first
}

/** Returns the services made from nouns and roles, in an order that hashes choose. */
export const madeServices = (): Service[] => {
  const made = wordsOf('nouns').flatMap(([team = '', spaces = '', nouns = '']) =>
    nouns.split(',').flatMap((noun) => {
      const [base = '', phrase = pluralOf(base.replaceAll('-', ' '))] = noun.split('=')
      return servicesOf(team, spaces.split(','), base, phrase)
    }),
  )
  return made
    .map((one) => ({ one, seed: chance(seedOf(one.name))() }))
    .sort((a, b) => a.seed - b.seed)
    .map(({ one }) => one)
}

const ROLES = wordsOf('roles').map(([role = '', patterns = '']) => ({ role, patterns: patterns.split('#') }))
const LOCAL = wordsOf('local-words').map(([, pattern = '']) => pattern)
const ENDINGS = columnOf('endings')

const servicesOf = (team: string, spaces: readonly string[], base: string, phrase: string): Service[] => {
  const random = chance(seedOf(`${team}/${base}`))
  const home = oneOf(spaces, random)
  const count = MIN_ROLES + Math.floor(random() * (MAX_ROLES - MIN_ROLES + 1))
  const roles = new Set(Array.from({ length: count }, () => oneOf(ROLES, random)))
  const services = [...roles].map(({ role, patterns }) => {
    const space = random() < 0.9 ? home : oneOf(spaces, random)
    const name = nameOf(base, role, random)
    const description = describe(oneOf(patterns, random), { p: phrase, n: base.replaceAll('-', ' '), t: team }, random)
    return { name: random() < 0.02 ? name : `${space}/${name}`, base, team, description }
  })
  if (random() > 0.35) return services
  const bare = random() < 0.5 ? base : pluralOf(base)
  return [
    ...services,
    { name: `${home}/${bare}`, base, team, description: `${filled('{p}', { p: phrase })} of team ${team}` },
  ]
}

const LANGUAGES = ['go-', 'py-', 'node-', 'java-', 'svc-']

// People name most services alike, and some as they please.
const nameOf = (base: string, role: string, random: () => number): string => {
  const [style, other] = [random(), random()]
  if (style < 0.04) return `${base}_${role}`.replaceAll('-', '_')
  if (style < 0.06) return `${base}.${role}`
  if (style < 0.09) return `${base}${role}`
  if (style < 0.14) return `${LANGUAGES[Math.floor(other * LANGUAGES.length)]}${base}-${role}`
  if (style < 0.18) return `${base}-${role}-v${other < 0.7 ? 2 : 3}`
  if (style < 0.3 && /^(?:import|export|load|index|track|pars|convert)er$/.test(role))
    return `${role.slice(0, -2)}-${pluralOf(base)}`
  return `${base}-${role}`
}

const describe = (pattern: string, words: Readonly<Record<string, string>>, random: () => number): string => {
  if (random() < 0.16) return filled(oneOf(LOCAL, random), words)
  const text = filled(pattern, words)
  const cased = random() < 0.1 && !/^[A-Z]{2}/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text
  return random() < 0.2 ? cased + filled(oneOf(ENDINGS, random), words) : cased
}

const pluralOf = (noun: string): string => {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

// Parameters of the query string: how they are parsed is how /openapi.json describes them.

import type { Context } from 'hono'

/** A parameter of a route. */
export interface Parameter<T> {
  /** What it is for, one sentence. */
  readonly about: string
  /** JSON schema of its text. */
  readonly schema: Readonly<Record<string, unknown>>
  /** What is allowed, for people: it ends the sentence "allowed are …". */
  readonly allowed: string
  /** Its value; undefined for a text that is not allowed. */
  parse(text: string): T | undefined
}

/** The values of parameters; undefined where one is absent or empty. */
export type Values<P extends Parameters> = { readonly [K in keyof P]: ReturnType<P[K]['parse']> }
type Parameters = Readonly<Record<string, Parameter<unknown>>>

/** How much of a wrong value is said again. */
const SHOWN = 40

/** A whole number. */
export const whole = (least: number, most: number, about: string): Parameter<number> => ({
  about,
  schema: { type: 'integer', minimum: least, maximum: most },
  allowed: `whole numbers from ${least} to ${most}`,
  parse: (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return number >= least && number <= most ? number : undefined
  },
})

/**
 * A whole number that may ask for more than there is to get: a larger one counts as the most. Registries answer a large
 * page size so, and clients rely on it (Renovate asks for 10,000 tags; podman gives search up after a 400).
 */
export const wholeAtMost = (least: number, most: number, about: string): Parameter<number> => ({
  about,
  schema: { type: 'integer', minimum: least },
  allowed: `whole numbers from ${least}`,
  parse: (text) => (/^\d{1,20}$/.test(text) && Number(text) >= least ? Math.min(Number(text), most) : undefined),
})

/** A text of at most so many characters. */
export const text = (most: number, about: string): Parameter<string> => ({
  about,
  schema: { type: 'string', maxLength: most },
  allowed: `at most ${most} characters`,
  parse: (value) => (value.length <= most ? value : undefined),
})

/** A text that matches a pattern as a whole. */
export const matching = (pattern: string, allowed: string, about: string): Parameter<string> => ({
  about,
  schema: { type: 'string', pattern: `^(?:${pattern})$` },
  allowed,
  parse: (value) => (new RegExp(`^(?:${pattern})$`).test(value) ? value : undefined),
})

/** One of these words. */
export const oneOf = <T extends string>(words: readonly T[], about: string): Parameter<T> => ({
  about,
  schema: { type: 'string', enum: words },
  allowed: words.join(', '),
  parse: (value) => words.find((word) => word === value),
})

/** Some of these words, with commas between them. */
export const someOf = <T extends string>(words: readonly T[], about: string): Parameter<readonly T[]> => ({
  about,
  schema: { type: 'string', pattern: `^(${words.join('|')})(,(${words.join('|')}))*$` },
  allowed: `${words.join(', ')}, with commas between them`,
  parse: (value) => {
    const found = value.split(',').map((one) => words.find((word) => word === one))
    return found.some((word) => word === undefined) ? undefined : found.filter((word) => word !== undefined)
  },
})

/**
 * The parameters of a request.
 * @throws what `refuse` makes of the first that is wrong
 */
export const parametersOf = <P extends Parameters>(
  context: Context,
  parameters: P,
  refuse: (message: string, detail: Record<string, string>) => Error,
): Values<P> => {
  const values = Object.entries(parameters).map(([name, { allowed, parse }]) => {
    const given = context.req.query(name)
    if (given === undefined || given === '') return [name, undefined]
    const value = parse(given)
    if (value !== undefined) return [name, value]
    throw refuse(`${name} is "${given.slice(0, SHOWN)}"; allowed are ${allowed}`, { [name]: given.slice(0, SHOWN) })
  })
  return Object.fromEntries(values)
}

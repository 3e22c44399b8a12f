// What may have been meant by a query that is none: the same with the qualifiers put right that it can't have.

import { distance, TWO_ERRORS_FROM } from '../../shared/edit-distance.ts'
import { KIND_NAMES, STATES } from './qualifiers.ts'
import { QueryError } from './query-error.ts'
import { starred } from './stars.ts'
import { before } from './time.ts'
import { KEY, meantQualifier, partOf } from './token.ts'
import { isNegated, qualifierOf } from './tokens.ts'

const MAX_MEANT = 3
/** Letters of a word by which it may be begun. */
const MIN_BEGINNING = 2
/** Typing errors that a word counts for which is only begun: more than a misspelt one has. */
const BEGUN_ERRORS = 3
/** One wrong key may hide one wrong value. */
const MAX_STEPS = 2

/**
 * Returns what may have been meant by these tokens, in each of which all that is wrong is put right; none if something
 * can't be, or if nothing is wrong with any token by itself.
 */
export const meantBy = (tokens: readonly string[], now: number): string[] => {
  const right: string[] = []
  let choices: { readonly at: number; readonly meant: readonly string[] } | undefined
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    const place = right.length
    if (isRight(token, now)) right.push(token)
    else {
      const joined = joinedWith(token, tokens[at + 1])
      const meant = joined !== undefined && isRight(joined, now) ? [joined] : rightOnes(token, now, MAX_STEPS)
      const [first] = meant
      if (first === undefined) return []
      if (first === joined) at++
      right.push(first)
      choices ??= { at: place, meant }
    }
  }
  const { at, meant } = choices ?? { at: 0, meant: [] }
  return meant.slice(0, MAX_MEANT).map((one) => right.with(at, one).join(' '))
}

// What looks like a qualifier with an error in it is read as a name and a tag, until nothing is found.
const isRight = (token: string, now: number): boolean => {
  try {
    return partOf(token, now).mistyped === undefined
  } catch (error) {
    if (error instanceof QueryError) return false
    throw error
  }
}

// `arch: arm64`
const joinedWith = (token: string, next: string | undefined): string | undefined =>
  next !== undefined && /^-?[a-z]+:$/i.test(token) && !KEY.test(next) ? token + next : undefined

const rightOnes = (token: string, now: number, steps: number): string[] => {
  const sign = isNegated(token) ? '-' : ''
  const candidates = candidatesOf(token.slice(sign.length), now).map((one) => sign + one)
  const right = candidates.flatMap((one) => {
    if (isRight(one, now)) return one
    return steps > 1 && one !== token ? rightOnes(one, now, steps - 1) : []
  })
  return [...new Set(right)]
}

const candidatesOf = (token: string, now: number): string[] => {
  const qualifier = qualifierOf(token)
  if (qualifier === undefined) {
    const [begin = '', key = ''] = KEY.exec(token) ?? []
    const meant = key === '' ? undefined : meantQualifier(key)
    return meant === undefined ? [] : [`${meant}:${token.slice(begin.length)}`]
  }
  const { key, value } = qualifier
  const plain = starred(value).text
  return [...(VALUES.get(key)?.(value, now) ?? []), ...(plain === value || plain === '' ? [] : [plain])].map((one) =>
    one.includes(':') && KEY.test(one) ? one : `${key}:${/\s/.test(one) ? `"${one}"` : one}`,
  )
}

/** What values may have been meant, by the qualifier; with another qualifier before it, where that was meant. */
const VALUES: ReadonlyMap<string, (value: string, now: number) => string[]> = new Map(
  Object.entries<(value: string, now: number) => string[]>({
    kind: (value) => near(value, KIND_NAMES),
    is: (value) => near(value, STATES),
    older: (value) => [...ages(value), ...(/^\d{4}-/.test(value) ? [`pushed:<${value}`] : [])],
    pushed: (value, now) => [...swapped(value), ...dates(value), ...since(value, now)],
    size: (value) => sizes(value),
  }),
)

const near = (value: string, names: ReadonlyMap<string, string>): string[] => {
  const said = value.toLowerCase()
  const found = [...names].flatMap(([name, meaning]) => {
    const errors = distance(said, name, name.length < TWO_ERRORS_FROM ? 1 : 2)
    const isBegun = said.length >= MIN_BEGINNING && name.startsWith(said)
    return errors === undefined && !isBegun ? [] : [{ meaning, errors: errors ?? BEGUN_ERRORS }]
  })
  return [...new Set(found.sort((a, b) => a.errors - b.errors).map(({ meaning }) => meaning))]
}

const swapped = (value: string): string[] => {
  const [, first, second] = /^([^.].*?)\.\.(.+)$/.exec(value) ?? []
  return first === undefined || second === undefined ? [] : [`${second}..${first}`]
}

// `180`, `>6months`, `2 weeks`
const ages = (value: string): string[] => {
  const [, count, unit = ''] = /^[<>=]*\s*(\d{1,5})\s*([a-z]*)$/i.exec(value) ?? []
  if (count === undefined) return []
  const letter = unit === '' ? 'd' : unit.slice(0, 1).toLowerCase()
  return [`${count}${letter}`]
}

// `2026`, `>2026-11`, `2026/11/24`, `2026-1-4`
const dates = (value: string): string[] => {
  const [, operator = '', year, month, day] =
    /^([<>]=?)?(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?$/.exec(value) ?? []
  if (year === undefined) return []
  const at = (m: number, d: number) => `${year}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
  if (month !== undefined && day !== undefined) return [`${operator}${at(Number(month), Number(day))}`]
  const months = month === undefined ? [1, 12] : [Number(month), Number(month)]
  const first = at(months[0] ?? 1, 1)
  const last = at(months[1] ?? 12, new Date(Date.UTC(Number(year), months[1] ?? 12, 0)).getUTCDate())
  if (operator === '') return [`${first}..${last}`]
  // After a month is after its last day, and before it before its first.
  return [`${operator}${operator === '>' || operator === '<=' ? last : first}`]
}

// `7d`: pushed within a week.
const since = (value: string, now: number): string[] =>
  (/[a-z]$/i.test(value) ? ages(value) : []).flatMap((age) => {
    try {
      return [`>=${before('pushed', age, now).slice(0, 'YYYY-MM-DD'.length)}`]
    } catch (error) {
      if (error instanceof QueryError) return []
      throw error
    }
  })

// `1GB`, `>1,5 GB`, `1GB..1MB`
const sizes = (value: string): string[] => {
  const plain = value.replace(/\s+/g, '').replaceAll(',', '.')
  const isAlone = /^[\d.]+[a-z]*$/i.test(plain)
  return [...(isAlone ? [`>${plain}`, `<${plain}`] : [plain]), ...swapped(plain)]
}

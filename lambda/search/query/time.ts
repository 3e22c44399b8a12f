// Times in queries. As the index has them: ISO 8601, whole seconds, UTC, so that texts compare as times.

import { QueryError } from './query-error.ts'

const DAY = 24 * 60 * 60 * 1000
const DAY_LENGTH = 'YYYY-MM-DD'.length
const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', DAY / 24],
  ['d', DAY],
  ['w', 7 * DAY],
  ['m', 30 * DAY],
  ['y', 365 * DAY],
])

/** Later years are written with a sign, and would sort before all others. */
const LAST = Date.parse('9999-12-31T23:59:59Z')

const text = (time: number): string => `${new Date(Math.min(time, LAST)).toISOString().slice(0, 19)}Z`

/**
 * The time so long before now.
 * @param value a whole number and h, d, w, m (30 days) or y (365 days)
 * @throws QueryError
 */
export const before = (key: string, value: string, now: number): string => {
  const [, count, unit = ''] = /^(\d{1,5})([hdwmy])$/.exec(value) ?? []
  const time = now - Number(count) * (UNITS.get(unit) ?? Number.NaN)
  if (Number.isNaN(time) || time < 0)
    throw new QueryError(`${key}:${value} is no age; give a whole number and h, d, w, m or y, such as ${key}:180d`)
  return text(time)
}

/**
 * The times that `>2026-01-01`, `<2026-01-01`, `>=`, `<=`, `2026-01-01..2026-02-01` or a day alone name.
 * @throws QueryError
 */
export const timeRange = (key: string, value: string): { from?: string; before?: string } => {
  const [, operator = '', first = '', second] = /^(>=|<=|>|<)?([\dT:.Z-]+?)(?:\.\.([\dT:.Z-]+))?$/.exec(value) ?? []
  const at = moment(key, value, first)
  if (second !== undefined && operator === '') {
    const { end } = moment(key, value, second)
    if (end <= at.start) throw new QueryError(`${key}:${value} ends before it begins; the earlier time comes first`)
    return { from: text(at.start), before: text(end) }
  }
  if (second !== undefined) throw wrong(key, value)
  if (operator === '>') return { from: text(at.end) }
  if (operator === '>=') return { from: text(at.start) }
  if (operator === '<') return { before: text(at.start) }
  if (operator === '<=') return { before: text(at.end) }
  return { from: text(at.start), before: text(at.end) }
}

// A day, or a second of one, by its ends: after a day is after its last second.
const moment = (key: string, value: string, said: string): { start: number; end: number } => {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(said)
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z?$/.test(said)
  const start = isDay || isTime ? Date.parse(isDay || said.endsWith('Z') ? said : `${said}Z`) : Number.NaN
  // A day that its month does not have would be one of the next.
  if (Number.isNaN(start) || !text(start).startsWith(said.slice(0, DAY_LENGTH))) throw wrong(key, value)
  return { start, end: start + (isDay ? DAY : 1000) }
}

const wrong = (key: string, value: string): QueryError =>
  new QueryError(
    `${key}:${value} is no time; give a day or a time in UTC, such as ${key}:>2026-01-01, ${key}:<=2026-01-01T12:00 or ${key}:2026-01-01..2026-01-31`,
  )

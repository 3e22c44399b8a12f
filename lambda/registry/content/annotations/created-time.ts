// Reads times that anybody may have written: in configs, labels and annotations. A time without a zone is in UTC, whatever
// the zone of the machine is.

import { offsetMinutes, ZONE } from './time-zones.ts'

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,]\d+)?)?(?: ?(?<half>[ap]m))?`
/** Behind an offset Go prints the name of the zone, or the offset again. */
const ZONED = String.raw`(?: ?${ZONE}(?:(?<=\d) (?:[a-z]{1,5}|[+-]\d\d(?:\d\d)?))?)?`
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? )?'
const MONTH = String.raw`(?<name>[a-z]{3,9})\.?`
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`

/** White space is one space each, and capitals don't matter. */
const FORMS: readonly RegExp[] = [
  // ISO 8601 and RFC 3339, also with other separators, and as Go prints times: `2024-01-31 10:00:00.5 +0000 UTC`.
  String.raw`(?<year>\d{4})(?<sign>[-/.])(?<month>\d{1,2})\k<sign>(?<day>\d{1,2})(?:(?:[t_ ]|, )${TIME})?${ZONED}`,
  // As `date +%F_%H-%M-%S` prints it for names of files.
  String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[t_](?<hour>\d\d)-(?<minute>\d\d)(?:-(?<second>\d\d))?${ZONED}`,
  // ISO 8601 without separators, as `date +%Y%m%d` prints it, too.
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:[t_ -]?(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,]\d+)?)?${ZONED})?`,
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)[t_ ]${TIME}${ZONED}`,
  // ISO 8601 with an hour alone.
  String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)t(?<hour>\d\d)${ZONED}`,
  // As most of Europe writes dates: dots always stand behind a day. `01/31/2024` may be either.
  String.raw`(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})(?:,? ${TIME})?${ZONED}`,
  // As China and Japan do.
  String.raw`(?<year>\d{4})年(?<month>\d{1,2})月(?<day>\d{1,2})日(?: ?${TIME})?${ZONED}`,
  // RFC 1123, RFC 5322 and RFC 850, logs of web servers (`31/Jan/2024:10:00:00 +0000`), and a date alone.
  String.raw`${WEEKDAY}${DAY}(?<sign>[ /-])${MONTH},?\k<sign>(?<year>\d{4}|\d\d)(?:,?[ :]${TIME})?${ZONED}`,
  // `Jan 31, 2024`, and as JavaScript prints times: `Wed Jan 31 2024 10:00:00 GMT+0100`.
  String.raw`${WEEKDAY}${MONTH} ${DAY},? (?<year>\d{4})(?:,?(?: at)? ${TIME})?${ZONED}`,
  // As `date` and C's `asctime` print it: `Wed Jan 31 10:00:00 UTC 2024`, in Britain `Wed 31 Jan 10:00:00 GMT 2024`.
  String.raw`${WEEKDAY}${MONTH} ${DAY} ${TIME}${ZONED} (?<year>\d{4})`,
  String.raw`${WEEKDAY}${DAY} ${MONTH} ${TIME}${ZONED} (?<year>\d{4})`,
  String.raw`(?<year>\d{4})(?<sign>[ /-])${MONTH}\k<sign>${DAY}(?: ${TIME})?${ZONED}`,
].map((form) => new RegExp(`^${form}$`, 'i'))

/** As `date +%Y%m%d%H` prints it. As seconds since 1970 these are years from 2033 on. */
const HOUR = /^(?<year>20\d\d)(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])(?<hour>[01]\d|2[0-3])$/
/** Seconds since 1970 from 1973 on, as `SOURCE_DATE_EPOCH` has them; with more digits thousandths, millionths and so on. */
const EPOCH = /^@?(?<seconds>\d{9}|\d{10}(?:\d{3}){0,3})(?:\.\d+)?$/
const EPOCH_DIGITS = 10

/**
 * What may stand behind a whole time: Go's monotonic clock, a Z behind an offset (Python's `isoformat() + 'Z'`), a zone in
 * brackets (RFC 9557, Java) or parentheses (RFC 5322).
 */
const BEHIND =
  /(?<=[+-]\d\d:?\d\d)z$| m=[+-]\d+(?:\.\d+)?$|(?:(?<=z|utc|gmt|[+-]\d\d:?\d\d) ?(?:\((?!.*\().*\)|(?:\[[^[\]]*\])+)|\[(?:etc\/)?(?:utc|gmt|z)\])$/i

const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const MAX_CHARS = 100
/** A year of two digits is of this century before 80. Nothing in a registry is older. */
const CENTURY_ENDS = 80
const MINUTE_MS = 60_000

/**
 * Reproducible builds write a fixed time for "not known": 1970 (jib, Bazel, Nix, ko), the year 1 (Go's zero time), 1980-01-01
 * (Buildpacks, and whatever passes through a ZIP). Nothing in a registry is older.
 */
const FIRST_MS = Date.UTC(1980, 0, 2)
/** Nor is anything from the future: such are the greatest times of 32 and 64 bits (2106, 2262) and 9999. */
const END_MS = Date.UTC(2100, 0, 1)

/**
 * Returns the time that a document states: ISO 8601 in UTC, whole seconds. Undefined if it is no time, or one that stands for
 * "not known".
 */
export const parseTime = (value: string | undefined): string | undefined => {
  if (value === undefined || value.length > MAX_CHARS) return undefined
  const time = millisecondsOf(plain(value).replace(BEHIND, ''))
  return time === undefined || time < FIRST_MS || time >= END_MS
    ? undefined
    : `${new Date(time).toISOString().slice(0, 19)}Z`
}

// Quotes are those of a shell or of JSON, one time too many. ISO 8601 has a minus sign for offsets that ASCII lacks.
const plain = (value: string): string =>
  value
    .replace(/^\s*(["'])(.*)\1\s*$/s, '$2')
    .replaceAll('\u2212', '-')
    .trim()
    .replace(/\s+/g, ' ')

const millisecondsOf = (text: string): number | undefined => {
  const hour = HOUR.exec(text)?.groups
  if (hour !== undefined) return ofParts(hour)
  const seconds = EPOCH.exec(text)?.groups?.['seconds']
  if (seconds !== undefined) return Number(seconds.slice(0, EPOCH_DIGITS)) * 1000
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups
    if (groups !== undefined) return ofParts(groups)
  }
  return undefined
}

const ofParts = (groups: Readonly<Record<string, string | undefined>>): number | undefined => {
  const number = (name: string) => Number(groups[name] ?? 0)
  const { name, zone } = groups
  const year = yearOf(groups['year'] ?? '')
  const month = name === undefined ? number('month') : monthOf(name)
  const [day, minute, second] = [number('day'), number('minute'), number('second')]
  const hour = hourOf(number('hour'), groups['half']?.toLowerCase())
  const offset = offsetMinutes(zone)
  // A leap second counts as the one before it.
  if (hour === undefined || minute > 59 || second > 60 || offset === undefined) return undefined
  // JavaScript takes the years 0 to 99 for those of the last century.
  if (year < 100) return undefined
  const date = Date.UTC(year, month - 1, day)
  // A day that the month does not have would be one of the next.
  const isDate = new Date(date).getUTCMonth() === month - 1 && new Date(date).getUTCDate() === day
  if (!isDate) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)) - offset * MINUTE_MS
}

const yearOf = (digits: string): number =>
  digits.length > 2 ? Number(digits) : Number(digits) + (Number(digits) < CENTURY_ENDS ? 2000 : 1900)

// 0 for a name that is none.
const monthOf = (name: string): number => {
  const lower = name.toLowerCase()
  return (
    MONTHS.findIndex(
      (month) => lower === month || lower === month.slice(0, 3) || (lower === 'sept' && month === 'september'),
    ) + 1
  )
}

const hourOf = (hour: number, half: string | undefined): number | undefined => {
  if (half === undefined) return hour > 23 ? undefined : hour
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half === 'pm' ? 12 : 0)
}

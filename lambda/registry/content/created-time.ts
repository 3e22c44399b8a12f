// Reads times that anybody may have written: in configs, labels and annotations. A time without a zone is in UTC, whatever
// the zone of the machine is.

/** ISO 8601 and RFC 3339, also with a space, and as Go prints times: `2024-01-31 10:00:00.5 +0000 UTC`. Or a date alone. */
const ISO =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,]\d+)?)?(?: ?(?<zone>[Zz]|UTC|GMT|[+-]\d\d:?\d\d(?: [A-Z]{1,5})?|[+-]\d\d))?)?$/
/** ISO 8601 without separators, as `date +%Y%m%d` prints it, too. */
const COMPACT =
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:T?(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?<zone>Z|[+-]\d{4})?)?$/
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** RFC 1123 and RFC 5322, with or without the day of the week: `Wed, 31 Jan 2024 10:00:00 GMT`. */
const RFC_1123 =
  /^(?:[A-Z][a-z]{2}, )?(?<day>\d{1,2}) (?<name>[A-Z][a-z]{2}) (?<year>\d{4}) (?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?(?: (?<zone>UTC|GMT|UT|Z|[+-]\d{4}))?$/
/** As `date` and C's `asctime` print it: `Wed Jan 31 10:00:00 UTC 2024`. */
const UNIX_DATE =
  /^[A-Z][a-z]{2} (?<name>[A-Z][a-z]{2}) +(?<day>\d{1,2}) (?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?: (?<zone>UTC|GMT|Z|[+-]\d{4}))? (?<year>\d{4})$/
/** Seconds since 1970 from 1973 on, as `SOURCE_DATE_EPOCH` has them; with three more digits milliseconds. */
const EPOCH = /^@?(?<seconds>\d{9,10})(?:\d{3}|\.\d+)?$/

const FORMS = [ISO, COMPACT, RFC_1123, UNIX_DATE]
const MAX_CHARS = 64
/** The hours and minutes that a zone may be from UTC. */
const ZONE_MAX_HOURS = 14
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
  const time = millisecondsOf(value.trim())
  return time === undefined || time < FIRST_MS || time >= END_MS
    ? undefined
    : `${new Date(time).toISOString().slice(0, 19)}Z`
}

const millisecondsOf = (text: string): number | undefined => {
  const seconds = EPOCH.exec(text)?.groups?.['seconds']
  if (seconds !== undefined) return Number(seconds) * 1000
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups
    if (groups !== undefined) return ofParts(groups)
  }
  return undefined
}

const ofParts = (groups: Readonly<Record<string, string | undefined>>): number | undefined => {
  const number = (name: string) => Number(groups[name] ?? 0)
  const { name, zone } = groups
  const [year, month, day] = [
    number('year'),
    name === undefined ? number('month') : MONTHS.indexOf(name) + 1,
    number('day'),
  ]
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')]
  const offset = offsetMinutes(zone)
  // A leap second counts as the one before it.
  if (hour > 23 || minute > 59 || second > 60 || offset === undefined) return undefined
  const date = Date.UTC(year, month - 1, day)
  // A day that the month does not have would be one of the next.
  const isDate = new Date(date).getUTCMonth() === month - 1 && new Date(date).getUTCDate() === day
  if (!isDate) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)) - offset * MINUTE_MS
}

const offsetMinutes = (zone: string | undefined): number | undefined => {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone?.split(' ')[0] ?? '') ?? []
  if (sign === undefined) return 0
  if (Number(hours) > ZONE_MAX_HOURS || Number(minutes) > 59) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

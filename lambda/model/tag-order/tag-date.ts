// Dates at the front of tags: 2024-01-31, 20240131, RELEASE.2024-01-31T20-20-33Z, 202401312020. Dates with dots are versions,
// since calendar versions such as 2024.1.5 can't be told from them.

const YEAR = String.raw`20\d\d`
const MONTH = '(?:0[1-9]|1[0-2])'
const DAY = String.raw`(?:0[1-9]|[12]\d|3[01])`
const HOUR = String.raw`(?:[01]\d|2[0-3])`
const SEPARATED = new RegExp(String.raw`^(${YEAR})([-_])(${MONTH})(?:\2(${DAY})(?!\d))?(?!\d)(.*)$`)
/** The digits behind the day are hours, minutes and seconds. With milliseconds they compare as they are. */
const COMPACT = new RegExp(String.raw`^(${YEAR}${MONTH}${DAY})((?:\d\d){0,3})(?!\d)(.*)$`)
const TIME = new RegExp(String.raw`^[t_-](${HOUR})[.:-]?([0-5]\d)(?:[.:-]?([0-5]\d))?z?(?![\da-z])(.*)$`, 'i')

/** A date with milliseconds, which all dates are filled up to. */
const TIME_DIGITS = 17

/**
 * Returns the date that a text begins with as 17 digits, which compare as numbers, and what stands behind it. Undefined if it
 * begins with none.
 */
export const dateOf = (text: string): { readonly digits: string; readonly rest: string } | undefined => {
  const [, year, , month = '', day = '', behind = ''] = SEPARATED.exec(text) ?? []
  if (year !== undefined) return timed(year + month + day, day === '' ? [] : TIME.exec(behind), behind)
  const [, compact, time = '', rest = ''] = COMPACT.exec(text) ?? []
  if (compact === undefined) return undefined
  return timed(compact, time === '' ? TIME.exec(rest) : ['', time, '', '', rest], rest)
}

const timed = (day: string, time: readonly (string | undefined)[] | null, behind: string) => {
  const [, hour = '', minute = '', second = '', rest = behind] = time ?? []
  return { digits: (day + hour + minute + second).padEnd(TIME_DIGITS, '0'), rest }
}

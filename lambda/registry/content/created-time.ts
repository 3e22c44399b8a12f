/** A date, or a date and a time. Date.parse alone would find a date in `build 42`, too. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}|$)/

/**
 * Returns the time that a document states: ISO 8601 in UTC, whole seconds. Undefined for 1970 and earlier, since
 * reproducible builds write 1970 or 0001 for "no time", and for years of more than four digits.
 */
export const parseTime = (value: string | undefined): string | undefined => {
  const time = value !== undefined && ISO_DATE.test(value) ? Date.parse(value) : Number.NaN
  const year = Number.isNaN(time) ? 0 : new Date(time).getUTCFullYear()
  return year <= 1970 || year > 9999 ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`
}

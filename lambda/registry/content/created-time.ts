/** A date, or a date and a time. JavaScript would find one in `build 42`, too. */
const DATED = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}|$)/

/**
 * A time that a document says: ISO 8601, UTC, whole seconds. Reproducible builds say 1970 or 0001, which is no time at
 * all; nor is one that four digits of a year can't write.
 */
export const instant = (value: string | undefined): string | undefined => {
  const time = value !== undefined && DATED.test(value) ? Date.parse(value) : Number.NaN
  const year = Number.isNaN(time) ? 0 : new Date(time).getUTCFullYear()
  return year <= 1970 || year > 9999 ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`
}

// The same items for scripts: JSON by lines, and CSV.

/** Forms of an answer by their names, and their types. */
export const FORMATS = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
} as const
export type Format = keyof typeof FORMATS

/** The form that was asked for: by name, or by the first type of `Accept` that is one. */
export const formatOf = (named: Format | undefined, accept: string | undefined): Format => {
  if (named !== undefined) return named
  const wanted = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim())
  const all = Object.entries(FORMATS).map(([name, type]) => [name, type.split(';')[0]] as const)
  const found = wanted.map((type) => all.find(([, one]) => one === type)?.[0]).find((name) => name !== undefined)
  return (found as Format | undefined) ?? 'json'
}

type Item = Readonly<Record<string, unknown>>

/** One object a line. */
export const ndjson = (items: readonly Item[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('')

/**
 * A line of names, then one for each item (RFC 4180); lists with spaces between. No cell is a formula, also for spreadsheets
 * that split at semicolons or tabs instead of commas: an apostrophe stands before a character that would begin one.
 */
export const csv = (columns: readonly string[], items: readonly Item[]): string =>
  [columns, ...items.map((item) => columns.map((name) => item[name]))]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('')

/** What begins a formula in a spreadsheet, also in full width (U+FF0B and others), where a cell may begin: descriptions are anybody's. */
const FORMULA = /(^|[;\t\r\n])(["'\s]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g

const cell = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '')
  const safe = text.replace(FORMULA, "$1$2'$3")
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

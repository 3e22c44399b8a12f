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

/** A line of names, then one for each item (RFC 4180); lists with spaces between. */
export const csv = (columns: readonly string[], items: readonly Item[]): string =>
  [columns, ...items.map((item) => columns.map((name) => item[name]))]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('')

const cell = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '')
  // What begins so is a formula to a spreadsheet, and descriptions are anybody's.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

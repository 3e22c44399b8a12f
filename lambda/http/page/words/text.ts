// How numbers, times and digests are written.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Bytes with three digits, in decimal units, as registries have them. */
export const bytes = (size: number): string => {
  const power = size < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3))
  // 999,500 bytes are 1.00 MB: rounding must not make a fourth digit.
  const isRounded = power < UNITS.length - 1 && power > 0 && size / 1000 ** power >= 999.5
  const unit = isRounded ? power + 1 : power
  const value = size / 1000 ** unit
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toPrecision(3)} ${UNITS[unit]}`
}

/** Thousands are set apart. */
export const number = (n: number): string => n.toLocaleString('en')

/** `1 tag`, `5,000 tags`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`

/** The part of a digest that tells it apart. */
export const short = (digest: string): string => digest.slice(digest.indexOf(':') + 1).slice(0, 12)

const SECOND_MS = 1000
/** Shorter times are written as this, so that a view stays as it was, and need not be sent again. */
const LEAST_S = 2

/** How long something takes at most: "2 s", "95 s", "3 min", "18 h". */
export const atMost = (milliseconds: number): string => {
  const seconds = Math.max(LEAST_S, Math.ceil(milliseconds / SECOND_MS))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "24 Nov 2026, 17:08 UTC": the script writes it as "3 days ago" where there is one. */
export const absolute = (iso: string): string => {
  const at = new Date(iso)
  if (Number.isNaN(at.valueOf())) return iso
  const [date, time] = at.toISOString().split('T') as [string, string]
  // The year of a time that is far off has more digits, and a sign.
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${date.slice(0, -6)}, ${time.slice(0, 5)} UTC`
}

/** Longest text of a label that is shown, in characters. */
const SHOWN_MAX = 400

/** A text as it is shown: what is very long is cut, with a mark. */
export const shortened = (text: string): string =>
  text.length > SHOWN_MAX
    ? `${text
        .slice(0, SHOWN_MAX)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
    : text

/** The address in a text if a browser may follow it; undefined for all else that a label may say. */
export const outside = (text: string): string | undefined => {
  if (!/^https?:\/\/[^\s/]/i.test(text) || !URL.canParse(text)) return undefined
  const { username, password, href } = new URL(text)
  // What stands before an @ looks like the host, and is none.
  return username === '' && password === '' ? href : undefined
}

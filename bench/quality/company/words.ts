// Reads the lists of words in words/.

import { readFileSync } from 'node:fs'

/** Returns the lines of a list, each split at its tabs. */
export const wordsOf = (list: string): string[][] =>
  readFileSync(new URL(`words/${list}.tsv`, import.meta.url), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'))

/** Returns the first column of a list. */
export const columnOf = (list: string): string[] => wordsOf(list).map(([first = '']) => first)

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Fills the words in braces of a pattern, and begins with a capital. */
export const filled = (pattern: string, values: Readonly<Record<string, string>>): string =>
  capital(pattern.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ''))

const ACRONYMS = new Set(
  'api ui bff cli sms faq kpi sla slo vm otp llm gpu sku vat cdn tls dns ssh pdf cms pim'.split(' '),
)

/**
 * Makes a title from the last component of a name.
 * @example titleOf('invoice-api') // 'Invoice API'
 */
export const titleOf = (component: string): string =>
  component
    .split(/[-_.]+/)
    .map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : capital(word)))
    .join(' ')

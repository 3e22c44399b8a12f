// Writes the table of docs/settings.md from the schema of settings: npm run settings-table. A test fails if the table is
// outdated.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENVIRONMENT_NAMES } from './environment-names.ts'
import type { Setting } from './setting.ts'
import { PROPERTIES } from './setting-properties.ts'
import { ALL_SETTINGS } from './settings-schema.ts'

const DOCUMENT = join(import.meta.dirname, '..', 'docs', 'settings.md')
/** Matches the table's first line, and all lines that follow up to an empty one. */
const TABLE_PATTERN = /^\| setting \|[\s\S]*?\n(?=\n)/m

const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``)
const defaultCell = ({ default: text, defaultText }: Setting<unknown>): string => defaultText ?? code(text)

/** A cell that holds for links of the documents' own folder. */
const cell = (text: string): string => text.replaceAll('[docs/', '[').replaceAll('](docs/', '](')

const settingsTable = (): string =>
  [
    '| setting | default | what | environment | property |',
    '|---|---|---|---|---|',
    ...[...ALL_SETTINGS].map(
      ([name, setting]) =>
        `| ${[code(name), defaultCell(setting), setting.about, code(ENVIRONMENT_NAMES.get(name)), code(PROPERTIES.get(name))].map(cell).join(' | ')} |`,
    ),
    '',
  ].join('\n')

/**
 * Returns a document with the table of settings made from the schema.
 * @throws Error if it has no such table
 */
export const withSettingsTable = (text: string): string => {
  if (!TABLE_PATTERN.test(text))
    throw new Error('docs/settings.md has no table that starts with "| setting |"; add one')
  return text.replace(TABLE_PATTERN, settingsTable)
}

if (import.meta.main) writeFileSync(DOCUMENT, withSettingsTable(readFileSync(DOCUMENT, 'utf8')))

// Writes README's table of settings from their schema: npm run settings-table. A test fails if the table is outdated.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_SETTINGS, type Setting } from './settings-schema.ts'

const README = join(import.meta.dirname, '..', 'README.md')
/** Matches the table's first line, and all lines that follow up to an empty one. */
const TABLE_PATTERN = /^\| setting \|[\s\S]*?\n(?=\n)/m

const defaultCell = ({ default: text, defaultText }: Setting<unknown>): string =>
  defaultText ?? (text === undefined ? '' : `\`${text}\``)

const settingsTable = (): string =>
  [
    '| setting | default | |',
    '|---|---|---|',
    ...[...ALL_SETTINGS].map(([name, setting]) => `| \`${name}\` | ${defaultCell(setting)} | ${setting.about} |`),
    '',
  ].join('\n')

/**
 * Returns a README with the table of settings made from the schema.
 * @throws Error if it has no such table
 */
export const withSettingsTable = (readme: string): string => {
  if (!TABLE_PATTERN.test(readme)) throw new Error('README.md has no table that starts with "| setting |"; add one')
  return readme.replace(TABLE_PATTERN, settingsTable)
}

if (import.meta.main) writeFileSync(README, withSettingsTable(readFileSync(README, 'utf8')))

// Writes README's table of settings from their schema: npm run settings-table. A test sees whether it was run.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_SETTINGS, type Setting } from './settings-schema.ts'

const README = join(import.meta.dirname, '..', 'README.md')
/** The table's first line, and all that follow up to an empty one. */
const TABLE = /^\| setting \|[\s\S]*?\n(?=\n)/m

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
 * A README with its table of settings as the schema has it.
 * @throws Error where it has no such table
 */
export const withSettingsTable = (readme: string): string => {
  if (!TABLE.test(readme)) throw new Error('README.md has no table that begins with "| setting |"; give it one')
  return readme.replace(TABLE, settingsTable)
}

if (import.meta.main) writeFileSync(README, withSettingsTable(readFileSync(README, 'utf8')))

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vitest/config'

const TEXT = '\0text:'

/** Imports the sheet and the script of the web page as text, as the bundle does. By its own name a `.css` would be empty. */
export const asText: Plugin = {
  name: 'as-text',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer !== undefined && /\.css$|\.client\.js$/.test(source)
      ? `${TEXT}${join(importer, '..', source)}.txt`
      : undefined,
  load: (id) =>
    id.startsWith(TEXT)
      ? `export default ${JSON.stringify(readFileSync(id.slice(TEXT.length, -'.txt'.length), 'utf8'))}`
      : undefined,
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { LIMIT } from './build-and-load.ts'
import { once } from './processor.ts'
import { type Contender, texts } from './texts.ts'

/** SQLite FTS5 in a file, with prefix indexes: words that begin so, all of which must match; ranked, and counted. */
export const fullText = async (count: number): Promise<Contender> => {
  const folder = mkdtempSync(join(tmpdir(), 'full-text-'))
  const file = join(folder, 'search.db')
  const { ms: buildMs } = await once(() => fill(file, count))
  const { value: database, ms: loadMs } = await once(() => new DatabaseSync(file))
  const page = database.prepare(`SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ${LIMIT}`)
  const total = database.prepare('SELECT count(*) FROM texts WHERE texts MATCH ?')
  return {
    packed: zstdCompressSync(readFileSync(file)).length,
    buildMs,
    loadMs,
    ask({ words, facets, isTypo }) {
      if (words === undefined || facets !== undefined || isTypo) return undefined
      const match = words.map((word) => `"${word}"*`).join(' ')
      return () => [page.all(match), total.get(match)]
    },
    close() {
      database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const fill = (file: string, count: number): void => {
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE VIRTUAL TABLE texts USING fts5(name, description, prefix = '1 2 3'); BEGIN`)
  const insert = database.prepare('INSERT INTO texts (rowid, name, description) VALUES (?, ?, ?)')
  for (const { id, name, description } of texts(count)) insert.run(id, name, description)
  database.exec(`COMMIT; INSERT INTO texts (texts) VALUES ('optimize')`)
  database.close()
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { BEST, fillTexts, matchOf, TOTAL } from '../engines/full-text.ts'
import { LIMIT } from './build-and-load.ts'
import { once } from './processor.ts'
import { type Contender, FIELDS, texts } from './texts.ts'

/** SQLite FTS5 in a file, with prefix indexes: words that begin so, all of which must match; ranked, and counted. */
export const fullText = async (count: number): Promise<Contender> => {
  const folder = mkdtempSync(join(tmpdir(), 'full-text-'))
  const file = join(folder, 'search.db')
  const { ms: buildMs } = await once(() => fill(file, count))
  const { value: database, ms: loadMs } = await once(() => new DatabaseSync(file))
  const [page, total] = [database.prepare(BEST), database.prepare(TOTAL)]
  return {
    packed: zstdCompressSync(readFileSync(file)).length,
    buildMs,
    loadMs,
    ask({ words, facets, isTypo }) {
      if (words === undefined || facets !== undefined || isTypo) return undefined
      const match = matchOf(words, 'AND')
      return () => [page.all(match, LIMIT), total.get(match)]
    },
    close() {
      database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const fill = (file: string, count: number): void => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF')
  fillTexts(database, FIELDS, texts(count))
  database.close()
}

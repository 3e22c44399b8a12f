import { DatabaseSync } from 'node:sqlite'
import { allElseAny, type Combined, type Engine, FIELDS, type Field, WEIGHTS, wordsOf } from './engine.ts'

/** The texts of a repository under the number that finds them. */
type Row<F extends Field> = { readonly id: number } & Readonly<Record<F, string>>

/** The best rows for a match, and how many there are in all. */
export const BEST = 'SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?'
export const TOTAL = 'SELECT count(*) FROM texts WHERE texts MATCH ?'

/**
 * Makes the table `texts` of these fields. Its tokenizer splits names at their separators and leaves diacritics out; there
 * are indexes of prefixes of one, two and three letters.
 */
export const fillTexts = <F extends Field>(
  database: DatabaseSync,
  fields: readonly F[],
  rows: Iterable<Row<F>>,
): void => {
  database.exec(`CREATE VIRTUAL TABLE texts USING fts5(${fields.join(', ')}, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'); BEGIN`)
  const insert = database.prepare(
    `INSERT INTO texts (rowid, ${fields.join(', ')}) VALUES (?${', ?'.repeat(fields.length)})`,
  )
  for (const row of rows) insert.run(row.id, ...fields.map((field) => row[field]))
  const weights = fields.map((field) => WEIGHTS[field]).join(', ')
  database.exec(`COMMIT; INSERT INTO texts (texts, rank) VALUES ('rank', 'bm25(${weights})');
    INSERT INTO texts (texts) VALUES ('optimize')`)
}

/** Matches words that begin so. The words must be some, and have no quotes. */
export const matchOf = (words: readonly string[], combined: Combined): string =>
  words.map((word) => `"${word}"*`).join(` ${combined} `)

/** SQLite FTS5: words that begin so, ranked by BM25. It knows nothing of errors of typing. */
export const fullTextEngine: Engine = async (texts) => {
  const database = new DatabaseSync(':memory:')
  fillTexts(
    database,
    FIELDS,
    texts.map((one, id) => ({ id, ...one })),
  )
  const best = database.prepare(BEST)
  const names = texts.map(({ name }) => name)
  return async (q, limit) => {
    const words = wordsOf(q)
    if (words.length === 0) return []
    return allElseAny((combined) =>
      best.all(matchOf(words, combined), limit).map(({ rowid }) => names[Number(rowid)] as string),
    )
  }
}

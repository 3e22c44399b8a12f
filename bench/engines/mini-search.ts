import MiniSearch from 'minisearch'
import { allElseAny, type Engine, FIELDS, type Field, WEIGHTS } from './engine.ts'

/** Words that begin so, all of which must match. */
export const ASKED = { prefix: true, combineWith: 'AND', boost: WEIGHTS } as const
/** Share of a word's letters that may differ, for an error of typing. */
export const FUZZY = 0.2

/** Options of an index of these fields. Its own tokenizer splits names at their separators. */
export const miniSearchOptions = (fields: readonly Field[]) => ({ fields: [...fields] })

/** MiniSearch: words that begin so or are a letter away, ranked by BM25+. */
export const miniSearchEngine: Engine = async (texts) => {
  const index = new MiniSearch(miniSearchOptions(FIELDS))
  index.addAll(texts.map((one, id) => ({ id, ...one })))
  const names = texts.map(({ name }) => name)
  return (q, limit) =>
    allElseAny((combineWith) =>
      index
        .search(q, { ...ASKED, fuzzy: FUZZY, combineWith })
        .slice(0, limit)
        .map(({ id }) => names[id] as string),
    )
}

import { create, insert, search } from '@orama/orama'
import { allElseAny, type Engine, FIELDS, WEIGHTS, wordsOf } from './engine.ts'

const SCHEMA = { name: 'string', title: 'string', description: 'string' } as const
/** Letters in which a word may differ, for an error of typing. */
const TOLERANCE = 1
/**
 * Share of the results without some of the words that is taken. Orama takes all words for found if one field matches them
 * exactly as often as there are words: a name with both `payment` and `payments` in it is not found by `payment gateway`
 * until any word will do.
 */
const THRESHOLDS = { AND: 0, OR: 1 } as const

/**
 * Orama: words that begin so or are a letter away, ranked by BM25. Its own tokenizers keep `-` and `_` inside of words, or
 * know one alphabet only; so it gets one that splits as those of the others do, and leaves diacritics out.
 */
export const oramaEngine: Engine = async (texts) => {
  const database = create({ schema: SCHEMA, components: { tokenizer } })
  for (const [id, { name, title, description }] of texts.entries())
    await insert(database, { id: `${id}`, name, title, description })
  const names = texts.map(({ name }) => name)
  return (q, limit) =>
    allElseAny(async (combined) => {
      const { hits } = await search(database, {
        term: q,
        limit,
        properties: [...FIELDS],
        boost: WEIGHTS,
        tolerance: TOLERANCE,
        threshold: THRESHOLDS[combined],
      })
      return hits.map(({ id }) => names[Number(id)] as string)
    })
}

const tokenizer = {
  language: 'english',
  normalizationCache: new Map<string, string>(),
  // Each word once, as of Orama's own tokenizer.
  tokenize: (text: string): string[] => [
    ...new Set(wordsOf(text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''))),
  ],
}

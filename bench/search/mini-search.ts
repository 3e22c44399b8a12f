import { zstdCompressSync } from 'node:zlib'
import MiniSearch from 'minisearch'
import { LIMIT } from './build-and-load.ts'
import { memoryInUse, once } from './processor.ts'
import { type Contender, texts } from './texts.ts'

const FIELDS = { fields: ['name', 'description'] }
const OPTIONS = { prefix: true, combineWith: 'AND' as const, boost: { name: 2 } }
/** Share of a word's letters that may differ, for an error of typing. */
const FUZZY = 0.2

/** MiniSearch: words that begin so, all of which must match; ranked. It is loaded from its own JSON, already unpacked. */
export const miniSearch = async (count: number): Promise<Contender> => {
  const { value: json, ms: buildMs } = await once(() => {
    const index = new MiniSearch(FIELDS)
    for (const text of texts(count)) index.add(text)
    return JSON.stringify(index)
  })
  const before = memoryInUse()
  const { value: index, ms: loadMs } = await once(() => MiniSearch.loadJSON(json, FIELDS))
  return {
    packed: zstdCompressSync(json).length,
    buildMs,
    loadMs,
    heap: memoryInUse() - before,
    ask({ q, words, facets, isTypo }) {
      if (words === undefined || facets !== undefined) return undefined
      const options = isTypo ? { ...OPTIONS, fuzzy: FUZZY } : OPTIONS
      return () => index.search(q, options).slice(0, LIMIT)
    },
  }
}

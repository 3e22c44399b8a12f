import { zstdCompressSync } from 'node:zlib'
import MiniSearch from 'minisearch'
import { ASKED, FUZZY, miniSearchOptions } from '../engines/mini-search.ts'
import { LIMIT } from './build-and-load.ts'
import { memoryInUse, once } from './processor.ts'
import { type Contender, FIELDS, texts } from './texts.ts'

const OPTIONS = miniSearchOptions(FIELDS)

/** MiniSearch: words that begin so, all of which must match; ranked. It is loaded from its own JSON, already unpacked. */
export const miniSearch = async (count: number): Promise<Contender> => {
  const { value: json, ms: buildMs } = await once(() => {
    const index = new MiniSearch(OPTIONS)
    for (const text of texts(count)) index.add(text)
    return JSON.stringify(index)
  })
  const before = memoryInUse()
  const { value: index, ms: loadMs } = await once(() => MiniSearch.loadJSON(json, OPTIONS))
  return {
    packed: zstdCompressSync(json).length,
    buildMs,
    loadMs,
    heap: memoryInUse() - before,
    ask({ q, words, facets, isTypo }) {
      if (words === undefined || facets !== undefined) return undefined
      const options = isTypo ? { ...ASKED, fuzzy: FUZZY } : ASKED
      return () => index.search(q, options).slice(0, LIMIT)
    },
  }
}

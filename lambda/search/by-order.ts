// Repositories in an order that needs no term: by time, or by where they lie.

import type { Layouts } from '../registry/layouts/layouts.ts'
import { byteLength } from '../shared/text.ts'
import type { Candidates } from './candidates.ts'
import { KEY_BYTES } from './cursor.ts'
import { isIn } from './qualifiers.ts'
import type { SearchReader } from './reader.ts'

const BY_TIME = 20
const BY_PATH = 30
const TIME = 20
/** Sorts behind every time and every path. */
const LAST = '\u{10ffff}'

/** Repositories whose newest tag was pushed in a range (ISO 8601; from, and before): the newest first, or the oldest. */
export const byTime = (
  reader: SearchReader,
  { from = '', before = LAST }: { readonly from?: string; readonly before?: string },
  oldestFirst: boolean,
): Candidates => ({
  async page(after, limit) {
    const found = await reader.recent({ from, before, oldestFirst, after: after?.entry, limit })
    return found.map(({ key, name }) => ({ class: BY_TIME, entry: key, repository: name }))
  },
  accepts: ({ class: at, entry }) => at === BY_TIME && entry >= from && entry < before && entry.length > TIME,
})

/** Repositories of a namespace, layout by layout, in the order of the bucket. */
export const byNamespace = (reader: SearchReader, { all }: Layouts, namespace: string): Candidates => {
  const isInside = isIn(namespace)
  return {
    async page(after, limit) {
      const from = after === undefined ? 0 : after.class - BY_PATH
      const read = all.slice(from).map(async (layout, at) => {
        const start = layout.catalogStart(`${namespace}/`)
        const last = at === 0 && after !== undefined ? layout.catalogPath(after.entry) : start
        // The repository that is called like the namespace lies in its midst (`app/_` between `app/0` and `app/a`).
        const names = await reader.catalog(last, start + LAST, limit + 1)
        return names.filter((name) => isInside({ name })).slice(0, limit)
      })
      const found = (await Promise.all(read)).flatMap((names, at) =>
        names.map((name) => ({ class: BY_PATH + from + at, entry: name, repository: name })),
      )
      return found.slice(0, limit)
    },
    accepts: ({ class: at, entry }) => {
      const path = all[at - BY_PATH]?.catalogPath(entry)
      return path !== undefined && byteLength(path) <= KEY_BYTES && isInside({ name: entry })
    },
  }
}

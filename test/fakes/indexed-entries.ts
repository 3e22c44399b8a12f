// What the indexes of the tag table show of a tag's detail, as entries.

import type { TagDetail } from '../../lambda/model/row-schemas.ts'
import type { Entry } from '../../lambda/model/search-entries.ts'
import { TAG } from '../../lambda/names/tables.ts'

/** Returns an entry for each index that lists this detail. It lists a row that has both keys, as texts. */
export const indexedEntries = (detail: Readonly<Partial<TagDetail>> = {}): Entry[] =>
  Object.values(TAG.lookups).flatMap((index) => {
    const [partition, entry] = [detail[index.partition], detail[index.sort]]
    return typeof partition === 'string' && typeof entry === 'string' ? [{ partition, entry }] : []
  })

// Many repositories at once, written as indexing would, but without a bucket.

import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { newestKey, rankKey } from '../../lambda/model/sort-keys.ts'
import { normalize } from '../../lambda/model/tokenizer.ts'
import type { memoryStore } from './memory-store.ts'

const TAG = 'v1.0'

/** Adds a repository to an index in memory: `more` is what its document says beside its name; `tags` have lookups. */
export const add = async (
  { store }: Pick<ReturnType<typeof memoryStore>, 'store'>,
  name: string,
  more: Partial<SearchDocument> = {},
  tags: readonly string[] = [],
): Promise<void> => {
  const pushedAt = more.pushedAt ?? '2026-11-01T00:00:00Z'
  const tag = more.tag ?? TAG
  const document: SearchDocument = {
    registry: 'registry',
    layout: 'distribution',
    visible: 1,
    hidden: 0,
    tag,
    newestTag: tag,
    pushedAt,
    ...more,
  }
  const repository: RepositoryRow = {
    name,
    rev: 1,
    rank: rankKey(tag, pushedAt, false),
    newest: newestKey(tag, pushedAt, false),
    changedAt: Date.parse(pushedAt),
    changes: '1',
    last: { tags: [], removed: [] },
    catalog: '1',
    path: `distribution:${name}/_`,
    document,
  }
  const added = tags.map((one) => lookupEntry(`t${normalize(one)}`, name, one))
  await store.commit({ repository, expected: undefined, tags: [], added, removed: [] })
}

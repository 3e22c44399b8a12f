// Many repositories at once, written as indexing would, but without a bucket.

import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { nameEntry, namePlaces, wordEntries } from '../../lambda/model/search-entries.ts'
import { recentKey } from '../../lambda/model/sort-keys.ts'
import { descriptionWords } from '../../lambda/model/tokenizer.ts'
import type { memoryStore } from './memory-store.ts'

/** Adds a repository of one tag to an index in memory; `more` is what its row says beside its name. */
export const add = async (
  { store }: Pick<ReturnType<typeof memoryStore>, 'store'>,
  name: string,
  more: Partial<RepositoryRow> = {},
): Promise<void> => {
  const words = descriptionWords(more.description ?? '')
  const places = namePlaces(name)
  const pushedAt = more.pushedAt ?? '2026-11-01T00:00:00Z'
  const repository: RepositoryRow = {
    name,
    layout: 'distribution',
    rev: 1,
    visible: 1,
    hidden: 0,
    last: { tags: [], removed: [] },
    pushedAt,
    catalog: '1',
    path: `distribution:${name}/_`,
    recent: '1',
    recentKey: recentKey(pushedAt, name),
    ...more,
    places,
    words,
  }
  const added = [...places.map((place) => nameEntry(name, place)), ...wordEntries(name, words)]
  await store.commit({ repository, expected: undefined, tags: [], added, removed: [] })
}

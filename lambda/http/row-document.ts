import type { RepositoryRow } from '../model/row-schemas.ts'
import { representedOf, type SearchDocument } from '../model/search-document.ts'
import { defined } from '../shared/defined.ts'

/** Returns the search document of a repository's row; undefined if the repository has no tag left. */
export const documentOf = (row: RepositoryRow): SearchDocument | undefined =>
  row.visible + row.hidden === 0
    ? undefined
    : {
        registry: '',
        layout: row.layout,
        visible: row.visible,
        hidden: row.hidden,
        ...representedOf(row),
        ...defined({
          dangling: row.dangling ? row.dangling : undefined,
          private: row.private,
          pushedAt: row.pushedAt,
          newestTag: row.newest?.slice(21),
        }),
      }

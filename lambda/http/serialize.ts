// Rows of the index as answers show them: what they hold for the index alone is left out.

import type { RepositoryRow, StoredTag, TagBrief } from '../model/row-schemas.ts'
import { representedOf } from '../model/search-document.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import type { Hit } from '../search/find.ts'
import { defined } from '../shared/defined.ts'

/** A repository. */
export const shownRepository = (row: RepositoryRow) => {
  const dangling = (row.dangling ?? 0) > 0 ? row.dangling : undefined
  return {
    name: repositoryName(row.name),
    layout: row.layout,
    tags: row.visible,
    ...representedOf(row),
    ...defined({ pushedAt: row.pushedAt, dangling, private: row.private }),
  }
}

/** A repository that was found. */
export const shownHit = ({ row, tag }: Hit) => ({ ...shownRepository(row), ...defined({ match: tag }) })

/** A tag, as far as its brief knows. */
export const shownBrief = (brief: TagBrief) => {
  const { repository, rev, detailRev, rebuilt, etag, hidden, tries, retryAt, facts, rank, newest, ...known } = brief
  return { ...known, hidden: hidden ?? false }
}

/** A tag with all that its rows know. */
export const shownTag = (brief: TagBrief, detail: StoredTag['detail']) => {
  const { repository, tag, rev, lookups, lookupsLeft, ...more } = { ...detail }
  return { ...shownBrief(brief), ...more }
}

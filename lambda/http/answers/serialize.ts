// Search documents and rows of tags as answers show them: what they hold for the index alone is left out.

import type { StoredTag, TagBrief } from '../../model/row-schemas.ts'
import { representedOf } from '../../model/search-document.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import type { Hit } from '../../search/page.ts'
import { defined } from '../../shared/defined.ts'
import type { VisibleRepository } from './visible-repository.ts'

/** Returns a repository as it is shown. */
export const shownRepository = ({ id, document }: VisibleRepository) => {
  const { layout, visible, unread, pushedAt, dangling } = document
  return {
    name: repositoryName(id),
    layout,
    tags: visible,
    ...representedOf(document),
    ...defined({ pushedAt, dangling, private: document.private, unread }),
  }
}

/** Returns a repository that was found. */
export const shownHit = (hit: Hit) => ({ ...shownRepository(hit), ...defined({ match: hit.match }) })

/** Returns a tag, as far as its brief knows. */
export const shownBrief = (brief: TagBrief) => {
  const { repository, rev, detailRev, rebuilt, etag, hidden, tries, retryAt, facts, rank, newest, ...known } = brief
  return { ...known, hidden: hidden ?? false }
}

/** Returns a tag with all that its rows know. */
export const shownTag = (brief: TagBrief, detail: StoredTag['detail']) => {
  const { repository, tag, rev, lookups, lookupsLeft, ...rest } = { ...detail }
  const { digestPartition, digestEntry, configPartition, configEntry, revisionPartition, revisionEntry, ...more } = rest
  return { ...shownBrief(brief), ...more }
}

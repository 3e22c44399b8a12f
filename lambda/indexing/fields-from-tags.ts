// The fields of a repository's row that follow from its tags: what a commit writes, and what a comparison expects.

import type { RepositoryRow } from '../model/row-schemas.ts'
import { parseNewestKey } from '../model/sort-keys.ts'
import { REPOSITORY } from '../names/tables.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { type Representation, searchDocumentOf, type TagCounts } from './build-document.ts'

/** What of a repository its row follows from, beside its tags. */
export interface Repository {
  /** Its id. */
  readonly name: string
  /** The registry that it is in: the name of its bucket. */
  readonly registry: string
  readonly layout: Pick<Layout, 'id' | 'catalogPath'>
  /** Hidden from unauthenticated callers. */
  readonly isPrivate: boolean
}

/** The fields of a row that follow from the repository's tags. Fields that must be absent are undefined. */
export type FieldsFromTags = {
  readonly [Field in 'rank' | 'newest' | 'document' | 'changes' | 'catalog' | 'path']: RepositoryRow[Field]
}

/**
 * Returns the fields of a repository's row that follow from its tags.
 * @param representative what the greatest visible tag by rank shows; undefined if no tag is visible
 * @param newest the greatest `newest` key of a visible tag
 */
export const fieldsFromTags = (
  { name, registry, layout, isPrivate }: Repository,
  counts: TagCounts,
  representative: Representation | undefined,
  newest: string | undefined,
): FieldsFromTags => {
  const { rank, ...shown } = representative ?? {}
  const document = searchDocumentOf({
    registry,
    layout: layout.id,
    isPrivate,
    counts,
    shown,
    newest: newest === undefined ? undefined : parseNewestKey(newest),
  })
  return {
    rank,
    newest,
    document,
    changes: REPOSITORY.all,
    catalog: document && REPOSITORY.all,
    path: document && layout.catalogPath(name),
  }
}

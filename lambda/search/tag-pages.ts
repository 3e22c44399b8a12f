// The tags of a repository, page by page, in one of their orders.

import type { TagBrief } from '../model/row-schemas.ts'
import { isTagName } from '../registry/layouts/name-grammar.ts'
import { QueryError } from './query/query-error.ts'
import { decodeTagCursor, encodeTagCursor, type TagPlace } from './tag-cursor.ts'

/** Orders of tags: by time and by version from the greatest down, by name as bytes sort. */
export const TAG_ORDERS = ['newest', 'version', 'name'] as const
export type TagOrder = (typeof TAG_ORDERS)[number]

/** Reads briefs in their orders; eventually consistent, one request for each megabyte. */
export interface TagReader {
  /**
   * Of a repository the tags after one, or from the start; fewer than `limit` only at the end. By name all of them, by
   * the other orders those that are not hidden.
   */
  tagsBy(repository: string, order: TagOrder, options: TagsOptions): Promise<TagBrief[]>
}

interface TagsOptions {
  readonly after: { readonly tag: string; readonly key: string } | undefined
  readonly limit: number
}

/** Rounds of one page, and tags that one looks at where only some are wanted. */
const ROUNDS = 8
const LOOKED_AT = 100

export interface TagPage {
  readonly tags: readonly TagBrief[]
  /** Where the next page begins; undefined at the end. */
  readonly cursor: string | undefined
}

/**
 * A page of a repository's visible tags, of those that begin so.
 * @throws QueryError for a cursor of another list
 */
export const tagPage = async (
  reader: TagReader,
  repository: string,
  asked: {
    readonly order: TagOrder
    readonly start: string
    readonly limit: number
    readonly cursor: string | undefined
  },
): Promise<TagPage> => {
  const { order, start, limit, cursor } = asked
  const list = ['tags', repository, order, start].join('\n')
  let after = cursor === undefined ? undefined : placeOf(cursor, list, order)
  const tags: TagBrief[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const size = start === '' ? limit + 1 : LOOKED_AT
    const some = await reader.tagsBy(repository, order, { after, limit: size })
    for (const brief of some) {
      if (brief.hidden || !brief.tag.startsWith(start)) {
        after = positionOf(brief, order)
        continue
      }
      if (tags.length === limit) return { tags, cursor: after && encodeTagCursor(after, list) }
      tags.push(brief)
      after = positionOf(brief, order)
    }
    if (some.length < size) return { tags, cursor: undefined }
  }
  return { tags, cursor: after && encodeTagCursor(after, list) }
}

const positionOf = ({ tag, newest, rank }: TagBrief, order: TagOrder): TagPlace => ({
  tag,
  key: order === 'newest' ? newest : order === 'version' ? rank : tag,
})

// A cursor comes from a caller, and DynamoDB refuses to go on where no visible tag can be.
const placeOf = (cursor: string, list: string, order: TagOrder): TagPlace => {
  const { tag, key } = decodeTagCursor(cursor, list)
  if (isTagName(tag) && (order === 'name' ? key === tag : key > '1' && key.endsWith(tag))) return { tag, key }
  throw new QueryError(`the cursor ${cursor.slice(0, 80)} names no tag; take the one that came with its last page`)
}

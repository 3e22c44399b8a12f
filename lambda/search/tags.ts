import pLimit from 'p-limit'
import type { RepositoryRow } from '../model/row-schemas.ts'
import type { SearchReader } from './reader.ts'

/** Queries at once. */
const AT_ONCE = 10

/**
 * Of these repositories those that have a tag which is this one, or else begins so: with that tag. One read for all,
 * and one more for each that has not the tag itself.
 */
export const findTags = async <T extends { readonly row: RepositoryRow }>(
  reader: SearchReader,
  hits: readonly T[],
  tag: string,
): Promise<(T & { readonly tag: string })[]> => {
  if (hits.length === 0) return []
  const have = new Set(
    await reader.having(
      hits.map(({ row }) => row.name),
      tag,
    ),
  )
  const limit = pLimit(AT_ONCE)
  const found = hits.map(async (hit) => {
    const like = have.has(hit.row.name) ? tag : await limit(() => reader.tagLike(hit.row.name, tag))
    return like === undefined ? [] : [{ ...hit, tag: like }]
  })
  return (await Promise.all(found)).flat()
}

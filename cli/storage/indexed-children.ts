import * as z from 'zod/mini'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { isDigest } from '../../lambda/registry/content/json/digest.ts'
import { optionalIfValid } from '../../lambda/shared/optional-if-valid.ts'
import type { IndexScan } from '../index-scan.ts'
import type { Children } from './count-storage.ts'

const text = z.string()
const child = optionalIfValid(
  z.object({
    digest: text.check(z.refine(isDigest)),
    mediaType: optionalIfValid(text),
    missing: optionalIfValid(z.literal(true)),
  }),
)
const Row = z.object({
  tag: optionalIfValid(text),
  kind: optionalIfValid(text),
  children: optionalIfValid(z.array(child)),
  childrenLeft: optionalIfValid(z.int()),
  cut: optionalIfValid(z.array(text)),
})

/** Media types of manifests that have no children. */
const CHILDLESS = /\.manifest\.v\d+\+json$/

/**
 * Returns the children of a repository's tagged image indexes, and the children of these, as our index stores them in the
 * details of the tags. They are incomplete if our index does not have the repository, or if the detail of an image index
 * has no children or not all of them (`childrenLeft`, `cut`), or one that can't be read and may be an image index. Invalid
 * rows and fields are skipped.
 */
export const childrenOf = async (scan: Pick<IndexScan, 'tagRows'>, repository: string): Promise<Children> => {
  const digests: string[] = []
  let rows = 0
  const imageIndexes = new Set<string>()
  const withAllChildren = new Set<string>()
  for await (const item of scan.tagRows(repository)) {
    const row = Row.safeParse(item).data
    rows++
    if (row?.kind === 'index' && row.tag !== undefined) imageIndexes.add(row.tag)
    const { tag, isDetail } = parseTagKey(row?.tag ?? '')
    if (row?.children === undefined || !isDetail) continue
    const isUnknown = row.children.some((one) => one?.missing && !CHILDLESS.test(one.mediaType ?? ''))
    if (row.childrenLeft === undefined && !row.cut?.includes('children') && !isUnknown) withAllChildren.add(tag)
    for (const one of row.children) if (one !== undefined) digests.push(one.digest)
  }
  return { digests, complete: rows > 0 && [...imageIndexes].every((tag) => withAllChildren.has(tag)) }
}

import * as z from 'zod/mini'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { isDigest } from '../../lambda/registry/content/digest.ts'
import { lenient } from '../../lambda/shared/optional-if-valid.ts'
import type { IndexScan } from '../index-scan.ts'
import type { Children } from './count-storage.ts'

const text = z.string()
const child = lenient(z.object({ digest: text.check(z.refine(isDigest)) }))
const Row = z.object({
  tag: lenient(text),
  kind: lenient(text),
  children: lenient(z.array(child)),
  childrenLeft: lenient(z.int()),
  cut: lenient(z.array(text)),
})

/**
 * The children of a repository's indexes, as the index keeps them in the details of tags. They are not complete where it
 * knows nothing of the repository, or of an index keeps none.
 */
export const childrenOf = async (scan: Pick<IndexScan, 'tagRows'>, repository: string): Promise<Children> => {
  const digests: string[] = []
  let rows = 0
  const indexes = new Set<string>()
  const told = new Set<string>()
  for await (const item of scan.tagRows(repository)) {
    const row = Row.safeParse(item).data
    rows++
    if (row?.kind === 'index' && row.tag !== undefined) indexes.add(row.tag)
    const { tag, isDetail } = parseTagKey(row?.tag ?? '')
    if (row?.children === undefined || !isDetail) continue
    if (row.childrenLeft === undefined && !row.cut?.includes('children')) told.add(tag)
    for (const one of row.children) if (one !== undefined) digests.push(one.digest)
  }
  return { digests, complete: rows > 0 && [...indexes].every((tag) => told.has(tag)) }
}

import * as z from 'zod/mini'
import { digest, list, object, text } from '../registry/json.ts'
import type { Children } from '../registry/storage.ts'
import type { IndexScan } from './verify.ts'

/** Far more than a row can hold. */
const MOST = 10_000

const Row = z.object({ tag: text, kind: text, children: list(object({ digest }), MOST) })

/**
 * The children of a repository's indexes, as the index keeps them in the details of tags. They are not complete where it
 * knows nothing of the repository, or of an index keeps none.
 */
export const childrenOf = async (scan: Pick<IndexScan, 'tagRows'>, repository: string): Promise<Children> => {
  const digests: string[] = []
  let rows = 0
  let indexes = 0
  let told = 0
  for await (const item of scan.tagRows(repository)) {
    const row = Row.safeParse(item).data
    rows++
    if (row?.kind === 'index') indexes++
    if (row?.children === undefined || !row.tag?.startsWith('#')) continue
    told++
    for (const child of row.children) if (child?.digest !== undefined) digests.push(child.digest)
  }
  return { digests, complete: rows > 0 && told >= indexes }
}

// Compares an index in memory with its bucket, and damages its rows for that.

import type { IndexScan } from '../../cli/index-scan.ts'
import type { Difference } from '../../cli/verify/differences.ts'
import { type VerifyOptions, verify } from '../../cli/verify/verify.ts'
import type { VerifyPorts } from '../../cli/verify/verify-ports.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import type { System } from './filled.ts'
import { memoryScan } from './memory-scan.ts'

interface Index {
  readonly ports: Omit<VerifyPorts, 'scan'>
  readonly scan: IndexScan
}

/** All differences, and what was counted. */
export const verified = async ({ ports, scan }: Index, options: VerifyOptions = {}) => {
  const differences: Difference[] = []
  const all = verify({ ...ports, scan }, options)
  for (;;) {
    const { done, value } = await all.next()
    if (done) return { differences, counts: value }
    differences.push(value)
  }
}

/** All differences as `kind repository` or `kind repository:tag`. */
export const kinds = async ({ ports, tables }: Pick<System, 'ports' | 'tables'>, options?: VerifyOptions) =>
  (await verified({ ports, ...memoryScan(tables) }, options)).differences.map(({ kind, repository, tag }) =>
    [kind, tag === undefined ? repository : `${repository}:${tag}`].join(' '),
  )

/** Writes a row anew, as anybody may have done who can write the table. */
export const rewrite = <T extends object>(map: Map<string, T>, key: string, change: (row: T) => object): void => {
  const row = map.get(key)
  if (row === undefined) throw new Error(`no row ${key}`)
  // Of whatever type it is then.
  map.set(key, change(row) as T)
}

/** Writes the document of a repository anew. */
export const rewriteDocument = (
  { repositories }: Pick<System['tables'], 'repositories'>,
  id: string,
  change: (document: SearchDocument) => object,
): void => rewrite(repositories, id, ({ document, ...row }) => ({ ...row, document: document && change(document) }))

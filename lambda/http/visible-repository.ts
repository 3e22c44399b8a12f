import type { RepositoryRow } from '../model/row-schemas.ts'
import { REPOSITORY_NAME_MAX } from '../registry/layouts/name-grammar.ts'
import { byteLength } from '../shared/text.ts'
import { type IndexPorts, scopeOf } from './api-ports.ts'

/** Longest key that DynamoDB takes, in bytes: a repository's id is the partition key of its tags. */
const ID_MAX_BYTES = 1024

/**
 * The row of a repository that this caller may see, by its name; undefined where there is none with a tag. Layouts are
 * asked in the order of the deployment, or only the one that is given.
 */
export const visibleRepository = async (
  ports: Pick<IndexPorts, 'store' | 'layouts' | 'access'>,
  name: string,
  layout?: string,
): Promise<RepositoryRow | undefined> => {
  // No repository is called so, and DynamoDB would refuse the key.
  if (byteLength(name) > REPOSITORY_NAME_MAX) return undefined
  const { layouts, store } = ports
  const asked = layouts.all.filter(({ id }) => layout === undefined || id === layout)
  // What registry v1 encodes may become longer than a key.
  const ids = [...new Set(asked.map((one) => one.idOf(name.toWellFormed())))].filter(
    (id) => byteLength(id) <= ID_MAX_BYTES,
  )
  const rows = await Promise.all(ids.map((id) => store.repository(id)))
  const { isAnonymous } = scopeOf(ports)
  // The id of another layout's repository is no name.
  const isAsked = (row: RepositoryRow) => asked.some(({ id }) => id === row.layout) && !name.includes('@')
  return rows.find(
    (row) => row !== undefined && isAsked(row) && row.visible + row.hidden > 0 && !(isAnonymous && row.private),
  )
}

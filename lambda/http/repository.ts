import type { RepositoryRow } from '../index/records.ts'
import { byteLength } from '../registry/text.ts'
import { type IndexPorts, scopeOf } from './ports.ts'

/** Bytes. */
const NAME_MOST = 255

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
  if (byteLength(name) > NAME_MOST) return undefined
  const { layouts, store } = ports
  const asked = layouts.all.filter(({ id }) => layout === undefined || id === layout)
  const ids = [...new Set(asked.map((one) => one.idOf(name.toWellFormed())))]
  const rows = await Promise.all(ids.map((id) => store.repository(id)))
  const { isAnonymous } = scopeOf(ports)
  return rows.find((row) => row !== undefined && row.visible + row.hidden > 0 && !(isAnonymous && row.private))
}

import { isKey } from '../../model/key-bytes.ts'
import type { SearchDocument } from '../../model/search-document.ts'
import { REPOSITORY_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import { isInScope } from '../../search/scope.ts'
import { byteLength } from '../../shared/text.ts'
import type { CallerPorts } from '../api-ports.ts'

/** A repository, as its row has it. */
export interface VisibleRepository {
  readonly id: string
  readonly document: SearchDocument
}

/**
 * Reads a repository that this caller may see, by its name; undefined if there is none with a tag. Layouts are asked in
 * the order of the deployment, or only the one that is given.
 */
export const visibleRepository = async (
  ports: Pick<CallerPorts, 'store' | 'layouts' | 'scope'>,
  name: string,
  layout?: string,
): Promise<VisibleRepository | undefined> => {
  // No repository is called so, and DynamoDB would refuse the key. The id of another layout's repository is no name.
  if (byteLength(name) > REPOSITORY_NAME_MAX || name.includes('@')) return undefined
  const { layouts, store, scope } = ports
  const asked = layouts.all.filter(({ id }) => layout === undefined || id === layout)
  // An id is a key, and what registry v1 encodes may become longer than one.
  const ids = [...new Set(asked.map((one) => one.idOf(name.toWellFormed())))].filter(isKey)
  const rows = await Promise.all(ids.map((id) => store.repository(id)))
  for (const row of rows) {
    const document = row?.document
    const isAsked = asked.some(({ id }) => id === document?.layout)
    if (row !== undefined && document !== undefined && isAsked && isInScope(scope, row.name, document))
      return { id: row.name, document }
  }
  return undefined
}

// Tags that have to do with a digest: the same image elsewhere, and images that are built on it.

import type { LookupKind } from '../model/search-entries.ts'
import type { TagName } from '../registry/layouts/layout.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { findValues } from './find-values.ts'
import { portsInScope } from './lookups-in-scope.ts'
import type { Scope } from './memory/documents.ts'
import type { Search } from './page.ts'
import type { SearchPorts } from './ports.ts'
import { parseQuery } from './query/query.ts'

/** Tags of either kind that an answer has. */
const MAX_RELATIVES = 50

/** Requests for either kind. The tag is shown without those that are behind what they read. */
const MAX_REQUESTS = 5

/** A tag, as people know it. */
export interface NamedTag {
  readonly repository: string
  readonly layout: string
  readonly tag: string
}

/**
 * Reads the tags with the digest of this one, and the tags that name it as their base.
 * @throws TooManyValuesError where too many others than the caller may see have them
 */
export const readRelatives = async (
  ports: SearchPorts,
  scope: Scope,
  { repository, tag, digest }: TagName & { readonly digest: string },
): Promise<{ readonly sameDigest: NamedTag[]; readonly derived: NamedTag[] }> => {
  const hex = digest.slice(digest.indexOf(':') + 1)
  const paging = { limit: MAX_RELATIVES + 1, skip: 0, from: undefined, facets: [], maxRequests: MAX_REQUESTS }
  const everything: Search = {
    ports: portsInScope(ports, scope),
    scope,
    query: parseQuery('', 0),
    sort: 'name',
    now: 0,
    ...paging,
  }
  const tagsWith = async (kind: LookupKind): Promise<NamedTag[]> => {
    // The value is meant whole, as entries have it: what only begins so is another digest.
    const { hits } = await findValues(everything, { kinds: [kind], value: `${hex}\0` })
    return hits
      .filter((hit) => hit.id !== repository || hit.match !== tag)
      .slice(0, MAX_RELATIVES)
      .map(({ id, document, match = '' }) => ({ repository: repositoryName(id), layout: document.layout, tag: match }))
  }
  const [sameDigest, derived] = await Promise.all([tagsWith('digest'), tagsWith('baseDigest')])
  return { sameDigest, derived }
}

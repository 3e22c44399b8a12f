// Other tags that have to do with a digest: the same image elsewhere, and images that are built on it.

import type { LookupKind } from '../model/search-entries.ts'
import type { TagName } from '../registry/layouts/layout.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { find, type Scope } from './find.ts'
import { lookupQuery, type Query } from './query.ts'
import type { SearchReader } from './reader.ts'

/** How many of either are told. */
const MOST = 50

/** A tag, as people know it. */
export interface NamedTag {
  readonly repository: string
  readonly layout: string
  readonly tag: string
}

/** Tags with the digest of this one, and tags that name it as their base. */
export const readRelatives = async (
  reader: SearchReader,
  scope: Scope,
  { repository, tag, digest }: TagName & { readonly digest: string },
): Promise<{ readonly sameDigest: NamedTag[]; readonly derived: NamedTag[] }> => {
  const hex = digest.slice(digest.indexOf(':') + 1)
  const tagsWith = async (kind: LookupKind): Promise<NamedTag[]> => {
    // Whole, as entries have it: what only begins so is another digest.
    const query: Query = lookupQuery({ kinds: [kind], value: `${hex}\0` })
    const { hits } = await find(reader, scope, query, { limit: MOST + 1 })
    return hits
      .filter((hit) => hit.row.name !== repository || hit.tag !== tag)
      .slice(0, MOST)
      .map((hit) => ({ repository: repositoryName(hit.row.name), layout: hit.row.layout, tag: hit.tag ?? '' }))
  }
  const [sameDigest, derived] = await Promise.all([tagsWith('digest'), tagsWith('baseDigest')])
  return { sameDigest, derived }
}

// Which tags of a repository lead to a digest: they point to it, or to an image index that has it.

import { repositoryName } from '../registry/layouts/repository-id.ts'
import { find } from '../search/find.ts'
import { timeOfPage } from '../search/page-cursor.ts'
import { parseQuery, QUERY_MAX_LENGTH } from '../search/query/query.ts'
import { type CallerPorts, searchPorts } from './api-ports.ts'
import type { FoundTag } from './repository-answers.ts'
import type { VisibleRepository } from './visible-repository.ts'

/** Tags that are looked at. Of a digest that very many repositories have, those of this one may be missed. */
const MAX_TAGS = 20
const MAX_FOUND = 100

export interface LeadingTags {
  /** A tag that points to the digest. */
  readonly pointing: FoundTag | undefined
  /** Tags that have it for a part. */
  readonly within: readonly FoundTag[]
}

/**
 * Returns the tags of a repository that lead to a digest.
 * @throws UnavailableError while search can't answer
 */
export const tagsLeadingTo = async (
  ports: CallerPorts,
  repository: VisibleRepository,
  digest: string,
): Promise<LeadingTags> => {
  if (!/^sha(256|512):[0-9a-f]{64,128}$/.test(digest)) return { pointing: undefined, within: [] }
  const now = timeOfPage(undefined, ports.clock.now())
  const named = `${repositoryName(repository.id)}@${digest}`
  const query = parseQuery(named.length <= QUERY_MAX_LENGTH ? named : digest, now)
  const { search, scope } = await searchPorts(ports)
  const { hits } = await find(search, scope, query, { limit: MAX_FOUND, now })
  const tags = hits.flatMap(({ id, match }) => (id === repository.id && match !== undefined ? match : []))
  const stored = await ports.store.tags(repository.id, tags.slice(0, MAX_TAGS))
  const found = [...stored.values()].flatMap(({ brief, detail }) =>
    brief === undefined ? [] : [{ repository, brief, detail }],
  )
  return {
    pointing: found.find(({ brief }) => brief.digest === digest),
    within: found.filter(({ brief }) => brief.digest !== digest),
  }
}

// What is known of a repository, its tags, and one tag, as documents: the API writes them as they are, the page shows them.

import type * as z from 'zod/mini'
import type { StoredTag, TagBrief } from '../../model/row-schemas.ts'
import { isTagName, REPOSITORY_NAME_MAX, TAG_NAME_MAX, tagWritten } from '../../registry/layouts/name-grammar.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { tagHistory } from '../../registry/tag-history.ts'
import { TooManyValuesError } from '../../search/lookups-in-scope.ts'
import { readReferrers } from '../../search/referrers.ts'
import { readRelatives } from '../../search/relatives.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import { type TagOrder, tagPage } from '../../search/tag-pages.ts'
import { tagsOfDigests } from '../../search/tags-of-digests.ts'
import { defined } from '../../shared/defined.ts'
import { type CallerPorts, type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import type { history, repository, tag, tags } from './response-schemas.ts'
import { shownBrief, shownTag } from './serialize.ts'
import { refuseUnreadTag } from './unread.ts'
import { type VisibleRepository, visibleRepository } from './visible-repository.ts'

export type RepositoryAnswer = z.infer<typeof repository>
export type TagsAnswer = z.infer<typeof tags>
export type TagAnswer = z.infer<typeof tag>
export type HistoryAnswer = z.infer<typeof history>

/** Which repository is asked for: by its name, and of two with that name the one of this layout. */
export interface AskedRepository {
  readonly name: string
  readonly layout?: string | undefined
}

/** Which tag is asked for. */
export interface AskedTag extends AskedRepository {
  readonly tag: string
}

/** A tag that is there: its rows, and its repository. */
export interface FoundTag {
  readonly repository: VisibleRepository
  readonly brief: TagBrief
  readonly detail: StoredTag['detail']
}

interface AskedTags {
  readonly order: TagOrder
  readonly start: string
  readonly limit: number
  readonly cursor: string | undefined
}

/** Returns a page of a repository's visible tags. */
export const tagsAnswer = async (
  ports: Pick<IndexPorts, 'tags'>,
  repository: VisibleRepository,
  asked: AskedTags,
): Promise<TagsAnswer> => {
  const page = await tagPage(ports.tags, repository.id, asked)
  const { unread } = repository.document
  return { ...namesOf(repository), tags: page.tags.map(shownBrief), ...defined({ unread, cursor: page.cursor }) }
}

/** Returns a tag with all that its own rows know. */
export const knownTag = ({ repository, brief, detail }: FoundTag): TagAnswer => ({
  ...namesOf(repository),
  ...shownTag(brief, detail),
})

/** Returns a tag with all that is known of it: also what refers to it, and its relatives. */
export const tagAnswer = async (ports: CallerPorts, found: FoundTag): Promise<TagAnswer> => {
  const { repository, brief, detail } = found
  const { digest } = brief
  if (digest === undefined) return knownTag(found)
  const [{ referrers, ...marks }, relatives] = await Promise.all([
    readReferrers(ports.store, repository.id, digest, { brief, detail }),
    relativesOf(ports, { repository: repository.id, tag: brief.tag, digest }),
  ])
  return { ...knownTag(found), ...marks, referrers: [...referrers], ...relatives }
}

/**
 * Returns what a tag pointed to, the newest first, with the tags that point to each of these digests now, as far as they are
 * looked up (`tagsOfDigests`).
 * @param known a digest whose tags need not be looked up
 * @throws BucketError
 */
export const historyAnswer = async (
  ports: Pick<IndexPorts, 'bucket' | 'layouts' | 'lookups' | 'tags'>,
  { repository, brief }: FoundTag,
  known?: string,
): Promise<HistoryAnswer> => {
  const told = await tagHistory(ports.bucket, ports.layouts, { repository: repository.id, tag: brief.tag })
  const digests = told.history.map(({ digest }) => digest).filter((digest) => digest !== known)
  const tags = await tagsOfDigests(ports, repository, digests)
  const history = told.history.map((past) => ({ ...past, ...defined({ tags: tags.get(past.digest) }) }))
  return { history, ...(told.isWhole ? {} : { truncated: true }) }
}

// A tag is known without its relatives too. Which of those the caller may see only documents tell.
const relativesOf = async (ports: CallerPorts, of: Parameters<typeof readRelatives>[2]) => {
  try {
    const { search, scope } = await searchPorts(ports)
    return await readRelatives(search, scope, of)
  } catch (error) {
    if (error instanceof UnavailableError || error instanceof TooManyValuesError) return {}
    throw error
  }
}

/** Returns the name and the layout of a repository. */
export const namesOf = ({ id, document }: VisibleRepository) => ({
  repository: repositoryName(id),
  layout: document.layout,
})

/** @throws HttpError 404 if there is none that the caller may see */
export const wantedRepository = async (
  ports: Parameters<typeof visibleRepository>[0],
  { name, layout }: AskedRepository,
): Promise<VisibleRepository> => {
  const found = await visibleRepository(ports, name, layout)
  if (found !== undefined) return found
  throw new HttpError(
    404,
    'NAME_UNKNOWN',
    `the index has no repository "${name.slice(0, REPOSITORY_NAME_MAX)}"; search for it`,
  )
}

/**
 * @throws HttpError 404 if there is no such tag, or no such repository that the caller may see; UnavailableError if it may be
 * a tag that is not read yet
 */
export const wantedTag = async (
  ports: Parameters<typeof visibleRepository>[0] & Pick<IndexPorts, 'store'>,
  asked: AskedTag,
): Promise<FoundTag> => {
  const repository = await wantedRepository(ports, asked)
  const name = tagWritten(asked.tag)
  const stored = isTagName(name) ? (await ports.store.tags(repository.id, [name])).get(name) : undefined
  if (stored?.brief !== undefined) return { repository, brief: stored.brief, detail: stored.detail }
  if (isTagName(name)) refuseUnreadTag(repository, name)
  throw new HttpError(
    404,
    'MANIFEST_UNKNOWN',
    `${repositoryName(repository.id)} has no tag "${name.slice(0, TAG_NAME_MAX)}"`,
  )
}

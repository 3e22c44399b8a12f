// What is said of tags that were only listed: a first load names each repository before it reads it.

import { hasHiddenName } from '../../model/sort-keys.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import type { VisibleRepository } from './visible-repository.ts'

/** When somebody should ask again who asked for what is not read yet. */
const RETRY_AFTER_S = 60

interface Counts {
  readonly tags: number
  readonly unread?: number | undefined
}

/** What follows a number of tags: that they are not read yet, or how many are not. Nothing where all are read. */
export const unreadText = ({ tags, unread = 0 }: Counts): string => {
  if (unread === 0) return ''
  return unread < tags ? `, ${unread.toLocaleString('en')} not read yet` : ', not read yet'
}

/**
 * Refuses to list the tags of a repository while some are not read: no client tells a list that is not whole from one that is.
 * @throws UnavailableError
 */
export const refuseUnread = ({ id, document }: VisibleRepository): void => {
  const { visible, hidden, unread = 0, unreadHidden = 0 } = document
  if (unread + unreadHidden === 0) return
  throw notRead(id, `${unread + unreadHidden} of ${visible + hidden}`)
}

/**
 * Refuses to say that a repository does not have a tag while it may be one that is not read.
 * @throws UnavailableError
 */
export const refuseUnreadTag = ({ id, document }: VisibleRepository, tag: string): void => {
  const { unread = 0, unreadHidden = 0 } = document
  if ((hasHiddenName(tag) ? unreadHidden : unread) > 0) throw notRead(id, `and "${tag}" may be one of them`)
}

const notRead = (id: string, which: string) =>
  new UnavailableError(
    `${repositoryName(id)} has tags that are not read yet, ${which}: the index reads the registry for the first time; try again`,
    RETRY_AFTER_S,
  )

// A bucket may hold a repository of the same name in each of its layouts. In the index they are two, by their ids.

import { DISTRIBUTION } from '../../names.ts'

/** Stands in no name of a repository, and sorts after all but letters, so that the one of distribution comes first. */
const AT = '@'

/**
 * The id of a repository: its name in the layout `distribution`; in others where it lies, and the layout.
 * @example repositoryId('docker-v1', 'library/redis') // 'library/redis@docker-v1'
 */
export const repositoryId = (layout: string, path: string): string =>
  layout === DISTRIBUTION.id ? path : path + AT + layout

/** The layout of a repository. */
export const layoutOfId = (id: string): string => (id.includes(AT) ? id.slice(id.lastIndexOf(AT) + 1) : DISTRIBUTION.id)

/** Where a repository lies in its layout. */
export const pathOfId = (id: string): string => (id.includes(AT) ? id.slice(0, id.lastIndexOf(AT)) : id)

/** The name of a repository, as people and clients know it. */
export const repositoryName = (id: string): string => {
  const path = pathOfId(id)
  return path.includes('%') ? decoded(decoded(path)) : path
}

/** What a decoded name may be made of; anything else stays encoded, for it is shown, and searched for. */
const SOUND = /^[A-Za-z0-9._+%-]+(\/[A-Za-z0-9._+%-]+)*$/

// Registry v1 encodes what comes after the namespace twice (docker_registry, toolkit.py and core/driver.py).
const decoded = (path: string): string => {
  try {
    const name = decodeURIComponent(path)
    return SOUND.test(name) ? name : path
  } catch {
    return path
  }
}

// Ids of repositories. A bucket may hold a repository of the same name in each of its layouts; their ids keep them
// apart in the index.

import { DISTRIBUTION } from '../../names/layouts.ts'
import { v1Name } from './v1-names.ts'

/**
 * Occurs in no repository name. The id in `distribution` has no suffix, so it sorts before the other ids of its path.
 */
const SEPARATOR = '@'

/**
 * Returns the id of a repository. In the layout `distribution` that is its name, in others its path and the layout.
 * @example repositoryId('docker-v1', 'library/redis') // 'library/redis@docker-v1'
 */
export const repositoryId = (layout: string, path: string): string =>
  layout === DISTRIBUTION.id ? path : path + SEPARATOR + layout

/** Prefix of the catalog paths of all repositories of a layout, so that the catalog keeps the layouts apart. */
export const catalogPrefix = (layout: string): string => `${layout}:`

/** Returns the layout of the repository with this id. */
export const layoutOfId = (id: string): string =>
  id.includes(SEPARATOR) ? id.slice(id.lastIndexOf(SEPARATOR) + 1) : DISTRIBUTION.id

/** Returns the path of the repository in its layout. */
export const pathOfId = (id: string): string => (id.includes(SEPARATOR) ? id.slice(0, id.lastIndexOf(SEPARATOR)) : id)

/** Returns the name of the repository, as people and clients know it. */
export const repositoryName = (id: string): string => (id.includes(SEPARATOR) ? v1Name(pathOfId(id)) : id)

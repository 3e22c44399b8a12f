import type { IndexStore } from '../model/index-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { LabelKeys } from '../registry/label-keys.ts'
import { hasPrivateRepositories, type Layouts } from '../registry/layouts/layouts.ts'
import type { ManifestReader } from '../registry/manifest-reader.ts'
import type { Scope } from '../search/memory/documents.ts'
import type { LookupReader } from '../search/ports.ts'
import { type CurrentDocuments, RETRY_AFTER_S } from '../search/snapshot/search-memory.ts'
import { UnavailableError } from '../search/snapshot/unavailable-error.ts'
import type { TagReader } from '../search/tag-pages.ts'
import type { Clock } from '../shared/clock.ts'
import type { Access } from './access.ts'
import type { SiteSettings } from './site.ts'

/** What the routes over the index need. */
export interface IndexPorts {
  /**
   * Returns all search documents, brought up to date where that is due. Calls side by side are one.
   * @throws UnavailableError while there are none; OutdatedError if this code must not read the index
   */
  documents(): Promise<CurrentDocuments>
  readonly lookups: LookupReader
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: LabelKeys
  /** The rows of tags. */
  readonly store: Pick<IndexStore, 'repository' | 'tags' | 'briefs'>
  readonly tags: TagReader
  /** For what only the bucket tells; listed, never read. */
  readonly bucket: Pick<RegistryBucket, 'list'>
  /** Manifests by their digests, read from the bucket. */
  readonly manifests: ManifestReader
  /** Whether answers show by which commands images were made, with which arguments and environment they run. */
  readonly showsCommands: boolean
  /** What the deployment says of its registry. */
  readonly site?: SiteSettings
  readonly layouts: Layouts
  readonly access: Access
  readonly clock: Pick<Clock, 'now'>
  /** @throws OutdatedError if this code must not read the index */
  readable(): Promise<void>
}

/** The same for one request. */
export interface CallerPorts extends IndexPorts {
  /** What its caller may see. */
  readonly scope: Scope
}

/**
 * Returns the documents and the scope of a request.
 * @throws UnavailableError if the documents are stale and the scope is restricted: what became private meanwhile is not
 * known to be
 */
export const searchPorts = async (ports: CallerPorts) => {
  const { documents, isStale } = await ports.documents()
  const { scope } = ports
  const isRestricted = scope.hidesPrivate && ports.layouts.all.some(({ id }) => hasPrivateRepositories(id))
  if (isStale && (isRestricted || scope.prefixes !== undefined))
    throw new UnavailableError('the index could not be brought up to date; ask again in some seconds', RETRY_AFTER_S)
  return { search: { documents, lookups: ports.lookups }, scope, isStale }
}

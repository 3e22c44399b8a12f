import type { IndexStore } from '../model/index-store.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import type { Scope } from '../search/find.ts'
import type { SearchReader } from '../search/reader.ts'
import type { TagReader } from '../search/tag-pages.ts'
import type { Clock } from '../shared/clock.ts'
import type { Access } from './access.ts'

/** What the routes over the index need. */
export interface IndexPorts {
  readonly reader: SearchReader
  /** The rows of tags. */
  readonly store: Pick<IndexStore, 'repository' | 'tags' | 'briefs'>
  readonly tags: TagReader
  /** For what only the bucket tells; listed, never read. */
  readonly bucket: Pick<RegistryBucket, 'list'>
  readonly layouts: Layouts
  readonly access: Access
  readonly clock: Pick<Clock, 'now'>
  /** Throws where this code must not read the index. */
  readable(): Promise<void>
}

/** What a caller who came through may see: where nobody signs in, all are anonymous. */
export const scopeOf = ({ layouts, access }: Pick<IndexPorts, 'layouts' | 'access'>): Scope => ({
  layouts,
  isAnonymous: access.mode === 'none',
})

import type { SearchReader } from '../search/reader.ts'
import type { Access } from './access.ts'

/** What the routes over the index need. */
export interface IndexPorts {
  readonly reader: SearchReader
  readonly access: Access
  /** Throws where this code must not read the index. */
  readable(): Promise<void>
}

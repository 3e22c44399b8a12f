import type { IndexStore } from '../../lambda/model/index-store.ts'
import type { VersionStore } from '../../lambda/model/runs/version-store.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import type { Suspicion } from '../../lambda/registry/content/blobs/tag-blobs.ts'
import type { LabelKeys } from '../../lambda/registry/label-keys.ts'
import type { Layouts } from '../../lambda/registry/layouts/layouts.ts'
import type { RegistryReader } from '../../lambda/registry/tag-reader.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import type { IndexScan } from '../index-scan.ts'

/** What a verification reads from. */
export interface VerifyPorts {
  readonly bucket: RegistryBucket
  readonly layouts: Layouts
  /** Keys of the labels that tags are looked up by; those of the default setting if absent. */
  readonly labelKeys?: LabelKeys
  readonly store: Pick<IndexStore, 'catalog'>
  readonly scan: IndexScan
  readonly version: Pick<VersionStore, 'read'>
  readonly clock: Clock
  readonly bucketName: string
}

/** The ports, with the one reader of the registry that all passes of a verification share. */
export type VerifyPassPorts = VerifyPorts &
  Pick<RegistryReader, 'readTag'> & {
    /** What may be gone of that which tags point to: in a deep verification what is not listed. */
    readonly isSuspected: Suspicion
  }

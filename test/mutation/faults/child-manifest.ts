// Faults of `lambda/registry/content/manifests/child-manifest.ts`.

import type { Fault } from '../fault.ts'

export const CHILD_MANIFEST: readonly Fault[] = [
  ['larger manifests are read', 'CHILD_MAX_BYTES = 256 * 1024', 'CHILD_MAX_BYTES = 4096 * 1024'],
  ['each entry is read again', 'reading.get(digest) ?? readManifest', 'readManifest'],
]

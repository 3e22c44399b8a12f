// Faults of `lambda/registry/content/artifacts.ts`.

import type { Fault } from '../fault.ts'

export const ARTIFACTS: readonly Fault[] = [
  ['the empty config is a type of an entry', 'artifactType === EMPTY_CONFIG || isImageConfigType', 'isImageConfigType'],
  ['images of crane are artifacts', ' || isImageConfigType(artifactType)', ''],
  ['layers of every artifact are read', 'evidence.isOpen ? layers.filter', 'true ? layers.filter'],
  ['no layers are read', 'evidence.isOpen ? layers.filter', 'false ? layers.filter'],
]

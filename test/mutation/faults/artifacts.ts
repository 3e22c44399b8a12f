// Faults of `lambda/registry/content/manifests/artifacts.ts`.

import type { Fault } from '../fault.ts'

export const ARTIFACTS: readonly Fault[] = [
  ['the empty config is a type of an entry', 'artifactType === EMPTY_CONFIG || isImageConfigType', 'isImageConfigType'],
  ['images of crane are artifacts', ' || isImageConfigType(artifactType)', ''],
  ['layers of every artifact are read', 'evidence.isOpen ? layers.filter', 'true ? layers.filter'],
  ['known kinds are read', ' && kindOfMediaType(artifactType) === undefined', ''],
  ['what tells is read', 'isOpen || (evidence.length === 0 &&', 'isOpen || ('],
  ['no layers are read', 'evidence.isOpen ? layers.filter', 'false ? layers.filter'],
]

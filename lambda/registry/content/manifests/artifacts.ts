// What is known of artifacts before they are read, and what of them has to be read.

import { evidenceOf, type Finding, isWrapperType, typedBy } from '../evidence/evidence.ts'
import { kindOfMediaType } from './kinds.ts'
import { type Descriptor, EMPTY_CONFIG, isImageConfigType, type Manifest } from './manifest.ts'

/**
 * Returns what an image index says of an entry that is an artifact; undefined if only its manifest can tell, since it may
 * be an image. Clients that know nothing of `artifactType` write the type of its config, which often is the empty one
 * (go-containerregistry, commitSubjectReferrers).
 */
export const declaredEvidence = ({ artifactType, annotations }: Descriptor): Finding | undefined =>
  artifactType === undefined || artifactType === EMPTY_CONFIG || isImageConfigType(artifactType)
    ? undefined
    : evidenceOf([typedBy(artifactType, annotations)])

/**
 * True if the manifest of such an entry may tell more than the image index: of a wrapper what is in it; and of a type that
 * says nothing, such as `example/sbom`, its layers may say it (`oras attach --artifact-type`).
 */
export const mayTellMore = ({ evidence, isOpen }: Finding, { artifactType }: Descriptor): boolean =>
  isOpen || (evidence.length === 0 && kindOfMediaType(artifactType) === undefined)

/** Returns the layers that may tell what an artifact is evidence of, where neither its type nor annotations tell. */
export const openLayers = ({ evidence, layers }: Pick<Manifest, 'evidence' | 'layers'>): Descriptor[] =>
  evidence.isOpen ? layers.filter(({ mediaType }) => mediaType !== undefined && isWrapperType(mediaType)) : []

// The entries of an index.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import type { Blobs } from './blobs.ts'
import { compressedSize } from './compressed-size.ts'
import { type Child, STRING_MAX } from './facts.ts'
import { NOTES, type Notes } from './json-fields.ts'
import {
  type Descriptor,
  isAttestation,
  isTypeOfImages,
  type Manifest,
  parseManifest,
  platformName,
} from './manifest.ts'
import { orProblem, Problem } from './problem.ts'

/** How many are looked at. */
const CHILDREN = 100
/** Of a child's manifest, which has a few thousand bytes: a hundred of 4 MiB would take longer than a function may. */
const CHILD_BYTES = 256 * 1024

/** An entry and its manifest, where it is one that is looked at. */
export interface ReadChild {
  /** What is kept of it. */
  readonly said: Child | undefined
  readonly descriptor: Descriptor
  readonly manifest?: Manifest
  readonly problem?: Problem
}

/** Reads the manifests of an index, but for those that are no image: attestations, artifacts, layers of a cache. */
export const readChildren = async (blobs: Blobs, { kind, children }: Manifest, notes: Notes): Promise<ReadChild[]> => {
  const looks = children.slice(0, CHILDREN).map(async (child) => {
    const own: Notes = []
    return { read: kind === 'cache' ? bare(child) : await readChild(blobs, child, own), own }
  })
  const looked = await Promise.all(looks)
  // In the order of the index, whichever was read first: the same bucket gives the same facts.
  notes.push(...looked.flatMap(({ own }) => own).slice(0, Math.max(0, NOTES - notes.length)))
  return looked.map(({ read }) => read)
}

const readChild = async (blobs: Blobs, descriptor: Descriptor, notes: Notes): Promise<ReadChild> => {
  const { digest, artifactType, mediaType = 'manifest' } = descriptor
  if (digest === undefined) return { said: undefined, descriptor, problem: new Problem('one has no digest') }
  const isImage = artifactType === undefined || isTypeOfImages(artifactType)
  if (isAttestation(descriptor) || !isImage || !/manifest|index/.test(mediaType)) return bare(descriptor)
  const manifest = await orProblem(async () =>
    parseManifest(await blobs.get(digest, CHILD_BYTES), digest, notes, { isChild: true }),
  )
  const { said } = bare(descriptor)
  if (manifest instanceof Problem) return { said: said && { ...said, missing: true }, descriptor, problem: manifest }
  const size = compressedSize([manifest])
  const counted = manifest.layers.length > 0 ? { layers: manifest.layers.length } : {}
  return { said: said && { ...said, ...defined({ size }), ...counted }, descriptor, manifest }
}

// What the index itself says of an entry.
const bare = (descriptor: Descriptor): ReadChild => {
  const { digest, mediaType, artifactType, platform, annotations } = descriptor
  if (digest === undefined) return { said: undefined, descriptor }
  const attests = isAttestation(descriptor)
    ? clean(annotations?.get('vnd.docker.reference.digest'), STRING_MAX)
    : undefined
  const texts = {
    mediaType: clean(mediaType, STRING_MAX),
    artifactType: clean(artifactType, STRING_MAX),
    platform: platformName(platform),
    attests,
  }
  return { said: { digest, ...defined(texts) }, descriptor }
}

// Reads the manifests that an image index lists.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { STRING_MAX_BYTES } from './annotations.ts'
import type { Blobs } from './blobs.ts'
import { compressedSize } from './compressed-size.ts'
import type { Child } from './facts.ts'
import { MAX_NOTES, type Notes } from './json-fields.ts'
import {
  type Descriptor,
  isAttestation,
  isImageConfigType,
  type Manifest,
  parseManifest,
  platformName,
} from './manifest.ts'
import { orProblem, Problem } from './problem.ts'

/** Entries of an image index that are read. */
const MAX_CHILDREN_READ = 100
/**
 * Most bytes of a child's manifest that are read. Real ones have a few thousand bytes. A hundred of 4 MiB would take
 * longer than the timeout of a function.
 */
const CHILD_MAX_BYTES = 256 * 1024

/** An entry, and its manifest if that is one that is read. */
export interface ReadChild {
  /** The facts of the entry; undefined if it has no digest. */
  readonly child: Child | undefined
  readonly descriptor: Descriptor
  readonly manifest?: Manifest
  readonly problem?: Problem
}

/**
 * Reads the manifests of an image index, except those that are not images: attestations, artifacts, layers of a cache.
 */
export const readChildren = async (blobs: Blobs, { kind, children }: Manifest, notes: Notes): Promise<ReadChild[]> => {
  const reads = children.slice(0, MAX_CHILDREN_READ).map(async (child) => {
    const childNotes: Notes = []
    return { read: kind === 'cache' ? withoutManifest(child) : await readChild(blobs, child, childNotes), childNotes }
  })
  const results = await Promise.all(reads)
  // Keeps the order of the image index, whichever entry was read first, so that the same bucket gives the same facts.
  notes.push(...results.flatMap(({ childNotes }) => childNotes).slice(0, Math.max(0, MAX_NOTES - notes.length)))
  return results.map(({ read }) => read)
}

const readChild = async (blobs: Blobs, descriptor: Descriptor, notes: Notes): Promise<ReadChild> => {
  const { digest, artifactType, mediaType = 'manifest' } = descriptor
  if (digest === undefined) return { child: undefined, descriptor, problem: new Problem('an entry has no digest') }
  const isImage = artifactType === undefined || isImageConfigType(artifactType)
  if (isAttestation(descriptor) || !isImage || !/manifest|index/.test(mediaType)) return withoutManifest(descriptor)
  const manifest = await orProblem(async () =>
    parseManifest(await blobs.get(digest, CHILD_MAX_BYTES), digest, notes, { isChild: true }),
  )
  const { child } = withoutManifest(descriptor)
  if (manifest instanceof Problem) return { child: child && { ...child, missing: true }, descriptor, problem: manifest }
  const size = compressedSize([manifest])
  const layerCount = manifest.layers.length > 0 ? { layers: manifest.layers.length } : {}
  return { child: child && { ...child, ...defined({ size }), ...layerCount }, descriptor, manifest }
}

// What the image index itself says about an entry.
const withoutManifest = (descriptor: Descriptor): ReadChild => {
  const { digest, mediaType, artifactType, platform, annotations } = descriptor
  if (digest === undefined) return { child: undefined, descriptor }
  const attests = isAttestation(descriptor)
    ? clean(annotations?.get('vnd.docker.reference.digest'), STRING_MAX_BYTES)
    : undefined
  const texts = {
    mediaType: clean(mediaType, STRING_MAX_BYTES),
    artifactType: clean(artifactType, STRING_MAX_BYTES),
    platform: platformName(platform),
    attests,
  }
  return { child: { digest, ...defined(texts) }, descriptor }
}

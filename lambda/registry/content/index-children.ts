// Reads the manifests that an image index lists.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { STRING_MAX_BYTES } from './annotations.ts'
import type { Blobs } from './blobs.ts'
import { compressedSize } from './compressed-size.ts'
import type { Child } from './facts.ts'
import { MAX_NOTES, type Notes } from './json-fields.ts'
import {
  attestedBy,
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

/** What is kept of the manifest of an entry. A tag may have a hundred of them, and many tags are read at the same time. */
interface ReadManifest {
  readonly config: Sized | undefined
  readonly layers: readonly Sized[]
  /** True if it has entries itself. */
  readonly isIndex: boolean
}
type Sized = Pick<Descriptor, 'digest' | 'size'>

/** An entry, and what is kept of its manifest if that is one that is read. */
export interface ReadChild {
  /** The facts of the entry; undefined if it has no digest. */
  readonly child: Child | undefined
  readonly descriptor: Descriptor
  readonly manifest?: ReadManifest
  readonly problem?: Problem
}

/**
 * Reads the manifests of an image index, except those that are not images: attestations, artifacts, layers of a cache.
 * One that several entries name is read once.
 */
export const readChildren = async (blobs: Blobs, { kind, children }: Manifest, notes: Notes): Promise<ReadChild[]> => {
  const reading = new Map<string, Promise<Result>>()
  const manifestOf: ManifestOf = (digest) => {
    const known = reading.get(digest) ?? readManifest(blobs, digest)
    reading.set(digest, known)
    return known
  }
  const results = await Promise.all(
    children
      .slice(0, MAX_CHILDREN_READ)
      .map((child) =>
        kind === 'cache' ? { read: withoutManifest(child), childNotes: [] } : readChild(manifestOf, child),
      ),
  )
  // Keeps the order of the image index, whichever entry was read first, so that the same bucket gives the same facts.
  // Entries that name one manifest share its notes.
  const allNotes = [...new Set(results.map(({ childNotes }) => childNotes))].flat()
  notes.push(...allNotes.slice(0, Math.max(0, MAX_NOTES - notes.length)))
  return results.map(({ read }) => read)
}

/**
 * Returns the whole manifest of an entry.
 * @throws Problem if it can't be read
 */
export const childManifest = async (blobs: Blobs, digest: string, notes: Notes): Promise<Manifest> =>
  parseManifest(await blobs.get(digest, CHILD_MAX_BYTES), digest, notes, { isChild: true })

/** Returns what an image index itself says about an entry; undefined of one without a digest. */
export const childOf = (descriptor: Descriptor): Child | undefined => withoutManifest(descriptor).child

/** What is kept of a manifest, and what was noted of it; or why it can't be read. */
interface Result {
  readonly manifest: ReadManifest | Problem
  readonly childNotes: Notes
}
type ManifestOf = (digest: string) => Promise<Result>

const readManifest = async (blobs: Blobs, digest: string): Promise<Result> => {
  const childNotes: Notes = []
  const manifest = await orProblem(async () => kept(await childManifest(blobs, digest, childNotes)))
  return { manifest, childNotes }
}

const kept = ({ config, layers, children }: Manifest): ReadManifest => ({
  config: config && sized(config),
  layers: layers.map(sized),
  isIndex: children.length > 0,
})
const sized = ({ digest, size }: Descriptor): Sized => ({ digest, size })

const readChild = async (
  manifestOf: ManifestOf,
  descriptor: Descriptor,
): Promise<{ readonly read: ReadChild; readonly childNotes: Notes }> => {
  const { digest, artifactType, mediaType = 'manifest' } = descriptor
  const unread = (read: ReadChild) => ({ read, childNotes: [] })
  if (digest === undefined)
    return unread({ child: undefined, descriptor, problem: new Problem('an entry has no digest') })
  const isImage = artifactType === undefined || isImageConfigType(artifactType)
  if (isAttestation(descriptor) || !isImage || !/manifest|index/.test(mediaType))
    return unread(withoutManifest(descriptor))
  const { manifest, childNotes } = await manifestOf(digest)
  const { child } = withoutManifest(descriptor)
  if (manifest instanceof Problem)
    return { read: { child: child && { ...child, missing: true }, descriptor, problem: manifest }, childNotes }
  const size = compressedSize([manifest])
  const layerCount = manifest.layers.length > 0 ? { layers: manifest.layers.length } : {}
  return {
    read: { child: child && { ...child, ...defined({ size }), ...layerCount }, descriptor, manifest },
    childNotes,
  }
}

// What the image index itself says about an entry.
const withoutManifest = (descriptor: Descriptor): ReadChild => {
  const { digest, mediaType, artifactType, platform } = descriptor
  if (digest === undefined) return { child: undefined, descriptor }
  const attests = isAttestation(descriptor) ? clean(attestedBy(descriptor), STRING_MAX_BYTES) : undefined
  const texts = {
    mediaType: clean(mediaType, STRING_MAX_BYTES),
    artifactType: clean(artifactType, STRING_MAX_BYTES),
    platform: platformName(platform),
    attests,
  }
  return { child: { digest, ...defined(texts) }, descriptor }
}

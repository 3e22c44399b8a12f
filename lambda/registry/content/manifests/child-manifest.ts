// Reads the manifest of an entry of an image index.

import type { Blobs } from '../blobs/blobs.ts'
import type { Finding } from '../evidence/evidence.ts'
import { type Content, MAX_CONTENTS_READ } from '../evidence/evidence-content.ts'
import type { Notes } from '../json/json-fields.ts'
import { orProblem, type Problem } from '../json/problem.ts'
import { contentsOf } from '../stored-contents.ts'
import { openLayers } from './artifacts.ts'
import type { Kind } from './kinds.ts'
import { type Descriptor, type Manifest, parseManifest } from './manifest.ts'

/**
 * Most bytes of a child's manifest that are read. Real ones have a few thousand bytes. A hundred of 4 MiB would take
 * longer than the timeout of a function.
 */
const CHILD_MAX_BYTES = 256 * 1024

/** What is kept of the manifest of an entry. A tag may have a hundred of them, and many tags are read at the same time. */
export interface ReadManifest {
  readonly kind: Kind
  readonly config: Sized | undefined
  readonly layers: readonly Sized[]
  /** Digests of its config and layers, as far as the registry must have them. */
  readonly contents: readonly string[]
  /** Number of its own entries; undefined if it is no image index. */
  readonly entries: number | undefined
  readonly evidence: Finding
  /** Layers that may tell what it is evidence of. */
  readonly open: readonly Content[]
}
type Sized = Pick<Descriptor, 'digest' | 'size'>

/**
 * Returns the whole manifest of an entry.
 * @throws Problem if it can't be read
 */
export const childManifest = async (blobs: Pick<Blobs, 'get'>, digest: string, notes: Notes): Promise<Manifest> =>
  parseManifest(await blobs.get(digest, CHILD_MAX_BYTES), digest, notes, { isChild: true })

/** What is kept of a manifest, and what was noted of it; or why it can't be read. */
interface Result {
  readonly manifest: ReadManifest | Problem
  readonly childNotes: Notes
}
/** Reads manifests by their digests, each once. */
export type ManifestOf = (digest: string) => Promise<Result>

/** Returns a reader of the manifests of one tag's entries. */
export const readOnce = (blobs: Pick<Blobs, 'get'>): ManifestOf => {
  const reading = new Map<string, Promise<Result>>()
  return (digest) => {
    const known = reading.get(digest) ?? readManifest(blobs, digest)
    reading.set(digest, known)
    return known
  }
}

const readManifest = async (blobs: Pick<Blobs, 'get'>, digest: string): Promise<Result> => {
  const childNotes: Notes = []
  const manifest = await orProblem(async () => kept(await childManifest(blobs, digest, childNotes)))
  return { manifest, childNotes }
}

const kept = ({ kind, config, layers, children, evidence }: Manifest): ReadManifest => ({
  kind,
  config: config && sized(config),
  layers: layers.map(sized),
  contents: contentsOf({ config, layers }),
  entries: kind === 'index' || children.length > 0 ? children.length : undefined,
  evidence,
  open: openLayers({ evidence, layers })
    .slice(0, MAX_CONTENTS_READ)
    .map(({ mediaType, ...layer }) => ({ mediaType, ...sized(layer) })),
})
const sized = ({ digest, size }: Sized): Sized => ({ digest, size })

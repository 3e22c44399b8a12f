// Reads the manifests that an image index lists. An entry may be an image index itself, whose entries are read too.

import { defined } from '../../../shared/defined.ts'
import { clean } from '../../../shared/text.ts'
import { STRING_MAX_BYTES } from '../annotations/annotations.ts'
import type { Blobs } from '../blobs/blobs.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { type Content, contentReader } from '../evidence/evidence-content.ts'
import type { Child } from '../facts.ts'
import { MAX_NOTES, type Notes } from '../json/json-fields.ts'
import { orProblem, Problem } from '../json/problem.ts'
import { declaredEvidence, mayTellMore } from './artifacts.ts'
import { childManifest, type ManifestOf, type ReadManifest, readOnce } from './child-manifest.ts'
import { compressedSize } from './compressed-size.ts'
import { attestedBy, type Descriptor, isAttestation, type Manifest, platformName } from './manifest.ts'

/** Entries of an image index that are read, with those of the image indexes in it. */
export const MAX_CHILDREN_READ = 100
/** How deep image indexes are read that are entries of another. */
const MAX_NESTING = 3
/** An entry, and what is kept of its manifest if that is one that is read. */
export interface ReadChild {
  /** The facts of the entry; undefined if it has no digest. */
  readonly child: Child | undefined
  /** As it says itself, or else as the entry says whose image index lists it: `os/architecture[/variant]`. */
  readonly platform: string | undefined
  readonly isAttestation: boolean
  /** Set if its manifest is that of an image, or of an image index. */
  readonly image?: ReadManifest
  /** True if its manifest was read. */
  readonly isRead: boolean
  readonly problem?: Problem
  /** Layers of an artifact that may tell what it is evidence of. */
  readonly open?: readonly Content[]
  /** Digests of what it points to: the config and layers of its manifest or, where that is not read, the manifest. */
  readonly contents?: readonly string[]
  /** The entry whose image index lists it; undefined for the entries of the tag's own. */
  readonly outer: ReadChild | undefined
  /** Its position in that image index. */
  readonly position: number
}

/** Entries, each before those of the image index that it is. */
export interface ReadChildren {
  readonly children: readonly ReadChild[]
  /** Number of further entries, which are not read. */
  readonly left: number
}

/**
 * Reads the manifests of an image index, and of the image indexes in it, down to `MAX_NESTING`. Not read are artifacts of
 * which it says what they are, and layers of a cache. A manifest that several entries name is read once, and its own entries are
 * listed once, so that a cycle ends.
 * @param digest that of the image index
 */
export const readChildren = async (
  blobs: Pick<Blobs, 'get'>,
  digest: string,
  index: Manifest,
  notes: Notes,
): Promise<ReadChildren> => {
  const manifestOf = readOnce(blobs)
  const listed = new Set([digest])
  const noted = new Set<Notes>()
  const roots: Node[] = []
  let left = 0
  let room = MAX_CHILDREN_READ
  const plan = (children: readonly Descriptor[], outer: Node | undefined): Planned[] => {
    const some = children.slice(0, room)
    room -= some.length
    left += children.length - some.length
    return some.map((descriptor, position) => planned(descriptor, { outer, position }, index.kind !== 'cache'))
  }
  let level = plan(index.children, undefined)
  for (let depth = 0; level.length > 0; depth++) {
    const nodes = await Promise.all(level.map((one) => readPlanned(manifestOf, one)))
    level = []
    // In the order of the image index, whichever entry was read first, so that the same bucket gives the same facts.
    for (const node of nodes) {
      const { outer, read, childNotes } = node
      ;(outer?.inner ?? roots).push(node)
      // Entries that name one manifest share its notes.
      if (!noted.has(childNotes)) notes.push(...childNotes.slice(0, Math.max(0, MAX_NOTES - notes.length)))
      noted.add(childNotes)
      const entries = read.image?.entries
      if (entries === undefined || read.child === undefined || listed.has(read.child.digest)) continue
      listed.add(read.child.digest)
      // Read once more, from the cache as a rule, and one after the other: they may have megabytes.
      const { digest: innerDigest } = read.child
      const isRead = depth < MAX_NESTING && room > 0
      const inner = isRead ? await orProblem(() => childManifest(blobs, innerDigest, [])) : undefined
      if (inner === undefined || inner instanceof Problem) left += entries
      else level.push(...plan(inner.children, node))
    }
  }
  return { children: await withContents(blobs, roots.flatMap(flat)), left }
}

// One after the other, so that the same bucket gives the same facts although not all are read.
const withContents = async (blobs: Pick<Blobs, 'get'>, children: readonly ReadChild[]): Promise<ReadChild[]> => {
  const evidenceIn = contentReader(blobs)
  const all: ReadChild[] = []
  for (const read of children) {
    const { child, open = [] } = read
    const evidence = some(await evidenceIn(open))
    all.push(child && evidence ? { ...read, child: { ...child, evidence } } : read)
  }
  return all
}

/** Returns what an image index itself says about an entry; undefined of one without a digest. */
export const childOf = (descriptor: Descriptor): Child | undefined =>
  planned(descriptor, { outer: undefined, position: 0 }, false).read.child

/** An entry that is read next, without its annotations: of many, they may have megabytes. */
interface Planned {
  readonly outer: Node | undefined
  /** The entry as far as the image index itself tells. */
  readonly read: ReadChild
  /** Set if its manifest is read. */
  readonly digest: string | undefined
  /** True if the image index says that it is no image: neither an image, nor an image index, follows from its manifest. */
  readonly isArtifact: boolean
}

/** An entry that was read. */
interface Node extends Pick<Planned, 'outer' | 'read'> {
  readonly childNotes: Notes
  /** The entries of the image index that it is. */
  readonly inner: Node[]
}

const flat = ({ read, inner }: Node): ReadChild[] => [read, ...inner.flatMap(flat)]

const planned = (
  descriptor: Descriptor,
  { outer, position }: Pick<Planned, 'outer'> & Pick<ReadChild, 'position'>,
  hasManifests: boolean,
): Planned => {
  const { digest, mediaType, artifactType } = descriptor
  const attests = isAttestation(descriptor)
  const declared = declaredEvidence(descriptor)
  const common = { isAttestation: attests, isRead: false, outer: outer?.read, position }
  if (digest === undefined) {
    const problem = hasManifests ? { problem: new Problem('an entry has no digest') } : {}
    return {
      outer,
      digest,
      isArtifact: true,
      read: { ...common, child: undefined, platform: platformName(descriptor.platform), ...problem },
    }
  }
  const isArtifact = attests || declared !== undefined
  const around = isArtifact ? undefined : outer?.read.platform
  const platform = descriptor.platform === undefined ? around : platformName(descriptor.platform)
  const texts = {
    mediaType: clean(mediaType, STRING_MAX_BYTES),
    artifactType: clean(artifactType, STRING_MAX_BYTES),
    platform,
    attests: attests ? clean(attestedBy(descriptor), STRING_MAX_BYTES) : undefined,
    depth: outer === undefined ? undefined : (outer.read.child?.depth ?? 0) + 1,
    evidence: some(declared?.evidence),
  }
  const child = { digest, ...defined(texts) }
  const isRead =
    hasManifests &&
    (attests || declared === undefined || mayTellMore(declared, descriptor)) &&
    /manifest|index/.test(mediaType ?? 'manifest')
  return { outer, digest: isRead ? digest : undefined, isArtifact, read: { ...common, child, platform } }
}

const readPlanned = async (manifestOf: ManifestOf, { outer, read, digest, isArtifact }: Planned): Promise<Node> => {
  const { child } = read
  if (child === undefined) return { outer, read, childNotes: [], inner: [] }
  if (digest === undefined) return { outer, read: { ...read, contents: [child.digest] }, childNotes: [], inner: [] }
  const { manifest, childNotes } = await manifestOf(digest)
  const node = (more: Partial<ReadChild>): Node => ({ outer, read: { ...read, ...more }, childNotes, inner: [] })
  const { evidence: declared, ...known } = child
  if (manifest instanceof Problem) return node({ child: { ...known, missing: true }, problem: manifest })
  const evidence = some(manifest.evidence.evidence) ?? declared
  const { contents } = manifest
  // An artifact is no image, whatever the image index says of it.
  if (isArtifact || evidence !== undefined)
    return node({ child: { ...known, ...defined({ evidence }) }, isRead: true, open: manifest.open, contents })
  const { layers, entries } = manifest
  const layerCount = layers.length > 0 ? layers.length : undefined
  const facts = entries === undefined ? { size: compressedSize([manifest]), layers: layerCount } : { entries }
  return node({ child: { ...known, ...defined(facts) }, isRead: true, image: manifest, contents })
}

const some = (evidence: readonly Evidence[] | undefined): Evidence[] | undefined =>
  evidence === undefined || evidence.length === 0 ? undefined : [...evidence]

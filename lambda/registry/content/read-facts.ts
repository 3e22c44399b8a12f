// Reads the facts of a manifest: from the manifest itself, its config, and the children of an image index.

import pLimit from 'p-limit'
import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { capTexts, createdFromLabels, descriptiveFacts, STRING_MAX_BYTES } from './annotations.ts'
import { openLayers } from './artifacts.ts'
import type { Blobs } from './blobs.ts'
import { childManifest } from './child-manifest.ts'
import { compressedSize } from './compressed-size.ts'
import { type Config, isConfigRead, parseConfig } from './config.ts'
import { contentReader } from './evidence-content.ts'
import { broken, type Facts, type Layer, MAX_LAYERS, problemOf } from './facts.ts'
import { MAX_CHILDREN_READ, type ReadChild, readChildren } from './index-children.ts'
import { ownTexts } from './inherited.ts'
import type { Notes, Texts } from './json-fields.ts'
import { type Descriptor, isAttestation, type Manifest, parseManifest, platformName } from './manifest.ts'
import { orProblem, Problem } from './problem.ts'

const MAX_PLATFORMS = 64

/**
 * Manifests whose facts are read at the same time. What is pushed decides how much memory each takes meanwhile: some tens
 * of MB, for a manifest and a config of 4 MiB each. As many as blobs are read in parallel, so that none waits for nothing.
 */
const PARALLEL_FACTS = 8

/**
 * Returns what reads the facts of a manifest, by its digest and the name of the repository, which says what labels are of
 * its base. Broken content costs facts and is reported in `problem`. The returned function throws BucketError if S3 fails.
 */
export const factsReader = (blobs: Blobs): ((digest: string, repository: string) => Promise<Facts>) => {
  const limit = pLimit(PARALLEL_FACTS)
  return (digest, repository) => limit(() => readFacts(blobs, digest, repository))
}

const readFacts = async (blobs: Blobs, digest: string, repository: string): Promise<Facts> => {
  const notes: Notes = []
  const manifest = await orProblem(async () => parseManifest(await blobs.get(digest), digest, notes))
  if (manifest instanceof Problem) return { digest, ...broken(manifest) }
  const isIndex = manifest.kind === 'index' || manifest.children.length > 0
  const read = isIndex
    ? indexFacts(blobs, digest, manifest, repository, notes)
    : imageFacts(blobs, manifest, repository, notes)
  return { digest, ...(await read) }
}

const imageFacts = async (blobs: Blobs, manifest: Manifest, repository: string, notes: Notes): Promise<Facts> => {
  const { config, problem } = await readConfig(blobs, manifest, notes)
  const size = compressedSize([manifest])
  const evidence = await contentReader(blobs)(openLayers(manifest))
  return {
    ...commonFacts(manifest, config, ownTexts(repository, config.labels, manifest.annotations)),
    ...(evidence.length > 0 ? { evidence } : {}),
    // WebAssembly may also be an ordinary image, for a platform with the architecture wasm.
    ...(manifest.kind === 'image' && config.platform?.architecture === 'wasm' ? { kind: 'wasm' as const } : {}),
    platforms: distinctPlatforms([platformName(config.platform)]),
    ...defined({ size, layers: layersOf(manifest.layers) }),
    ...problemOf(problem, notes),
  }
}

// An image index is described by its image for linux/amd64, or else by its first image. Its size needs every child's
// manifest.
const indexFacts = async (
  blobs: Blobs,
  digest: string,
  index: Manifest,
  repository: string,
  notes: Notes,
): Promise<Facts> => {
  const { children, left } = await readChildren(blobs, digest, index, notes)
  const manifests = children.filter(({ image }) => image !== undefined)
  const images = manifests.filter(({ image }) => image?.entries === undefined)
  const main = images.find(({ child }) => child?.platform === 'linux/amd64') ?? images[0] ?? manifests[0]
  const { config, problem, annotations } = await describedBy(blobs, index, main, notes)
  const unreadable = children.flatMap((child) => child.problem ?? [])
  // The tag points to the children, and to what it is described by.
  const dangling = unreadable.length + (problem?.isMissing ? 1 : 0)
  // The entries of a build cache are layers themselves.
  const cacheManifests = index.kind === 'cache' ? [{ config: undefined, layers: index.children }] : undefined
  const size = left === 0 ? compressedSize(cacheManifests ?? images.flatMap(({ image }) => image ?? [])) : undefined
  return {
    ...commonFacts(index, config, ownTexts(repository, config.labels, ...annotations)),
    platforms: distinctPlatforms(platformsOf(children, index)),
    ...defined({
      size,
      children: children.flatMap(({ child }) => child ?? []),
      childrenLeft: left > 0 ? left : undefined,
    }),
    ...problemOf(unreadableProblem(unreadable, children.filter(({ isRead }) => isRead).length) ?? problem, notes),
    ...(dangling > 0 ? { dangling } : {}),
  }
}

// An image index in another has the platforms of its entries, or else that which the other says of it.
const platformsOf = (children: readonly ReadChild[], index: Manifest): (string | undefined)[] => {
  const onPlatforms = children.filter(({ isAttestation }) => !isAttestation)
  const known = new Set(onPlatforms.flatMap(({ platform, outer }) => (platform === undefined ? [] : (outer ?? []))))
  const unread = index.children.slice(MAX_CHILDREN_READ).filter((child) => !isAttestation(child))
  return [
    ...onPlatforms.filter((child) => !known.has(child)).map(({ platform }) => platform),
    ...unread.map(({ platform }) => platformName(platform)),
  ]
}

// Reads the manifest that describes an image index once more, and the image indexes around it, from the cache as a rule: no
// more is kept of any of them than their sizes. What is invalid in them was noted then. Annotations are those of the image,
// of the image indexes from the inmost on, and of their entries.
const describedBy = async (
  blobs: Blobs,
  index: Manifest,
  main: ReadChild | undefined,
  notes: Notes,
): Promise<typeof NO_CONFIG & { readonly annotations: readonly (Texts | undefined)[] }> => {
  if (main?.child === undefined) return { ...NO_CONFIG, annotations: [index.annotations] }
  const { digest } = main.child
  const read = async () => {
    const image = await childManifest(blobs, digest, [])
    const around = await Promise.all(
      outersOf(main).map(({ child }) => (child === undefined ? index : childManifest(blobs, child.digest, []))),
    )
    return { image, indexes: [...around, index] }
  }
  const found = await orProblem(read)
  if (found instanceof Problem) return { config: {}, problem: found, annotations: [index.annotations] }
  const entries = [main, ...outersOf(main)].map(({ position }, at) => found.indexes[at]?.children[position])
  const annotations = [found.image, ...found.indexes, ...entries].map((one) => one?.annotations)
  return { ...(await readConfig(blobs, found.image, notes)), annotations }
}

const outersOf = ({ outer }: ReadChild): ReadChild[] => (outer === undefined ? [] : [outer, ...outersOf(outer)])

const unreadableProblem = (unreadable: readonly Problem[], read: number): Problem | undefined =>
  unreadable[0] &&
  new Problem(
    `${unreadable.length} of ${unreadable.length + read} manifests of the image index can't be read: ${unreadable[0].message}`,
    {
      heals: unreadable.some(({ heals }) => heals),
    },
  )

// Facts that an image index and an image have in common.
const commonFacts = (manifest: Manifest, config: Config, sources: readonly (Texts | undefined)[]) => ({
  kind: manifest.kind,
  ...descriptiveFacts(config.fields, sources, config.author),
  ...defined({
    mediaType: clean(manifest.mediaType, STRING_MAX_BYTES),
    artifactType: clean(manifest.artifactType, STRING_MAX_BYTES),
    created: config.created ?? createdFromLabels(sources),
    configDigest: manifest.config?.digest,
    subject: manifest.subject,
    evidence: manifest.evidence.evidence.length > 0 ? manifest.evidence.evidence : undefined,
    labels: capTexts(config.labels),
    annotations: capTexts(manifest.annotations),
  }),
})

const NO_CONFIG: { readonly config: Config; readonly problem?: Problem } = { config: {} }

const readConfig = async (
  blobs: Blobs,
  { kind, config, v1Config }: Manifest,
  notes: Notes,
): Promise<typeof NO_CONFIG> => {
  const digest = config?.digest
  const read = async (): Promise<Config> => {
    if (v1Config !== undefined) return parseConfig(Buffer.from(v1Config), 'image', 'v1Compatibility', notes)
    if (!isConfigRead(kind) || digest === undefined) return {}
    return parseConfig(await blobs.get(digest), kind, `config ${digest}`, notes)
  }
  const found = await orProblem(read)
  return found instanceof Problem ? { config: {}, problem: found } : { config: found }
}

const distinctPlatforms = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined))].slice(0, MAX_PLATFORMS)

const layersOf = (layers: readonly Descriptor[]): Layer[] | undefined => {
  const kept = layers
    .slice(0, MAX_LAYERS)
    .flatMap(({ digest, size, mediaType }) =>
      digest === undefined ? [] : [{ digest, ...defined({ size, mediaType: clean(mediaType, STRING_MAX_BYTES) }) }],
    )
  return kept.length === 0 ? undefined : kept
}

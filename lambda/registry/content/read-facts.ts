// The facts of a manifest: what it says, what its config says, and of an index what its children say.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { createdBy, described, keptTexts } from './annotations.ts'
import type { Blobs } from './blobs.ts'
import { compressedSize } from './compressed-size.ts'
import { type Config, isTelling, parseConfig } from './config.ts'
import { broken, type Facts, type Layer, problemOf, STRING_MAX } from './facts.ts'
import { readChildren } from './index-children.ts'
import type { Notes, Texts } from './json-fields.ts'
import {
  type Descriptor,
  isAttestation,
  type Manifest,
  type Platform,
  parseManifest,
  platformName,
} from './manifest.ts'
import { orProblem, Problem } from './problem.ts'

const PLATFORMS = 64
/** Layers that are kept; clients take no image with more. */
const LAYERS = 127

/**
 * The facts of a manifest. Broken content costs facts and is said in `problem`.
 * @throws BucketError where S3 fails
 */
export const readFacts = async (blobs: Blobs, digest: string): Promise<Facts> => {
  const notes: Notes = []
  const manifest = await orProblem(async () => parseManifest(await blobs.get(digest), digest, notes))
  if (manifest instanceof Problem) return { digest, ...broken(manifest) }
  const isIndex = manifest.kind === 'index' || manifest.children.length > 0
  return { digest, ...(await (isIndex ? indexFacts : imageFacts)(blobs, manifest, notes)) }
}

const imageFacts = async (blobs: Blobs, manifest: Manifest, notes: Notes): Promise<Facts> => {
  const { config, problem } = await readConfig(blobs, manifest, notes)
  const size = compressedSize([manifest])
  return {
    ...commonFacts(manifest, config, [config.labels, manifest.annotations]),
    // WebAssembly may come as an image like any other, for a platform of its own.
    ...(manifest.kind === 'image' && config.platform?.architecture === 'wasm' ? { kind: 'wasm' as const } : {}),
    platforms: platformNames([config.platform]),
    ...defined({ size, layers: layersOf(manifest.layers) }),
    ...problemOf(problem, notes),
  }
}

// An index is described by its image for linux/amd64, or else by its first; its size needs every child's manifest.
const indexFacts = async (blobs: Blobs, index: Manifest, notes: Notes): Promise<Facts> => {
  const children = await readChildren(blobs, index, notes)
  const images = children.flatMap((child) =>
    child.manifest === undefined ? [] : [{ ...child, manifest: child.manifest }],
  )
  const main = images.find(({ said }) => said?.platform === 'linux/amd64') ?? images[0]
  const { config, problem } = main === undefined ? NO_CONFIG : await readConfig(blobs, main.manifest, notes)
  const sources = [config.labels, main?.manifest.annotations, index.annotations, main?.descriptor.annotations]
  const lost = children.flatMap((child) => child.problem ?? [])
  // The entries of a cache are layers themselves.
  const cached = index.kind === 'cache' ? [{ config: undefined, layers: index.children }] : undefined
  const left = index.children.length - children.length
  // Of entries that are not looked at, or are an index themselves, nobody knows the size.
  const isWhole = left <= 0 && images.every(({ manifest }) => manifest.children.length === 0)
  const size = isWhole ? compressedSize(cached ?? images.map(({ manifest }) => manifest)) : undefined
  const onPlatforms = index.children.filter((child) => !isAttestation(child))
  return {
    ...commonFacts(index, config, sources),
    platforms: platformNames(onPlatforms.map(({ platform }) => platform)),
    ...defined({
      size,
      children: children.flatMap(({ said }) => said ?? []),
      childrenLeft: left > 0 ? left : undefined,
      dangling: lost.length > 0 ? lost.length : undefined,
    }),
    ...problemOf(lostProblem(lost, images.length) ?? problem, notes),
  }
}

const lostProblem = (lost: readonly Problem[], read: number): Problem | undefined =>
  lost[0] &&
  new Problem(`${lost.length} of ${lost.length + read} manifests of the index can't be read: ${lost[0].message}`, {
    heals: lost.some(({ heals }) => heals),
  })

// What an index and an image have in common.
const commonFacts = (manifest: Manifest, config: Config, sources: readonly (Texts | undefined)[]) => ({
  kind: manifest.kind,
  ...described(config.says, sources),
  ...defined({
    mediaType: clean(manifest.mediaType, STRING_MAX),
    artifactType: clean(manifest.artifactType, STRING_MAX),
    created: config.created ?? createdBy(sources),
    configDigest: manifest.config?.digest,
    subject: manifest.subject,
    labels: keptTexts(config.labels),
    annotations: keptTexts(manifest.annotations),
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
    if (!isTelling(kind) || digest === undefined) return {}
    return parseConfig(await blobs.get(digest), kind, `config ${digest}`, notes)
  }
  const found = await orProblem(read)
  return found instanceof Problem ? { config: {}, problem: found } : { config: found }
}

const platformNames = (of: readonly (Platform | undefined)[]): string[] => {
  const names = of.map(platformName).filter((name) => name !== undefined)
  return [...new Set(names)].slice(0, PLATFORMS)
}

const layersOf = (layers: readonly Descriptor[]): Layer[] | undefined => {
  const kept = layers
    .slice(0, LAYERS)
    .flatMap(({ digest, size, mediaType }) =>
      digest === undefined ? [] : [{ digest, ...defined({ size, mediaType: clean(mediaType, STRING_MAX) }) }],
    )
  return kept.length === 0 ? undefined : kept
}

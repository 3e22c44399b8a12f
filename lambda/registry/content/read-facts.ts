// Reads the facts of a manifest: from the manifest itself, its config, and the children of an image index.

import pLimit from 'p-limit'
import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { capTexts, createdFromLabels, descriptiveFacts, STRING_MAX_BYTES } from './annotations/annotations.ts'
import { type Blobs, LARGE_BYTES } from './blobs/blobs.ts'
import { goneProblem } from './blobs/gone.ts'
import { NO_SUSPICION, type Suspicion, type TagBlobs, tagBlobs } from './blobs/tag-blobs.ts'
import { type Config, configForm, parseConfig } from './config.ts'
import { contentReader } from './evidence/evidence-content.ts'
import { broken, type Facts, type Layer, MAX_LAYERS, problemOf } from './facts.ts'
import { ownTexts } from './inherited.ts'
import type { Notes, Texts } from './json/json-fields.ts'
import { orProblem, Problem } from './json/problem.ts'
import { openLayers } from './manifests/artifacts.ts'
import { isCachedLayer, type Place } from './manifests/build-cache.ts'
import { childManifest, type ReadManifest } from './manifests/child-manifest.ts'
import { compressedSize } from './manifests/compressed-size.ts'
import { MAX_CHILDREN_READ, type ReadChild, readChildren } from './manifests/index-children.ts'
import { type Kind, kindOfLabels } from './manifests/kinds.ts'
import { type Descriptor, isAttestation, type Manifest, parseManifest, platformName } from './manifests/manifest.ts'
import { contentsOf } from './stored-contents.ts'

const MAX_PLATFORMS = 64

/**
 * Manifests whose facts are read at the same time, so that a run does not wait for S3: each is two reads of 25 ms, one after
 * the other. Such facts take some MB at most meanwhile, unless a blob of them is large.
 */
const PARALLEL_FACTS = 32
/** Those of them that have large blobs. What is pushed decides how large: some tens of MB for a manifest and a config of 4 MiB. */
const PARALLEL_LARGE_FACTS = 8

/**
 * Returns what reads the facts of a manifest, by its digest and the name of the repository, which says what labels are of
 * its base. Broken content costs facts and is reported in `problem`. The returned function throws BucketError if S3 fails.
 * Blobs that are suspected to be gone are looked for, a bounded number of them; no layer is read for its own sake.
 */
export const factsReader = (
  blobs: Blobs,
): ((digest: string, place: Place, isSuspected?: Suspicion) => Promise<Facts>) => {
  const limit = pLimit(PARALLEL_FACTS)
  const large = pLimit(PARALLEL_LARGE_FACTS)
  return (digest, place, isSuspected = NO_SUSPICION) =>
    limit(async () => {
      const { enter, leave } = oneEntry(large)
      const get: Blobs['get'] = async (blob, maxBytes) => {
        const content = await blobs.get(blob, maxBytes, enter)
        // Another tag may have read it.
        if (content.byteLength > LARGE_BYTES) await enter()
        return content
      }
      const own = tagBlobs({ get, has: blobs.has }, isSuspected)
      const facts = await readFacts(own, digest, place).finally(leave)
      const gone = own.gone()
      return { digest, ...facts, ...(gone.length > 0 ? { gone } : {}) }
    })
}

// Returns what takes one place of a limit, however often it is called, and what gives it back, also where it has not come yet.
const oneEntry = (limit: ReturnType<typeof pLimit>) => {
  let entered: Promise<void> | undefined
  let leave = (): void => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const enter = (): Promise<void> => {
    entered ??= new Promise((resolve) => {
      limit(() => {
        resolve()
        return left
      })
    })
    return entered
  }
  return { enter, leave }
}

const readFacts = async (blobs: TagBlobs, digest: string, place: Place): Promise<Facts> => {
  const notes: Notes = []
  const manifest = await orProblem(async () => parseManifest(await blobs.get(digest), digest, notes))
  if (manifest instanceof Problem) return broken(manifest)
  const isIndex = manifest.kind === 'index' || manifest.children.length > 0
  if (isIndex) return indexFacts(blobs, digest, manifest, place, notes)
  return withGone(blobs, manifest, await imageFacts(blobs, manifest, notes, place))
}

// Adds which of the blobs of an image are gone that are not read. A config that is missing has its own problem.
const withGone = async (blobs: TagBlobs, manifest: Manifest, facts: Facts): Promise<Facts> => {
  const { config, layers } = manifest
  const gone = await blobs.lookFor(contentsOf(manifest))
  if (gone.length === 0) return facts
  const goneLayers = gone.filter((digest) => digest !== config?.digest)
  const problem =
    goneProblem(goneLayers.length, { of: distinctDigests(layers), what: 'layers', isCut: blobs.isCut() }) ??
    new Problem(`the config ${config?.digest} is gone from the bucket`, { isMissing: true })
  return { ...facts, ...(facts.dangling === undefined ? problemOf(problem, []) : {}), dangling: gone.length }
}

const distinctDigests = (layers: readonly Pick<Descriptor, 'digest'>[]): number =>
  new Set(layers.flatMap(({ digest }) => digest ?? [])).size

/**
 * Returns the facts of an image, a chart, or an artifact. One GET at most, of its config; of a tag also those of layers that
 * may be evidence.
 * @param place the tag that is read; undefined for a manifest without one, all of whose labels count as its own
 */
export const imageFacts = async (
  blobs: Pick<Blobs, 'get'>,
  manifest: Manifest,
  notes: Notes,
  place?: Place,
): Promise<Facts> => {
  const { config, problem } = await readConfig(blobs, manifest, notes)
  const size = compressedSize([manifest])
  const texts = [config.labels, manifest.annotations] as const
  const own = place === undefined ? texts : ownTexts(place.repository, ...texts)
  const evidence = place === undefined ? [] : await contentReader(blobs)(openLayers(manifest))
  return {
    ...commonFacts(manifest, config, own),
    ...(evidence.length > 0 ? { evidence } : {}),
    kind: kindWithConfig(manifest, config, place),
    platforms: distinctPlatforms([platformName(config.platform)]),
    ...defined({ size, layers: layersOf(manifest.layers) }),
    ...problemOf(problem, notes),
  }
}

// What looks like an image may be something else by its config. WebAssembly may be an ordinary image, for a platform with
// the architecture wasm.
const kindWithConfig = (manifest: Manifest, config: Config, place?: Place): Kind => {
  if (manifest.kind !== 'image') return manifest.kind
  if (config.platform?.architecture === 'wasm') return 'wasm'
  const isCache = place !== undefined && isCachedLayer(place, manifest, config)
  return kindOfLabels(config.labels) ?? (isCache ? 'cache' : 'image')
}

// An image index is described by its image for linux/amd64, or else by its first image. Its size needs every child's
// manifest.
const indexFacts = async (
  blobs: TagBlobs,
  digest: string,
  index: Manifest,
  place: Place,
  notes: Notes,
): Promise<Facts> => {
  const { children: read, left } = await readChildren(blobs, digest, index, notes)
  const contents = [...new Set([...read.flatMap((child) => child.contents ?? []), ...unreadEntries(index)])]
  const gone = await blobs.lookFor(contents)
  const children = read.map((child) => markedGone(child, gone))
  const manifests = children.filter(({ image }) => image !== undefined)
  const images = manifests.filter(({ image }) => image?.entries === undefined)
  const main = images.find(({ child }) => child?.platform === 'linux/amd64') ?? images[0] ?? manifests[0]
  const { config, problem, annotations, kind } = await describedBy(blobs, index, main, notes)
  const unreadable = children.flatMap((child) => child.problem ?? [])
  // The tag points to the children, and to what they point to.
  const dangling = unreadable.length + Math.max(gone.length, problem?.isMissing ? 1 : 0)
  const what = 'manifests, configs and layers of the image index'
  const goneOf = goneProblem(gone.length, { of: contents.length, what, isCut: blobs.isCut() })
  // The entries of a build cache are layers themselves.
  const cacheManifests = index.kind === 'cache' ? [{ config: undefined, layers: index.children }] : undefined
  const size = left === 0 ? compressedSize(cacheManifests ?? images.flatMap(({ image }) => image ?? [])) : undefined
  const platforms = platformsOf(children, index)
  return {
    ...commonFacts(index, config, ownTexts(place.repository, config.labels, ...annotations)),
    kind:
      left === 0 && unreadable.length === 0 && areCaches(manifests)
        ? 'cache'
        : kindOfEntries(index.kind, kind, platforms),
    platforms: distinctPlatforms(platforms),
    ...defined({
      size,
      children: children.flatMap(({ child }) => child ?? []),
      childrenLeft: left > 0 ? left : undefined,
    }),
    ...problemOf(
      unreadableProblem(unreadable, children.filter(({ isRead }) => isRead).length) ?? problem ?? goneOf,
      notes,
    ),
    ...(dangling > 0 ? { dangling } : {}),
  }
}

// Of an image index with very many entries those that are not even listed among the children.
const unreadEntries = (index: Manifest): string[] =>
  index.children.slice(MAX_CHILDREN_READ).flatMap(({ digest }) => digest ?? [])

// An entry whose manifest was not read may be gone as well.
const markedGone = (read: ReadChild, gone: readonly string[]): ReadChild =>
  read.child !== undefined && !read.isRead && gone.includes(read.child.digest)
    ? { ...read, child: { ...read.child, missing: true } }
    : read

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

/** Kinds of the entry that describes an image index which say nothing of the others. */
const OF_MANY_KINDS: readonly Kind[] = ['image', 'index', 'artifact', 'cache', 'unknown']

// An image index is what its entries are. One for WebAssembly may stand beside others that are images.
const kindOfEntries = (own: Kind, ofMain: Kind | undefined, platforms: readonly (string | undefined)[]): Kind => {
  if (own !== 'index' || ofMain === undefined || OF_MANY_KINDS.includes(ofMain)) return own
  const isMixed = platforms.some((platform) => platform !== undefined && platform.split('/')[1] !== 'wasm')
  return ofMain === 'wasm' && isMixed ? own : ofMain
}

// Caches of several platforms may be put together as images are. One among images makes no cache of them.
const areCaches = (manifests: readonly ReadChild[]): boolean => {
  const kinds = manifests.flatMap(({ image }) => (image === undefined || isOuter(image) ? [] : image.kind))
  return kinds.length > 0 && kinds.every((kind) => kind === 'cache')
}

const isOuter = ({ kind, entries }: ReadManifest): boolean => entries !== undefined && kind !== 'cache'

// Reads the manifest that describes an image index once more, and the image indexes around it, from the cache as a rule: no
// more is kept of any of them than their sizes. What is invalid in them was noted then. Annotations are those of the image,
// of the image indexes from the inmost on, and of their entries.
const describedBy = async (
  blobs: Pick<Blobs, 'get'>,
  index: Manifest,
  main: ReadChild | undefined,
  notes: Notes,
): Promise<typeof NO_CONFIG & { readonly annotations: readonly (Texts | undefined)[]; readonly kind?: Kind }> => {
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
  const described = await readConfig(blobs, found.image, notes)
  return { ...described, annotations, kind: kindWithConfig(found.image, described.config) }
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

/** Returns the facts that an image index and an image have in common. */
export const commonFacts = (manifest: Manifest, config: Config, sources: readonly (Texts | undefined)[]) => ({
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

const readConfig = async (blobs: Pick<Blobs, 'get'>, manifest: Manifest, notes: Notes): Promise<typeof NO_CONFIG> => {
  const { config, v1Config } = manifest
  const digest = config?.digest
  const form = configForm(manifest)
  const read = async (): Promise<Config> => {
    if (v1Config !== undefined) return parseConfig(Buffer.from(v1Config), 'image', 'v1Compatibility', notes)
    if (form === undefined || digest === undefined) return {}
    return parseConfig(await blobs.get(digest), form, `config ${digest}`, notes)
  }
  const found = await orProblem(read)
  return found instanceof Problem ? { config: {}, problem: found } : { config: found }
}

/** Returns the names of platforms, each once, without those that are unknown. */
export const distinctPlatforms = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined))].slice(0, MAX_PLATFORMS)

const layersOf = (layers: readonly Descriptor[]): Layer[] | undefined => {
  const kept = layers.slice(0, MAX_LAYERS).flatMap((layer) => layerOf(layer) ?? [])
  return kept.length === 0 ? undefined : kept
}

/** Returns what is kept of a layer; undefined of one without a digest. */
export const layerOf = ({ digest, size, mediaType }: Descriptor): Layer | undefined =>
  digest === undefined ? undefined : { digest, ...defined({ size, mediaType: clean(mediaType, STRING_MAX_BYTES) }) }

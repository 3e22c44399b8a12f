// What a manifest and its config say, read when somebody asks for it: also what no row of the index has.

import { boundedCache } from '../../shared/bounded-cache.ts'
import { defined } from '../../shared/defined.ts'
import { BucketError } from '../bucket/bucket-error.ts'
import type { Blobs } from './blobs/blobs.ts'
import { broken, type Child, type Facts, type Layer, MAX_LAYERS, problemOf } from './facts.ts'
import { type Notes, parseFields } from './json/json-fields.ts'
import { orProblem, Problem } from './json/problem.ts'
import { childOf } from './manifests/index-children.ts'
import { isAttestation, type Manifest, parseManifest, platformName } from './manifests/manifest.ts'
import { commonFacts, distinctPlatforms, imageFacts, layerOf } from './read-facts.ts'
import { type RunConfig, runConfigOf, type Step, schema1StepsOf, stepsOf } from './run-config.ts'

/** Most bytes of details that are cached in memory, in all, as JSON. Those of one manifest have 1 to 900 KB. */
const CACHE_MAX_BYTES = 8 * 1024 * 1024

type ReadableBlobs = Pick<Blobs, 'get'>

/** A layer, and the command that made it. */
type MadeLayer = Layer & { readonly command?: string }

/** An entry of an image index, and the bytes of its manifest. */
type ListedChild = Omit<Child, 'size' | 'layers' | 'missing'> & { readonly manifestSize?: number }

/** What a manifest and its config say. */
export interface ManifestDetails
  extends Omit<Facts, 'layers' | 'children' | 'childrenLeft' | 'dangling' | 'gone' | 'heals'>,
    RunConfig {
  readonly digest: string
  /** The lowest first. */
  readonly layers?: readonly MadeLayer[]
  /** Number of layers beyond those. */
  readonly layersLeft?: number
  /** The commands that made the layers, where there are more or less of them than layers, so that it is not known which made which. */
  readonly commands?: readonly string[]
  readonly children?: readonly ListedChild[]
  /** What is invalid of how it was made and how it runs. It shows how invalid values begin, which may hold secrets as valid ones may. */
  readonly runProblem?: string
}

/** Returns the details of a manifest that can't be read. */
export const brokenDetails = (digest: string, problem: Problem): ManifestDetails => {
  const { heals, dangling, ...facts } = broken(problem)
  return { digest, ...facts }
}

/**
 * Returns what reads the details of a manifest, by its digest: two GETs at most, of the manifest and its config, and none
 * of what is cached. Broken content costs details and is reported in `problem`; so is a blob that may not be read. The
 * returned function throws BucketError if S3 fails.
 */
export const detailsReader = (blobs: ReadableBlobs): ((digest: string) => Promise<ManifestDetails>) => {
  const cache = boundedCache<ManifestDetails>(CACHE_MAX_BYTES)
  return async (digest) => {
    const cached = cache.get(digest)
    if (cached !== undefined) return cached
    const { heals, ...details } = await readDetails(readOnce(blobs), digest)
    if (heals === undefined) cache.set(digest, details, JSON.stringify(details).length)
    return details
  }
}

// The config is read for the facts and for what is told beside them. Without a right to list these keys, S3 denies a blob
// that is missing as it denies one that may not be read. Nothing but this answer depends on the blob.
const readOnce = (blobs: ReadableBlobs): ReadableBlobs => {
  const read = new Map<string, Promise<Uint8Array>>()
  const get = async (digest: string) => {
    try {
      return await blobs.get(digest)
    } catch (error) {
      if (!(error instanceof BucketError) || error.code !== 'AccessDenied') throw error
      throw new Problem(`blob ${digest} is missing, or may not be read`, { cause: error, heals: true })
    }
  }
  return {
    get(digest) {
      const content = read.get(digest) ?? get(digest)
      read.set(digest, content)
      return content
    },
  }
}

type Read = ManifestDetails & Pick<Facts, 'heals'>

const readDetails = async (blobs: ReadableBlobs, digest: string): Promise<Read> => {
  const notes: Notes = []
  const manifest = await orProblem(async () => parseManifest(await blobs.get(digest), digest, notes))
  if (manifest instanceof Problem)
    return { ...brokenDetails(digest, manifest), ...defined({ heals: manifest.heals ? (true as const) : undefined }) }
  const isIndex = manifest.kind === 'index' || manifest.children.length > 0
  return isIndex ? indexDetails(digest, manifest, notes) : imageDetails(blobs, digest, manifest, notes)
}

const indexDetails = (digest: string, index: Manifest, notes: Notes): Read => {
  const onPlatforms = index.children.filter((child) => !isAttestation(child))
  const { heals, dangling, ...problem } = problemOf(undefined, notes)
  return {
    digest,
    ...commonFacts(index, {}, [index.annotations]),
    platforms: distinctPlatforms(onPlatforms.map(({ platform }) => platformName(platform))),
    children: index.children.flatMap((descriptor) => {
      const child = childOf(descriptor)
      return child === undefined ? [] : { ...child, ...defined({ manifestSize: descriptor.size }) }
    }),
    ...problem,
  }
}

const imageDetails = async (blobs: ReadableBlobs, digest: string, manifest: Manifest, notes: Notes): Promise<Read> => {
  const { dangling, ...facts } = await imageFacts(blobs, manifest, notes)
  const runNotes: Notes = []
  const told = await orProblem(() => madeAndRun(blobs, digest, manifest, runNotes))
  // What costs the config its facts is their problem already.
  const { run, steps } = told instanceof Problem ? { run: {}, steps: [] } : told
  const { problem: runProblem } = problemOf(undefined, runNotes)
  return { digest, ...facts, ...run, ...withCommands(manifest, steps), ...defined({ runProblem }) }
}

/** Kinds whose config says how they run. */
const RUN: ReadonlySet<Manifest['kind']> = new Set(['image', 'wasm'])

const madeAndRun = async (blobs: ReadableBlobs, digest: string, { kind, config, v1Config }: Manifest, notes: Notes) => {
  if (v1Config !== undefined) {
    const manifest = parseFields(await blobs.get(digest), `manifest ${digest}`, notes)
    const topmost = parseFields(Buffer.from(v1Config), 'v1Compatibility', notes)
    return { run: runConfigOf(topmost), steps: await schema1StepsOf(manifest, notes) }
  }
  if (!RUN.has(kind) || config?.digest === undefined) return { run: {}, steps: [] }
  const document = parseFields(await blobs.get(config.digest), `config ${config.digest}`, notes)
  return { run: runConfigOf(document), steps: stepsOf(document) }
}

// Steps are those of layers by their order alone, so that one too many or too few makes all of them doubtful.
const withCommands = (
  { layers }: Manifest,
  steps: readonly Step[],
): Pick<ManifestDetails, 'layers' | 'layersLeft' | 'commands'> => {
  const made = steps.filter(({ hasLayer }) => hasLayer)
  const isKnown = made.length === layers.length
  const all = layers.flatMap((descriptor, at) => {
    const layer = layerOf(descriptor)
    return layer === undefined ? [] : { ...layer, ...defined({ command: isKnown ? made[at]?.command : undefined }) }
  })
  const left = all.length - MAX_LAYERS
  const commands = isKnown ? [] : made.flatMap(({ command }) => command ?? []).slice(0, MAX_LAYERS)
  return defined({
    layers: all.length === 0 ? undefined : all.slice(0, MAX_LAYERS),
    layersLeft: left > 0 ? left : undefined,
    commands: commands.length === 0 ? undefined : commands,
  })
}

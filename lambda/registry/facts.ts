import type { Blobs } from './blobs.ts'
import { type Config, parseConfig } from './config.ts'
import { firstText } from './json.ts'
import { type Descriptor, isAttestation, type Kind, type Manifest, parseManifest, platformName } from './manifest.ts'
import { Problem } from './problem.ts'
import { clean } from './text.ts'

/** What this code can tell of a tag; grows when it can tell more, so that reconcile reads again what is older. */
export const FACTS_VERSION = 1

/** Caps, in bytes unless said otherwise. */
const DESCRIPTION_MAX = 1000
const STRING_MAX = 255
const PLATFORM_MAX = 64
const PLATFORMS = 64
const CHILDREN = 100
/** Of a child's manifest, which has a few thousand bytes: a hundred of 4 MiB would take longer than a function may. */
const CHILD_BYTES = 256 * 1024

/** What S3 tells of what a tag points to. Absent is unknown; all texts are clean and capped. */
export interface Facts {
  readonly digest?: string
  readonly kind: Kind
  readonly mediaType?: string
  /** `os/architecture[/variant]`, in the order of the index. */
  readonly platforms: readonly string[]
  /** Compressed bytes of config and layers, of all platforms, each blob once. */
  readonly size?: number
  /** ISO 8601, when the image says it was built. */
  readonly created?: string
  readonly description?: string
  readonly title?: string
  readonly version?: string
  readonly configDigest?: string
  /** Children of the index that are not there. */
  readonly dangling?: number
  /** Why facts are missing, for people. */
  readonly problem?: string
}

/**
 * The facts of a manifest. Broken content costs facts and is said in `problem`.
 * @throws BucketError where S3 fails
 */
export const readFacts = async (blobs: Blobs, digest: string): Promise<Facts> => {
  try {
    const manifest = parseManifest(await blobs.get(digest), digest)
    const facts = manifest.kind === 'index' ? await indexFacts(blobs, manifest) : await manifestFacts(blobs, manifest)
    return { digest, ...facts }
  } catch (error) {
    if (error instanceof Problem) return { digest, ...broken(error) }
    throw error
  }
}

/** The facts of a tag of which nothing can be read. */
export const broken = (problem: Problem): Facts => ({
  kind: 'unknown',
  platforms: [],
  ...defined({ problem: clean(problem.message, STRING_MAX) }),
})

const manifestFacts = async (blobs: Blobs, manifest: Manifest): Promise<Facts> => {
  const { config, problem } = await readConfig(blobs, manifest)
  const { kind, mediaType } = manifest
  return {
    kind,
    platforms: config === undefined ? [] : platforms([config.platform]),
    ...defined({
      mediaType: clean(mediaType, STRING_MAX),
      size: compressedSize([manifest]),
      created: config?.created,
      ...described([config?.labels, manifest.annotations]),
      configDigest: manifest.config?.digest,
      problem: clean(problem?.message, STRING_MAX),
    }),
  }
}

// An index is described by its image for linux/amd64, or else by its first; its size needs every child's manifest.
const indexFacts = async (blobs: Blobs, index: Manifest): Promise<Facts> => {
  const images = index.children.filter((child) => !isAttestation(child)).slice(0, CHILDREN)
  const read = await Promise.all(images.map((child) => readChild(blobs, child)))
  const children = read.filter((one) => one.manifest !== undefined)
  const main = children.find(({ platform }) => platform === 'linux/amd64') ?? children[0]
  const { config, problem } = main === undefined ? {} : await readConfig(blobs, main.manifest)
  const missing = images.length - children.length
  const why = missing > 0 ? `${missing} of ${images.length} manifests of the index can't be read` : problem?.message
  return {
    kind: 'index',
    platforms: platforms(images.map((child) => child.platform)),
    ...defined({
      mediaType: clean(index.mediaType, STRING_MAX),
      size: compressedSize(children.map(({ manifest }) => manifest)),
      created: config?.created,
      ...described([config?.labels, main?.manifest.annotations, index.annotations, main?.annotations]),
      dangling: missing > 0 ? missing : undefined,
      problem: clean(why, STRING_MAX),
    }),
  }
}

interface Child {
  readonly platform: string | undefined
  readonly annotations: Descriptor['annotations']
  readonly manifest: Manifest
}

const readChild = async (blobs: Blobs, child: Descriptor): Promise<Child | { readonly manifest: undefined }> => {
  if (child.digest === undefined) return { manifest: undefined }
  try {
    const manifest = parseManifest(await blobs.get(child.digest, CHILD_BYTES), child.digest)
    return { platform: platformName(child.platform), annotations: child.annotations, manifest }
  } catch (error) {
    if (error instanceof Problem) return { manifest: undefined }
    throw error
  }
}

// Configs of artifacts may be anything, of any size; only an image's describes it.
const readConfig = async (blobs: Blobs, manifest: Manifest): Promise<{ config?: Config; problem?: Problem }> => {
  const digest = manifest.config?.digest
  if (manifest.kind !== 'image' || digest === undefined) return {}
  try {
    return { config: parseConfig(await blobs.get(digest), digest) }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}

const platforms = (of: readonly Descriptor['platform'][]): string[] => {
  const names = of.map((platform) => clean(platformName(platform), PLATFORM_MAX)).filter((name) => name !== undefined)
  return [...new Set(names)].slice(0, PLATFORMS)
}

const compressedSize = (manifests: readonly Manifest[]): number | undefined => {
  const sizes = new Map<string, number>()
  for (const { config, layers } of manifests)
    for (const { digest, size } of [...layers, ...(config === undefined ? [] : [config])])
      if (digest !== undefined && size !== undefined) sizes.set(digest, size)
  const sum = [...sizes.values()].reduce((total, size) => total + size, 0)
  return sizes.size === 0 || !Number.isSafeInteger(sum) ? undefined : sum
}

// The first source that has a key wins: labels before annotations (image-spec, conversion.md), the image before the
// index; the OCI key before its label-schema ancestor (image-spec, annotations.md).
const described = (sources: readonly (Record<string, unknown> | undefined)[]) => {
  const of = (name: string, legacy: string, max: number) => {
    const keys = [`org.opencontainers.image.${name}`, `org.label-schema.${legacy}`]
    return clean(
      sources.map((source) => firstText(source, keys)).find((value) => value !== undefined),
      max,
    )
  }
  return {
    description: of('description', 'description', DESCRIPTION_MAX),
    title: of('title', 'name', STRING_MAX),
    version: of('version', 'version', STRING_MAX),
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The object without its undefined fields. */
export const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>

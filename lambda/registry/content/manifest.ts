// Parses manifests of every kind: images, image indexes and manifest lists, artifacts, and Docker's schema 1.

import { clean } from '../../shared/text.ts'
import { isDescribing } from './annotations.ts'
import { evidenceOf, type Finding, isWrapperType, type Typed, typedBy } from './evidence.ts'
import { BUNDLE_CONTENT_ANNOTATION, PREDICATE_ANNOTATIONS } from './evidence-types.ts'
import { type Fields, type Notes, parseFields, type Texts } from './json-fields.ts'
import { Problem } from './problem.ts'

/** Layers that are read. Clients accept no image with more than some hundred. */
const MAX_LAYERS_READ = 1000
/** Entries of an image index that are read, attestations included. */
const MAX_ENTRIES_READ = 500

const PLATFORM_MAX_BYTES = 64

/** Media types of the configs that describe an image. */
const IMAGE_CONFIGS = ['application/vnd.docker.container.image.v1+json', 'application/vnd.oci.image.config.v1+json']
const CHART_CONFIG = 'application/vnd.cncf.helm.config.v1+json'
const PLUGIN_CONFIG = 'application/vnd.docker.plugin.v1+json'
/** BuildKit's build cache (`--cache-to type=registry`): the type of its config, or of an entry of its image index. */
const CACHE_CONFIG = 'application/vnd.buildkit.cacheconfig.v0'
/** Media types of WebAssembly, and how they begin, by the CNCF's wasm-oci and by earlier tools. */
const WASM = 'application/wasm'
const WASM_PREFIXES = [
  'application/vnd.wasm.',
  'application/vnd.module.wasm.',
  'application/vnd.bytecodealliance.wasm.',
]
/** The config of an artifact that needs none. */
export const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

const REFERENCE_TYPE = 'vnd.docker.reference.type'
const REFERENCE_DIGEST = 'vnd.docker.reference.digest'
/** Annotations of entries that are used, beside those that describe an image. */
const USED_ANNOTATIONS: ReadonlySet<string> = new Set([
  REFERENCE_TYPE,
  REFERENCE_DIGEST,
  BUNDLE_CONTENT_ANNOTATION,
  ...PREDICATE_ANNOTATIONS,
])

/** What a tag may be, in the words that users know. `cache` is a build cache. */
export const KINDS = ['image', 'index', 'chart', 'wasm', 'plugin', 'artifact', 'cache', 'unknown'] as const
export type Kind = (typeof KINDS)[number]

export interface Platform {
  readonly os: string | undefined
  readonly architecture: string | undefined
  readonly variant: string | undefined
  readonly osVersion: string | undefined
}

/** What a manifest says about a blob, or an image index about a manifest. */
export interface Descriptor {
  readonly mediaType: string | undefined
  readonly artifactType: string | undefined
  readonly digest: string | undefined
  /** Bytes of the blob or manifest. */
  readonly size: number | undefined
  /** Only those that facts are taken from: an image index may have 500 entries with a thousand annotations each. */
  readonly annotations: Texts | undefined
  readonly platform: Platform | undefined
  /** Only for a layer that may be a statement: its predicate type, as its annotations say. */
  readonly predicateType: string | undefined
}

/** A manifest or an image index. Invalid fields are left out. */
export interface Manifest {
  readonly kind: Kind
  readonly mediaType: string
  /** Its declared type, a media type. For an artifact without one, the type of its config (image-spec, manifest.md). */
  readonly artifactType: string | undefined
  readonly config: Descriptor | undefined
  readonly layers: readonly Descriptor[]
  /** The entries of an image index. */
  readonly children: readonly Descriptor[]
  readonly annotations: Texts | undefined
  /** Digest of the manifest that this one refers to, if it is a referrer such as a signature or an SBOM. */
  readonly subject: string | undefined
  /** What it is evidence of. */
  readonly evidence: Finding
  /** Only for Docker's schema 1: the config of its topmost layer, as JSON. */
  readonly v1Config: string | undefined
}

/**
 * Parses a manifest of any kind. OCI documents may lack `mediaType`, so the fields decide the kind, as in the registry
 * (distribution, manifeststore.go).
 * @param digest names the manifest in messages
 * @param isChild true for an entry of an image index, of which there may be a hundred. Only those of its annotations are
 * kept that facts are taken from
 * @throws Problem if the content is not a manifest
 */
export const parseManifest = (
  content: Uint8Array,
  digest: string,
  notes: Notes,
  { isChild = false }: { readonly isChild?: boolean } = {},
): Manifest => {
  const what = `manifest ${digest}`
  const document = parseFields(content, what, notes)
  const children = document.objects('manifests', MAX_ENTRIES_READ)?.map(descriptor)
  const layers = document.objects('layers', MAX_LAYERS_READ)?.map(layerDescriptor)
  const config = document.object('config')
  const common = {
    config: config && descriptor(config),
    annotations: isChild ? usedTexts(document.texts('annotations')) : document.texts('annotations'),
    subject: document.object('subject')?.digest('digest'),
  }
  const mediaType = document.text('mediaType') || undefined
  const artifactType = document.text('artifactType') || undefined
  const declared = evidenceOf([typedBy(artifactType, common.annotations)])
  const rest = { artifactType, layers: layers ?? [], children: [], evidence: declared, v1Config: undefined, ...common }
  if (children !== undefined) {
    const kind = children.some((child) => child.mediaType === CACHE_CONFIG) ? 'cache' : 'index'
    return { ...rest, kind, mediaType: mediaType ?? OCI_INDEX, children }
  }
  if (document.size('schemaVersion') === 1) return schema1(document, what, { ...rest, mediaType })
  if (common.config === undefined && layers === undefined)
    throw new Problem(`${what} has neither manifests nor config nor layers`)
  const kind = kindOf(rest)
  const configType = common.config?.mediaType ?? ''
  // Only an artifact takes its type from its config, and not from an empty config or that of an image.
  const isType = kind === 'artifact' && configType !== EMPTY_CONFIG && !IMAGE_CONFIGS.includes(configType)
  const type = artifactType ?? (isType ? configType || undefined : undefined)
  const evidence = kind === 'artifact' ? artifactEvidence(rest, type) : declared
  return { ...rest, kind, mediaType: mediaType ?? OCI_MANIFEST, artifactType: type, evidence }
}

// What annotations of the artifact say holds for each of its layers that has none.
const artifactEvidence = (
  { annotations, layers }: Pick<Manifest, 'annotations' | 'layers'>,
  artifactType: string | undefined,
): Finding => {
  const own = typedBy(artifactType, annotations)
  return evidenceOf([
    own,
    ...layers.map(({ mediaType, predicateType = own.predicateType }): Typed => ({ ...own, mediaType, predicateType })),
  ])
}

const kindOf = ({ config, layers }: Pick<Manifest, 'config' | 'layers'>): Kind => {
  const type = config?.mediaType ?? ''
  if (type === CHART_CONFIG) return 'chart'
  if (type === PLUGIN_CONFIG) return 'plugin'
  if (type === CACHE_CONFIG) return 'cache'
  if (isWasm(type) || layers.some(({ mediaType = '' }) => isWasm(mediaType))) return 'wasm'
  return IMAGE_CONFIGS.includes(type) && !hasNoImageLayers(layers) ? 'image' : 'artifact'
}

const isWasm = (type: string): boolean => type === WASM || WASM_PREFIXES.some((prefix) => type.startsWith(prefix))

// Cosign stores signatures, attestations and SBOMs as layers of what otherwise looks like an image (SIGNATURE_SPEC.md).
const hasNoImageLayers = (layers: readonly Descriptor[]): boolean =>
  layers.length > 0 && layers.every(({ mediaType }) => mediaType !== undefined && !/layer|rootfs|tar/.test(mediaType))

// Schema 1 lists layers from the top down and without sizes. The image JSON of the topmost describes the image
// (schema1/manifest.go).
const schema1 = (
  document: Fields,
  what: string,
  rest: Omit<Manifest, 'kind' | 'mediaType'> & { readonly mediaType: string | undefined },
): Manifest => {
  const layers = document.objects('fsLayers', MAX_LAYERS_READ)
  if (layers === undefined) throw new Problem(`${what} has schemaVersion 1, but no fsLayers`)
  const blobs = layers.map((layer) => ({ ...EMPTY_DESCRIPTOR, digest: layer.digest('blobSum') })).reverse()
  const v1Config = document.objects('history', MAX_LAYERS_READ)?.[0]?.text('v1Compatibility')
  return { ...rest, kind: 'image', mediaType: rest.mediaType ?? DOCKER_SCHEMA_1, layers: blobs, v1Config }
}

const EMPTY_DESCRIPTOR: Descriptor = {
  mediaType: undefined,
  artifactType: undefined,
  digest: undefined,
  size: undefined,
  annotations: undefined,
  platform: undefined,
  predicateType: undefined,
}

// The other fields of a layer are not used, and may have megabytes.
const blobDescriptor = (fields: Fields): Descriptor => ({
  ...EMPTY_DESCRIPTOR,
  // An empty string counts as absent, since Go writes and reads it so.
  mediaType: fields.text('mediaType') || undefined,
  digest: fields.digest('digest'),
  size: fields.size('size'),
})

const layerDescriptor = (fields: Fields): Descriptor => {
  const layer = blobDescriptor(fields)
  if (layer.mediaType === undefined || !isWrapperType(layer.mediaType)) return layer
  return { ...layer, predicateType: typedBy(undefined, fields.texts('annotations')).predicateType }
}

const descriptor = (fields: Fields): Descriptor => {
  const platform = fields.object('platform')
  return {
    ...blobDescriptor(fields),
    artifactType: fields.text('artifactType') || undefined,
    annotations: usedTexts(fields.texts('annotations')),
    platform: platform && platformOf(platform),
  }
}

const usedTexts = (texts: Texts | undefined): Texts | undefined =>
  texts && new Map([...texts].filter(([key]) => isDescribing(key) || USED_ANNOTATIONS.has(key)))

/** Returns the platform that these fields name. */
export const platformOf = (fields: Fields): Platform => ({
  os: fields.text('os'),
  architecture: fields.text('architecture'),
  variant: fields.text('variant'),
  osVersion: fields.text('os.version'),
})

/** Returns `os/architecture`, with `/variant` if there is one, cleaned and capped. Undefined if either is unknown. */
export const platformName = (platform: Platform | undefined): string | undefined => {
  const [os, architecture, variant] = [platform?.os, platform?.architecture, platform?.variant].map((part) =>
    clean(part, PLATFORM_MAX_BYTES),
  )
  if (!os || !architecture || os === 'unknown' || architecture === 'unknown') return undefined
  return clean([os, architecture, ...(variant === undefined ? [] : [variant])].join('/'), PLATFORM_MAX_BYTES)
}

/** True if an entry with this `artifactType` is an image: crane writes the media type of the config there. */
export const isImageConfigType = (artifactType: string): boolean => IMAGE_CONFIGS.includes(artifactType)

/** True for an attestation: BuildKit stores it as an entry, but it is not a platform (attestation-storage.md). */
export const isAttestation = ({ annotations }: Descriptor): boolean =>
  annotations?.get(REFERENCE_TYPE) === 'attestation-manifest'

/** Returns the digest of the entry that an attestation is about, as it says. */
export const attestedBy = ({ annotations }: Descriptor): string | undefined => annotations?.get(REFERENCE_DIGEST)

// Parses manifests of every kind: images, image indexes and manifest lists, artifacts, and Docker's schema 1.

import { clean } from '../../../shared/text.ts'
import { isDescribing } from '../annotations/annotations.ts'
import { evidenceOf, type Finding, isWrapperType, type Typed, typedBy } from '../evidence/evidence.ts'
import { BUNDLE_CONTENT_ANNOTATION, PREDICATE_ANNOTATIONS } from '../evidence/evidence-types.ts'
import { type Fields, type Notes, parseFields, type Texts } from '../json/json-fields.ts'
import { Problem } from '../json/problem.ts'
import {
  IMAGE_CONFIGS,
  KIND_ANNOTATIONS,
  type Kind,
  kindOfAnnotations,
  kindOfMediaType,
  LAYER_KIND_ANNOTATIONS,
} from './kinds.ts'

/** Layers that are read. Clients accept no image with more than some hundred. */
const MAX_LAYERS_READ = 1000
/** Entries of an image index that are read, attestations included. */
const MAX_ENTRIES_READ = 500

const PLATFORM_MAX_BYTES = 64

/** The config of an artifact that needs none. */
export const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'
/** Types of configs that no artifact takes its type from: the empty one, and those of images and of Docker's plugins. */
const NO_TYPES = [EMPTY_CONFIG, ...IMAGE_CONFIGS, 'application/vnd.docker.plugin.v1+json']

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
/** Manifests without a config, and with `blobs` for layers: of OCI 1.1's release candidates, and of ORAS before them. */
const ARTIFACT_MANIFESTS: readonly string[] = [
  'application/vnd.oci.artifact.manifest.v1+json',
  'application/vnd.cncf.oras.artifact.manifest.v1+json',
]
const DOCKER_SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'

const REFERENCE_TYPE = 'vnd.docker.reference.type'
const REFERENCE_DIGEST = 'vnd.docker.reference.digest'
/** Annotations of entries that are used, beside those that describe an image. */
const USED_ANNOTATIONS: ReadonlySet<string> = new Set([
  REFERENCE_TYPE,
  REFERENCE_DIGEST,
  BUNDLE_CONTENT_ANNOTATION,
  ...PREDICATE_ANNOTATIONS,
  ...KIND_ANNOTATIONS,
])

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
  const mediaType = document.text('mediaType') || undefined
  const hasBlobs = mediaType !== undefined && ARTIFACT_MANIFESTS.includes(mediaType)
  const layerFields = document.objects(hasBlobs ? 'blobs' : 'layers', MAX_LAYERS_READ)
  const layers = layerFields?.map(layerDescriptor)
  const config = document.object('config')
  const common = {
    config: config && descriptor(config),
    annotations: isChild ? usedTexts(document.texts('annotations')) : document.texts('annotations'),
    subject: document.object('subject')?.digest('digest'),
  }
  const artifactType = document.text('artifactType') || undefined
  const declared = evidenceOf([typedBy(artifactType, common.annotations)])
  const rest = { artifactType, layers: layers ?? [], children: [], evidence: declared, v1Config: undefined, ...common }
  if (children !== undefined)
    return { ...rest, kind: kindOfIndex({ ...rest, children }), mediaType: mediaType ?? OCI_INDEX, children }
  if (document.size('schemaVersion') === 1) return schema1(document, what, { ...rest, mediaType })
  if (common.config === undefined && layers === undefined)
    throw new Problem(`${what} has neither manifests nor config nor layers`)
  const kind = kindOf(rest, layerFields ?? [])
  const configType = common.config?.mediaType ?? ''
  // An artifact may have no other type than that of its config.
  const isType = !SAYS_AS_MUCH.includes(kind) && !NO_TYPES.includes(configType)
  const type = artifactType ?? (isType ? configType || undefined : undefined)
  const evidence = kind === 'artifact' ? artifactEvidence(rest, type) : declared
  return { ...rest, kind, mediaType: mediaType ?? OCI_MANIFEST, artifactType: type, evidence }
}

// What annotations of the artifact say holds for each of its layers that has none. The config may say more than a type that
// somebody made up.
const artifactEvidence = (
  { annotations, config, layers }: Pick<Manifest, 'annotations' | 'config' | 'layers'>,
  artifactType: string | undefined,
): Finding => {
  const own = typedBy(artifactType, annotations)
  return evidenceOf([
    own,
    { ...own, mediaType: config?.mediaType },
    ...layers.map(({ mediaType, predicateType = own.predicateType }): Typed => ({ ...own, mediaType, predicateType })),
  ])
}

/** Kinds that say as much as the type of their config. */
const SAYS_AS_MUCH: readonly Kind[] = ['image', 'chart', 'wasm', 'cache']

const kindOf = (
  { config, layers, artifactType, annotations }: Pick<Manifest, 'config' | 'layers' | 'artifactType' | 'annotations'>,
  layerFields: readonly Fields[],
): Kind => {
  const type = config?.mediaType ?? ''
  const ofConfig = kindOfMediaType(type)
  if (ofConfig === 'cache') return ofConfig
  const said = kindOfAnnotations(annotations) ?? ofConfig ?? kindOfMediaType(artifactType)
  if (said !== undefined) return said
  for (const { mediaType } of layers) {
    const ofLayer = kindOfMediaType(mediaType)
    if (ofLayer !== undefined && ofLayer !== 'cache') return ofLayer
  }
  if (!IMAGE_CONFIGS.includes(type) || hasNoImageLayers(layers)) return 'artifact'
  return layerFields.some(isOfBundle) ? 'bundle' : 'image'
}

// Of all annotations of a layer, of which there may be a thousand, only these are read.
const isOfBundle = (layer: Fields): boolean => {
  const annotations = layer.object('annotations')
  return LAYER_KIND_ANNOTATIONS.some((key) => annotations?.isFilled(key))
}

// An image index says what it is, or each of its entries says the same.
const kindOfIndex = ({
  artifactType,
  annotations,
  children,
}: Pick<Manifest, 'artifactType' | 'annotations' | 'children'>): Kind => {
  if (children.some((child) => kindOfMediaType(child.mediaType) === 'cache')) return 'cache'
  const said = kindOfAnnotations(annotations) ?? kindOfMediaType(artifactType)
  if (said !== undefined) return said
  const [first, ...others] = new Set(
    children
      .filter((child) => !isAttestation(child))
      .map((child) => kindOfAnnotations(child.annotations) ?? kindOfMediaType(child.artifactType)),
  )
  return first !== undefined && others.length === 0 ? first : 'index'
}

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

// Which media types, annotations and labels make a tag what. An image is what runs. Whatever is not listed here, and is no
// image, is an artifact, of which its type is shown.

import type { Texts } from '../json/json-fields.ts'

/**
 * What a tag may be, in the words that users know: few enough for a facet. `index` is an image for several platforms, or a
 * list of whatever else; `bundle` is what a tool installs in a cluster, `module` what a tool builds infrastructure of;
 * `sif` is an image of Apptainer; `cache` is a build cache.
 */
export const KINDS = [
  'image',
  'index',
  'chart',
  'model',
  'compose',
  'wasm',
  'bottle',
  'policy',
  'bundle',
  'module',
  'plugin',
  'devcontainer',
  'sif',
  'artifact',
  'cache',
  'unknown',
] as const
export type Kind = (typeof KINDS)[number]

/** Media types of the configs that describe an image. */
export const IMAGE_CONFIGS: readonly string[] = [
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
]

/**
 * Beginnings of media types, in lower case, which end before a dot or a plus. They are looked for in the type of the
 * config, then in `artifactType`, then in the types of layers. The longest one decides.
 */
const MEDIA_TYPES: ReadonlyMap<string, Kind> = new Map([
  // BuildKit's `--cache-to type=registry`: the config, or an entry of the image index (cache/remotecache/v1/spec.go).
  ['application/vnd.buildkit.cacheconfig', 'cache'],
  // Helm: config and layers of a chart (pkg/registry/constants.go), and plugins since version 4 (pkg/registry/plugin.go).
  ['application/vnd.cncf.helm.config.v1', 'chart'],
  ['application/vnd.cncf.helm.chart', 'chart'],
  ['application/vnd.helm.plugin', 'plugin'],
  // ModelPack (modelpack/model-spec, specs-go/v1/mediatype.go), and its name until 2025.
  ['application/vnd.cncf.model', 'model'],
  ['application/vnd.cnai.model', 'model'],
  // Docker Model Runner (docker/model-runner, pkg/distribution/types/config.go).
  ['application/vnd.docker.ai', 'model'],
  // KitOps (kitops-ml/kitops, pkg/lib/constants), and Ollama, whose config has the type of an image.
  ['application/vnd.kitops.modelkit', 'model'],
  ['application/vnd.ollama.image', 'model'],
  // `docker compose publish` (docker/compose, internal/oci/push.go).
  ['application/vnd.docker.compose', 'compose'],
  // WebAssembly by the CNCF's wasm-oci, by earlier tools, and Spin's applications (fermyon/spin, crates/oci).
  ['application/wasm', 'wasm'],
  ['application/vnd.wasm', 'wasm'],
  ['application/vnd.module.wasm', 'wasm'],
  ['application/vnd.bytecodealliance.wasm', 'wasm'],
  ['application/vnd.fermyon.spin', 'wasm'],
  // Conftest, Gatekeeper and Trivy's checks (conftest, internal/commands/push.go); Kyverno (`kyverno oci push`); Falco's
  // rules (falcoctl, pkg/oci/constants.go).
  ['application/vnd.cncf.openpolicyagent', 'policy'],
  ['application/vnd.cncf.kyverno', 'policy'],
  ['application/vnd.cncf.falco.rulesfile', 'policy'],
  ['application/vnd.cncf.falco.plugin', 'plugin'],
  // Flux (fluxcd/pkg, oci/globals.go), Argo CD (its proposal for OCI), CNAB (cnab-to-oci), Zarf
  // (src/pkg/packager/layout/oci.go), Timoni (api/v1alpha1).
  ['application/vnd.cncf.flux', 'bundle'],
  ['application/vnd.cncf.argoproj', 'bundle'],
  ['application/vnd.cnab', 'bundle'],
  ['application/vnd.zarf', 'bundle'],
  ['application/vnd.timoni', 'bundle'],
  // OpenTofu's modules and providers (its documentation, "OCI Registry Integrations"); Bicep (Azure/bicep,
  // BicepMediaTypes.cs); CUE (cue, mod/modregistry/client.go).
  ['application/vnd.opentofu.modulepkg', 'module'],
  ['application/vnd.ms.bicep.module', 'module'],
  ['application/vnd.cue.module', 'module'],
  ['application/vnd.opentofu.provider', 'plugin'],
  ['application/vnd.opentofu.provider-target', 'plugin'],
  ['application/vnd.opentofu.providerpkg', 'plugin'],
  ['application/vnd.ms.bicep.provider', 'plugin'],
  // Docker's own plugins (docs, "Docker Engine managed plugin system").
  ['application/vnd.docker.plugin.v1', 'plugin'],
  // Features, templates and their collections (devcontainers/cli, containerCollectionsOCI.ts).
  ['application/vnd.devcontainers', 'devcontainer'],
  // Apptainer and Singularity (`apptainer push oras://`).
  ['application/vnd.sylabs.sif', 'sif'],
])

/** What a key says; with a value only if that is the key's value. */
interface Mark {
  readonly kind: Kind
  readonly value?: string
}

/** Annotations of a manifest, of an image index, of its entries, or of layers. */
const ANNOTATIONS: ReadonlyMap<string, Mark> = new Map<string, Mark>([
  // Homebrew (Library/Homebrew/github_packages.rb): on the image index, and on its entries. The config is an image's.
  ['com.github.package.type', { kind: 'bottle', value: 'homebrew_bottle' }],
  ['sh.brew.bottle.digest', { kind: 'bottle' }],
  // Open Policy Registry (opcr-io/policy, pkg/app/build.go): otherwise like an image.
  ['org.openpolicyregistry.type', { kind: 'policy', value: 'policy' }],
  // Kubewarden (policy-evaluator, constants.rs): otherwise WebAssembly.
  ['io.kubewarden.policy.title', { kind: 'policy' }],
  // Tekton bundles (tektoncd/pipeline, pkg/remote/oci/resolver.go): on each layer of what is otherwise like an image.
  ['dev.tekton.image.kind', { kind: 'bundle' }],
  // Crossplane (contributing/specifications/xpkg.md): on a layer of a package, which may run beside that.
  ['io.crossplane.xpkg', { kind: 'bundle' }],
])
/** The annotation that told the type before OCI 1.1 had a field for it: of CNAB (cnab-to-oci, converter/types.go). */
const TYPE_ANNOTATION = 'org.opencontainers.artifactType'

/** Annotations of entries that tell their kind. */
export const KIND_ANNOTATIONS: ReadonlySet<string> = new Set([...ANNOTATIONS.keys(), TYPE_ANNOTATION])
/** Annotations that tools write on layers. */
export const LAYER_KIND_ANNOTATIONS = ['dev.tekton.image.kind', 'io.crossplane.xpkg'] as const

/** Labels of what is otherwise like an image. */
const LABELS: ReadonlyMap<string, Kind> = new Map([
  // A cache of Cloud Native Buildpacks, `pack build --cache-image` (buildpacks/lifecycle, platform/labels.go).
  ['io.buildpacks.lifecycle.cache.metadata', 'cache'],
  // Operator Lifecycle Manager (operator-registry, docs/design/operator-bundle.md).
  ['operators.operatorframework.io.bundle.mediatype.v1', 'bundle'],
  // Carvel (imgpkg, pkg/imgpkg/bundle/bundle.go).
  ['dev.carvel.imgpkg.bundle', 'bundle'],
])
/** Crossplane also writes a label whose key has the digest of a layer. */
const CROSSPLANE_LABEL = 'io.crossplane.xpkg:'

const MEDIA_TYPE_MAX_CHARS = 255
const LONGEST = Math.max(...[...MEDIA_TYPES.keys()].map(({ length }) => length))

/** Returns what a media type says; undefined if it says nothing. Case and parameters don't matter (RFC 2045). */
export const kindOfMediaType = (mediaType: string | undefined): Kind | undefined => {
  if (!mediaType || mediaType.length > MEDIA_TYPE_MAX_CHARS) return undefined
  const type = (mediaType.split(';')[0] ?? '').trim().toLowerCase()
  for (let end = Math.min(type.length, LONGEST); end > 0; end--) {
    const next = type[end]
    const kind = next === undefined || next === '.' || next === '+' ? MEDIA_TYPES.get(type.slice(0, end)) : undefined
    if (kind !== undefined) return kind
  }
  return undefined
}

/** Returns what annotations say; undefined if they say nothing. */
export const kindOfAnnotations = (annotations: Texts | undefined): Kind | undefined => {
  if (annotations === undefined || annotations.size === 0) return undefined
  for (const [key, { kind, value }] of ANNOTATIONS) {
    const found = annotations.get(key)
    if (found !== undefined && (value === undefined || found === value)) return kind
  }
  return kindOfMediaType(annotations.get(TYPE_ANNOTATION))
}

/** Returns what the labels of an image say; undefined if they say nothing. */
export const kindOfLabels = (labels: Texts | undefined): Kind | undefined => {
  if (labels === undefined) return undefined
  for (const [key, kind] of LABELS) if (labels.has(key)) return kind
  return [...labels.keys()].some((key) => key.startsWith(CROSSPLANE_LABEL)) ? 'bundle' : undefined
}

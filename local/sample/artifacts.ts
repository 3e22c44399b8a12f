// Makes what is no image: charts, WebAssembly and the like, in the form in which their tools push them.

import {
  descriptor,
  filler,
  type Image,
  json,
  layer,
  type StatedLayer,
  stated,
  statedLayer,
  textBlob,
} from './image.ts'

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const EMPTY_CONFIG = 'application/vnd.oci.empty.v1+json'

/** What is known of an artifact that is made. */
export interface ArtifactSpec {
  readonly name: string
  /** A tag. Helm writes the `+` of a version as `_`. */
  readonly version: string
  readonly description: string
  readonly created: string
  readonly keywords: readonly string[]
  readonly source: string
  readonly annotations: Readonly<Record<string, string>>
  /** Bytes, where they are stated only. */
  readonly bytes: number
}

type Content = ReturnType<typeof json> | StatedLayer

/** What a kind consists of: media types, config and content. */
interface Form {
  /** If not given, the type is that of the config. */
  readonly artifactType?: string
  readonly configType?: string
  readonly config?: (spec: ArtifactSpec, content: Content) => object
  readonly layerType: string
  /** Name of the file that tools write at a pull. */
  readonly file?: string
  readonly content: (spec: ArtifactSpec) => Content
}

const chartOf = ({ name, version, description, keywords, source }: ArtifactSpec) => ({
  apiVersion: 'v2',
  name,
  version: version.replace('_', '+'),
  description,
  keywords,
  sources: [source],
})

// The smallest module: magic number and version.
const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
// An empty archive: the end of its directory.
const ZIP = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)])
const FIRMWARE_BYTES = 48_000

/** Each kind's form, as its tool pushes it. */
export const FORMS = {
  chart: {
    configType: 'application/vnd.cncf.helm.config.v1+json',
    config: chartOf,
    layerType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    // Chart.yaml may be JSON, which is YAML.
    content: (spec) =>
      layer({
        [`${spec.name}/Chart.yaml`]: JSON.stringify(chartOf(spec)),
        [`${spec.name}/values.yaml`]: 'replicas: 2\n',
      }),
  },
  wasm: {
    configType: 'application/vnd.wasm.config.v0+json',
    config: ({ created }, content) => ({
      created,
      architecture: 'wasm',
      os: 'wasip1',
      layerDigests: [content.digest],
    }),
    layerType: 'application/wasm',
    content: () => textBlob(WASM),
  },
  model: {
    configType: 'application/vnd.cncf.model.config.v1+json',
    config: ({ name, version, description, created }, content) => ({
      descriptor: { name, version, description, createdAt: created },
      config: { architecture: 'transformer', format: 'gguf', paramSize: '1b' },
      modelfs: { type: 'layers', diffIds: [content.digest] },
    }),
    layerType: 'application/vnd.cncf.model.weight.v1.raw',
    content: ({ name, version, bytes }) => statedLayer(`weights of ${name} ${version}`, bytes),
  },
  policy: {
    configType: 'application/vnd.cncf.openpolicyagent.config.v1+json',
    layerType: 'application/vnd.cncf.openpolicyagent.policy.layer.v1+rego',
    file: 'policy.rego',
    content: ({ version }) => textBlob(`package sample\n\n# ${version}\ndefault allow := false\n`),
  },
  bundle: {
    configType: 'application/vnd.cncf.flux.config.v1+json',
    layerType: 'application/vnd.cncf.flux.content.v1.tar+gzip',
    content: ({ version }) => layer({ 'kustomization.yaml': `# ${version}\nresources: []\n` }),
  },
  module: {
    artifactType: 'application/vnd.opentofu.modulepkg',
    layerType: 'archive/zip',
    file: 'module.zip',
    content: () => textBlob(ZIP),
  },
  compose: {
    artifactType: 'application/vnd.docker.compose.project',
    layerType: 'application/vnd.docker.compose.file+yaml',
    file: 'compose.yaml',
    content: ({ name }) => textBlob(`name: ${name}\nservices: {}\n`),
  },
  artifact: {
    artifactType: 'application/vnd.example.firmware.v1',
    layerType: 'application/vnd.example.firmware.v1.bin',
    file: 'firmware.bin',
    content: ({ name, version }) => textBlob(filler(`${name} ${version}`, FIRMWARE_BYTES)),
  },
} satisfies Readonly<Record<string, Form>>

const named = (file: string | undefined) =>
  file === undefined ? {} : { annotations: { 'org.opencontainers.image.title': file } }

/** Creates an artifact of a kind. */
export const artifact = (kind: keyof typeof FORMS, spec: ArtifactSpec): Image => {
  const form: Form = FORMS[kind]
  const content = form.content(spec)
  const config = json(form.config?.(spec, content) ?? {})
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(form.artifactType === undefined ? {} : { artifactType: form.artifactType }),
    config: descriptor(form.configType ?? EMPTY_CONFIG, config),
    layers: [{ ...descriptor(form.layerType, content), ...named(form.file) }],
    annotations: { 'org.opencontainers.image.created': spec.created, ...spec.annotations },
  })
  return {
    manifest,
    children: [],
    blobs: [config, ...('body' in content ? [content] : [])],
    stated: stated([content]),
  }
}

// What is no image: models, packages, policies and what tools install, with the media types that the tools write.

import type { Kind } from '../../../../lambda/registry/content/manifests/kinds.ts'
import type { Case } from '../broken/case.ts'
import { facts, KEY, layer, manifest, OCI, OCI_CONFIG, OCI_INDEX, OCI_LAYER } from './pieces.ts'

const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json'
const EMPTY = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
const UNKNOWN_CONFIG = 'application/vnd.unknown.config.v1+json'

/** With a config of a type of its own, which is not read and tells the type of the artifact. */
const byConfig = (name: string, kind: Kind, config: string, layerType: string): Case => ({
  name,
  blobs: { manifest: manifest(config, [layer(layerType)]), config: 'not read' },
  facts: { ...facts(kind, [layer(layerType)]), artifactType: config },
})

/** With the empty config, and an artifactType. */
const byType = (name: string, kind: Kind, artifactType: string, layerType: string): Case => ({
  name,
  blobs: {
    manifest: {
      ...manifest(EMPTY_TYPE, [layer(layerType)], { artifactType }),
      config: { mediaType: EMPTY_TYPE, digest: EMPTY, size: 2 },
    },
  },
  facts: { ...facts(kind, [layer(layerType)]), artifactType, configDigest: EMPTY, size: 5002 },
})

/** With the config of an image, which is read. */
const likeImage = (
  name: string,
  kind: Kind,
  layers: object[],
  labels: Record<string, string>,
  more: object = {},
): Case => {
  const plain = layers.map((one) => ({ ...one, annotations: undefined }))
  const annotations = (more as { annotations?: Record<string, string> }).annotations
  return {
    name,
    blobs: {
      manifest: manifest(OCI_CONFIG, layers, more),
      config: { architecture: '', os: '', created: '2026-10-01T12:00:00Z', config: { Labels: labels } },
    },
    facts: {
      ...facts(kind, plain),
      created: '2026-10-01T12:00:00Z',
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
  }
}

const MODEL_LAYERS = [
  layer('application/vnd.cncf.model.weight.v1.raw'),
  layer('application/vnd.cncf.model.doc.v1.raw', 'doc'),
]
const models: Case[] = [
  {
    name: 'a model by ModelPack',
    blobs: {
      manifest: manifest('application/vnd.cncf.model.config.v1+json', MODEL_LAYERS, {
        artifactType: 'application/vnd.cncf.model.manifest.v1+json',
      }),
      config: {
        descriptor: {
          createdAt: '2026-03-01T10:00:00+01:00',
          authors: ['Ann', 'Bob'],
          family: 'llama3',
          name: 'llama3-8b-instruct',
          title: 'Llama 3 8B',
          description: 'Answers questions',
          version: '3.1',
          vendor: 'Acme',
          licenses: ['Apache-2.0', 'MIT'],
          docURL: 'https://docs.example',
          sourceURL: 'https://git.example/llama3',
          revision: 'abc123',
        },
        modelfs: { type: 'layers', diffIds: ['digest:layer'] },
        config: { architecture: 'transformer', format: 'gguf', paramSize: '8b' },
      },
    },
    facts: {
      ...facts('model', MODEL_LAYERS),
      artifactType: 'application/vnd.cncf.model.manifest.v1+json',
      created: '2026-03-01T09:00:00Z',
      authors: 'Ann, Bob',
      title: 'Llama 3 8B',
      description: 'Answers questions',
      version: '3.1',
      vendor: 'Acme',
      licenses: 'Apache-2.0 AND MIT',
      documentation: 'https://docs.example',
      source: 'https://git.example/llama3',
      revision: 'abc123',
    },
  },
  {
    name: 'a model by ModelPack that says nothing of itself',
    blobs: { manifest: manifest('application/vnd.cncf.model.config.v1+json', MODEL_LAYERS), config: {} },
    facts: { ...facts('model', MODEL_LAYERS), artifactType: 'application/vnd.cncf.model.config.v1+json' },
  },
  {
    name: 'a model by Docker Model Runner',
    blobs: {
      manifest: manifest('application/vnd.docker.ai.model.config.v0.1+json', [
        layer('application/vnd.docker.ai.gguf.v3'),
      ]),
      config: {
        config: {
          format: 'gguf',
          quantization: 'Q4_K_M',
          parameters: '1.24 B',
          architecture: 'llama',
          size: '762 MiB',
        },
        descriptor: { created: '2026-03-01T10:00:00Z' },
        rootfs: { type: 'rootfs', diff_ids: ['digest:layer'] },
      },
    },
    facts: {
      ...facts('model', [layer('application/vnd.docker.ai.gguf.v3')]),
      artifactType: 'application/vnd.docker.ai.model.config.v0.1+json',
      created: '2026-03-01T10:00:00Z',
    },
  },
  byConfig(
    'a model by KitOps',
    'model',
    'application/vnd.kitops.modelkit.config.v1+json',
    'application/vnd.kitops.modelkit.model.v1.tar+gzip',
  ),
  {
    name: 'a model by Ollama, with the config of an image',
    blobs: {
      manifest: manifest(DOCKER_CONFIG, [layer('application/vnd.ollama.image.model')]),
      config: { model_format: 'gguf', model_family: 'llama', architecture: 'amd64', os: 'linux' },
    },
    facts: { ...facts('model', [layer('application/vnd.ollama.image.model')]), platforms: ['linux/amd64'] },
  },
]

const BOTTLE = { 'com.github.package.type': 'homebrew_bottle', [`${KEY}title`]: 'homebrew/core/jq' }
const bottleEntry = (digest: string, architecture: string, more: object = {}) => ({
  mediaType: OCI,
  digest: `digest:${digest}`,
  size: 600,
  platform: { architecture, os: 'darwin', 'os.version': 'macOS 14' },
  annotations: { [`${KEY}ref.name`]: '1.7.1.arm64_sonoma', 'sh.brew.bottle.digest': 'ab'.repeat(32) },
  ...more,
})
const bottle = manifest(OCI_CONFIG, [layer(OCI_LAYER)])
const ofBottle = {
  kind: 'bottle',
  mediaType: OCI_INDEX,
  platforms: ['darwin/arm64'],
  size: 5200,
  children: [{ digest: 'digest:bottle', mediaType: OCI, platform: 'darwin/arm64', size: 5200, layers: 1 }],
} as const

const bottles: Case[] = [
  {
    name: 'a bottle of Homebrew',
    blobs: {
      manifest: {
        schemaVersion: 2,
        manifests: [bottleEntry('bottle', 'arm64')],
        annotations: BOTTLE,
      },
      bottle,
      config: { architecture: 'arm64', os: 'darwin', rootfs: { type: 'layers', diff_ids: ['digest:diff'] } },
    },
    facts: { ...ofBottle, title: 'homebrew/core/jq', annotations: BOTTLE },
  },
  {
    name: 'a bottle of Homebrew whose image index has lost its annotations',
    blobs: {
      manifest: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [bottleEntry('bottle', 'arm64')] },
      bottle,
      config: { architecture: 'arm64', os: 'darwin' },
    },
    facts: ofBottle,
  },
  {
    name: 'one platform of a bottle, tagged by itself',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)], { annotations: BOTTLE }),
      config: { architecture: 'arm64', os: 'darwin' },
    },
    facts: {
      ...facts('bottle', [layer(OCI_LAYER)]),
      platforms: ['darwin/arm64'],
      title: 'homebrew/core/jq',
      annotations: BOTTLE,
    },
  },
  {
    name: 'an image with a type of package that is no bottle',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)], { annotations: { 'com.github.package.type': 'container' } }),
      config: { architecture: 'arm64', os: 'linux' },
    },
    facts: {
      ...facts('image', [layer(OCI_LAYER)]),
      platforms: ['linux/arm64'],
      annotations: { 'com.github.package.type': 'container' },
    },
  },
]

const PROVIDER = 'application/vnd.opentofu.provider'
const KUBEWARDEN = { 'io.kubewarden.policy.title': 'no-latest', [`${KEY}description`]: 'Forbids latest' }
const WASM_LAYER = 'application/vnd.wasm.content.layer.v1+wasm'
const TEKTON = {
  'dev.tekton.image.name': 'build',
  'dev.tekton.image.kind': 'task',
  'dev.tekton.image.apiVersion': 'v1',
}

const MODEL_TYPE = 'application/vnd.cncf.model.manifest.v1+json'
/** Of two entries; without a type, the second is an attestation of the first. */
const typedIndex = (first: string, second: string | undefined) => ({
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [
    { mediaType: OCI, digest: 'digest:first', size: 600, artifactType: first },
    second === undefined
      ? {
          mediaType: OCI,
          digest: 'digest:second',
          size: 600,
          annotations: {
            'vnd.docker.reference.type': 'attestation-manifest',
            'vnd.docker.reference.digest': 'digest:first',
          },
        }
      : { mediaType: OCI, digest: 'digest:second', size: 600, artifactType: second },
  ],
})

const declared: Case[] = [
  byType(
    'a project by docker compose publish',
    'compose',
    'application/vnd.docker.compose.project',
    'application/vnd.docker.compose.file+yaml',
  ),
  byConfig(
    'a project by docker compose publish for OCI 1.0',
    'compose',
    'application/vnd.docker.compose.config.empty.v1+json',
    'application/vnd.docker.compose.file+yaml',
  ),
  byConfig(
    'manifests by flux push artifact',
    'bundle',
    'application/vnd.cncf.flux.config.v1+json',
    'application/vnd.cncf.flux.content.v1.tar+gzip',
  ),
  byType(
    'manifests for Argo CD',
    'bundle',
    'application/vnd.acme.config',
    'application/vnd.cncf.argoproj.argocd.content.v1.tar+gzip',
  ),
  byConfig('a package by zarf', 'bundle', 'application/vnd.zarf.config.v1+json', 'application/vnd.zarf.layer.v1.blob'),
  byConfig(
    'a module by timoni',
    'bundle',
    'application/vnd.timoni.config.v1+json',
    'application/vnd.timoni.content.v1.tar+gzip',
  ),
  byType('a module of OpenTofu', 'module', 'application/vnd.opentofu.modulepkg', 'archive/zip'),
  byType(
    'a provider of OpenTofu for one platform',
    'plugin',
    'application/vnd.opentofu.provider-target',
    'archive/zip',
  ),
  byType(
    'a module of Bicep',
    'module',
    'application/vnd.ms.bicep.module.artifact',
    'application/vnd.ms.bicep.module.layer.v1+json',
  ),
  byConfig('a module of CUE', 'module', 'application/vnd.cue.module.v1+json', 'application/zip'),
  byType('a plugin of helm', 'plugin', 'application/vnd.helm.plugin.v1+json', 'application/gzip'),
  byConfig(
    'policies by conftest push',
    'policy',
    UNKNOWN_CONFIG,
    'application/vnd.cncf.openpolicyagent.policy.layer.v1+rego',
  ),
  byConfig(
    'policies by kyverno oci push',
    'policy',
    'application/vnd.cncf.kyverno.config.v1+json',
    'application/vnd.cncf.kyverno.policy.layer.v1+yaml',
  ),
  byConfig(
    'rules by falcoctl',
    'policy',
    'application/vnd.cncf.falco.rulesfile.config.v1+json',
    'application/vnd.cncf.falco.rulesfile.layer.v1+tar.gz',
  ),
  byConfig(
    'a plugin by falcoctl',
    'plugin',
    'application/vnd.cncf.falco.plugin.config.v1+json',
    'application/vnd.cncf.falco.plugin.layer.v1+tar.gz',
  ),
  byConfig(
    'a feature of development containers',
    'devcontainer',
    'application/vnd.devcontainers',
    'application/vnd.devcontainers.layer.v1+tar',
  ),
  byConfig(
    'an image of Apptainer',
    'sif',
    'application/vnd.sylabs.sif.config.v1+json',
    'application/vnd.sylabs.sif.layer.v1.sif',
  ),
  byType(
    'an image of Apptainer with the empty config',
    'sif',
    'application/vnd.acme',
    'application/vnd.sylabs.sif.layer.v1.sif',
  ),
  byConfig(
    'a database by trivy, which is none of these',
    'artifact',
    'application/vnd.aquasec.trivy.config.v1+json',
    'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip',
  ),
  // Media types have no case, and may have parameters.
  byType(
    'a module whose type has capitals and parameters',
    'module',
    'Application/VND.opentofu.modulepkg; v=1',
    'archive/zip',
  ),
  byType('an artifact whose type only begins like one', 'artifact', 'application/vnd.docker.composer', 'text/yaml'),
  byType('an artifact whose type is a word of JavaScript', 'artifact', 'constructor', '__proto__'),
  {
    name: 'an application of Spin',
    blobs: {
      manifest: manifest('application/vnd.fermyon.spin.application.v1+config', [layer(WASM_LAYER)]),
      config: {},
    },
    facts: facts('wasm', [layer(WASM_LAYER)]),
  },
  {
    name: 'a policy of Kubewarden, which is WebAssembly too',
    blobs: {
      manifest: manifest('application/vnd.wasm.config.v1+json', [layer(WASM_LAYER)], { annotations: KUBEWARDEN }),
    },
    facts: {
      ...facts('policy', [layer(WASM_LAYER)]),
      artifactType: 'application/vnd.wasm.config.v1+json',
      description: 'Forbids latest',
      annotations: KUBEWARDEN,
    },
  },
  {
    name: 'the platforms of a provider of OpenTofu',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        artifactType: PROVIDER,
        manifests: [
          {
            mediaType: OCI,
            digest: 'digest:one',
            size: 600,
            artifactType: `${PROVIDER}-target`,
            platform: { os: 'linux', architecture: 'amd64' },
          },
        ],
      },
    },
    facts: {
      kind: 'plugin',
      mediaType: OCI_INDEX,
      artifactType: PROVIDER,
      platforms: ['linux/amd64'],
      children: [{ digest: 'digest:one', mediaType: OCI, artifactType: `${PROVIDER}-target`, platform: 'linux/amd64' }],
    },
  },
  ...(['wasm', 'arm64'] as const).map(
    (second): Case => ({
      name: `an image index for wasm and ${second}`,
      blobs: {
        manifest: {
          schemaVersion: 2,
          mediaType: OCI_INDEX,
          manifests: [
            { mediaType: OCI, digest: 'digest:one', size: 600, platform: { os: 'wasip1', architecture: 'wasm' } },
            { mediaType: OCI, digest: 'digest:two', size: 600, platform: { os: 'linux', architecture: second } },
          ],
        },
        one: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
        two: manifest(OCI_CONFIG, [layer(OCI_LAYER, 'other')]),
        config: { os: 'wasip1', architecture: 'wasm' },
      },
      facts: {
        kind: second === 'wasm' ? 'wasm' : 'index',
        mediaType: OCI_INDEX,
        platforms: ['wasip1/wasm', `linux/${second}`],
        size: 10_200,
        children: [
          { digest: 'digest:one', mediaType: OCI, platform: 'wasip1/wasm', size: 5200, layers: 1 },
          { digest: 'digest:two', mediaType: OCI, platform: `linux/${second}`, size: 5200, layers: 1 },
        ],
      },
    }),
  ),
  {
    name: 'an image index of a model and its attestation',
    blobs: { manifest: typedIndex(MODEL_TYPE, undefined) },
    facts: {
      kind: 'model',
      mediaType: OCI_INDEX,
      platforms: [],
      children: [
        { digest: 'digest:first', mediaType: OCI, artifactType: MODEL_TYPE },
        { digest: 'digest:second', mediaType: OCI, attests: 'digest:first', missing: true },
      ],
      dangling: 1,
      gone: ['digest:second'],
    },
    problem: /1 of 1 manifests of the image index can't be read/,
    heals: true,
  },
  {
    name: 'an image index of a model and something else',
    blobs: {
      manifest: typedIndex(MODEL_TYPE, 'application/vnd.acme'),
      second: manifest('application/vnd.oci.empty.v1+json', [layer('text/plain')], {
        artifactType: 'application/vnd.acme',
      }),
    },
    facts: {
      kind: 'index',
      mediaType: OCI_INDEX,
      platforms: [],
      children: [
        { digest: 'digest:first', mediaType: OCI, artifactType: MODEL_TYPE },
        { digest: 'digest:second', mediaType: OCI, artifactType: 'application/vnd.acme' },
      ],
    },
  },
  {
    name: 'an image index of models only',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: OCI, digest: 'digest:model', size: 600 }],
      },
      model: manifest('application/vnd.cncf.model.config.v1+json', MODEL_LAYERS),
      config: { descriptor: { title: 'Llama' } },
    },
    facts: {
      kind: 'model',
      mediaType: OCI_INDEX,
      platforms: [],
      title: 'Llama',
      size: 10_200,
      children: [{ digest: 'digest:model', mediaType: OCI, size: 10_200, layers: 2 }],
    },
  },
  {
    name: 'a CNAB bundle: an image index that names its type in an annotation',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        annotations: { 'org.opencontainers.artifactType': 'application/vnd.cnab.manifest.v1' },
        manifests: [{ mediaType: OCI, digest: 'digest:installer', size: 600 }],
      },
      installer: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
      config: { os: 'linux', architecture: 'amd64', config: { Cmd: ['/cnab/app/run'] } },
    },
    facts: {
      kind: 'bundle',
      mediaType: OCI_INDEX,
      platforms: [],
      size: 5200,
      children: [{ digest: 'digest:installer', mediaType: OCI, size: 5200, layers: 1 }],
      annotations: { 'org.opencontainers.artifactType': 'application/vnd.cnab.manifest.v1' },
    },
  },
]

const OLM = {
  'operators.operatorframework.io.bundle.mediatype.v1': 'registry+v1',
  'operators.operatorframework.io.bundle.package.v1': 'prometheus',
}
const REGISTRY_POLICY = { 'org.openpolicyregistry.type': 'policy' }

const likeImages: Case[] = [
  likeImage('a bundle by tkn', 'bundle', [{ ...layer(OCI_LAYER), annotations: TEKTON }], {}),
  likeImage(
    'a package by crossplane',
    'bundle',
    [{ ...layer(OCI_LAYER), annotations: { 'io.crossplane.xpkg': 'base' } }],
    {},
  ),
  likeImage('a package by crossplane, by its label', 'bundle', [layer(OCI_LAYER)], {
    [`io.crossplane.xpkg:sha256:${'ab'.repeat(32)}`]: 'base',
  }),
  likeImage('a bundle of the Operator Lifecycle Manager', 'bundle', [layer(OCI_LAYER)], OLM),
  likeImage('a bundle by imgpkg', 'bundle', [layer(OCI_LAYER)], { 'dev.carvel.imgpkg.bundle': 'true' }),
  likeImage('a policy by policy push', 'policy', [layer(OCI_LAYER)], {}, { annotations: REGISTRY_POLICY }),
  likeImage(
    'an image whose layer has annotations of no meaning',
    'image',
    [{ ...layer(OCI_LAYER), annotations: { a: 'b' } }],
    {},
  ),
  // What a virtual machine or a whole machine runs is an image too: nothing in its manifest says otherwise.
  likeImage('a disk for KubeVirt', 'image', [layer(OCI_LAYER)], {
    'instancetype.kubevirt.io/default-instancetype': 'u1.medium',
  }),
  likeImage('an image of bootc', 'image', [layer(OCI_LAYER)], { 'containers.bootc': '1', 'ostree.bootable': 'true' }),
  {
    name: 'a package by crossplane for two platforms',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [
          { mediaType: OCI, digest: 'digest:one', size: 600, platform: { os: 'linux', architecture: 'arm64' } },
        ],
      },
      one: manifest(OCI_CONFIG, [{ ...layer(OCI_LAYER), annotations: { 'io.crossplane.xpkg': 'base' } }]),
      config: { os: 'linux', architecture: 'arm64', config: { Entrypoint: ['/provider'] } },
    },
    facts: {
      kind: 'bundle',
      mediaType: OCI_INDEX,
      platforms: ['linux/arm64'],
      size: 5200,
      children: [{ digest: 'digest:one', mediaType: OCI, platform: 'linux/arm64', size: 5200, layers: 1 }],
    },
  },
  {
    name: 'an image for Windows, of which a layer lies elsewhere',
    blobs: {
      manifest: manifest(DOCKER_CONFIG, [
        layer('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
        layer('application/vnd.docker.image.rootfs.diff.tar.gzip', 'other'),
      ]),
      config: { os: 'windows', 'os.version': '10.0.20348.1', architecture: 'amd64' },
    },
    facts: {
      ...facts('image', [
        layer('application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
        layer('application/vnd.docker.image.rootfs.diff.tar.gzip', 'other'),
      ]),
      platforms: ['windows/amd64'],
    },
  },
]

export const packages: Case[] = [...models, ...bottles, ...declared, ...likeImages]

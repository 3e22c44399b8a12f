// Charts, plugins, WebAssembly and build caches, as the tools write them.

import type { Case } from '../broken/case.ts'
import { facts, KEY, layer, manifest, OCI_CONFIG, OCI_INDEX, OCI_LAYER } from './pieces.ts'

const CHART = 'application/vnd.cncf.helm.config.v1+json'
const chartLayers = [
  layer('application/vnd.cncf.helm.chart.content.v1.tar+gzip'),
  layer('application/vnd.cncf.helm.chart.provenance.v1.prov', 'prov'),
]
const chartSays = {
  [`${KEY}title`]: 'web',
  [`${KEY}version`]: '1.2.3',
  [`${KEY}created`]: '2026-09-01T10:00:00+02:00',
  [`${KEY}authors`]: 'Ann (ann@example.com)',
  [`${KEY}url`]: 'https://web.example',
  [`${KEY}source`]: 'https://github.com/team/web',
}
const PLUGIN = 'application/vnd.docker.plugin.v1+json'
const pluginLayers = [layer('application/vnd.docker.image.rootfs.diff.tar.gzip')]
const WASM = 'application/vnd.wasm.config.v0+json'
const OLD_WASM = 'application/vnd.wasm.config.v1+json'
const CACHE = 'application/vnd.buildkit.cacheconfig.v0'
export const others: Case[] = [
  {
    name: 'a chart by helm',
    blobs: {
      manifest: manifest(CHART, chartLayers, { annotations: chartSays }),
      config: {
        apiVersion: 'v2',
        name: 'web',
        version: '1.2.3',
        description: 'A web server',
        appVersion: '1.27',
        type: 'application',
        icon: 'https://web.example/icon.svg',
        home: 'https://web.example',
        sources: ['https://github.com/team/web', 'https://other'],
        keywords: ['http', 'HTTP', ' web server ', 'proxy, cache', ''],
        maintainers: [{ name: 'Ann' }],
        dependencies: [],
      },
    },
    facts: {
      ...facts('chart', chartLayers),
      title: 'web',
      version: '1.2.3',
      description: 'A web server',
      appVersion: '1.27',
      icon: 'https://web.example/icon.svg',
      home: 'https://web.example',
      keywords: 'http, web server, proxy, cache',
      source: 'https://github.com/team/web',
      url: 'https://web.example',
      authors: 'Ann (ann@example.com)',
      created: '2026-09-01T08:00:00Z',
      annotations: chartSays,
    },
  },
  {
    name: 'a plugin by docker',
    blobs: {
      manifest: {
        ...manifest(PLUGIN, pluginLayers),
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      },
      config: {
        description: 'Volumes on NFS',
        documentation: 'https://docs.example',
        interface: { types: ['docker.volumedriver/1.0'], socket: 'nfs.sock' },
        entrypoint: ['/nfs'],
      },
    },
    facts: {
      ...facts('plugin', pluginLayers),
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      description: 'Volumes on NFS',
      documentation: 'https://docs.example',
    },
  },
  {
    name: 'WebAssembly as an artifact of the CNCF',
    blobs: {
      manifest: manifest(WASM, [layer('application/wasm')]),
      config: {
        created: '2026-10-01T12:00:00Z',
        author: 'Ann',
        architecture: 'wasm',
        os: 'wasip2',
        layerDigests: ['digest:layer'],
        component: { exports: ['wasi:http/incoming-handler@0.2.0'] },
      },
    },
    facts: {
      ...facts('wasm', [layer('application/wasm')]),
      platforms: ['wasip2/wasm'],
      created: '2026-10-01T12:00:00Z',
      authors: 'Ann',
    },
  },
  {
    name: 'a chart that declares its artifactType',
    blobs: { manifest: manifest(CHART, chartLayers, { artifactType: CHART }), config: {} },
    facts: { ...facts('chart', chartLayers), artifactType: CHART },
  },
  {
    name: 'an image of which one layer has another type',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer('application/vnd.acme.signature'), layer(OCI_LAYER, 'other')]),
      config: {},
    },
    facts: facts('image', [layer('application/vnd.acme.signature'), layer(OCI_LAYER, 'other')]),
  },
  {
    name: 'WebAssembly as wasm-to-oci wrote it',
    blobs: { manifest: manifest(OLD_WASM, [layer('application/vnd.wasm.content.layer.v1+wasm')]), config: {} },
    facts: facts('wasm', [layer('application/vnd.wasm.content.layer.v1+wasm')]),
  },
  {
    name: 'WebAssembly in a layer of an image',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer('application/vnd.wasm.content.layer.v1+wasm')]),
      config: { os: 'wasi', architecture: 'wasm' },
    },
    facts: {
      ...facts('wasm', [layer('application/vnd.wasm.content.layer.v1+wasm')]),
      platforms: ['wasi/wasm'],
    },
  },
  {
    name: 'an image for wasm, as buildx makes it',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
      config: { os: 'wasip1', architecture: 'wasm', config: { Entrypoint: ['/app.wasm'] } },
    },
    facts: { ...facts('wasm', [layer(OCI_LAYER)]), platforms: ['wasip1/wasm'] },
  },
  {
    name: 'a build cache by BuildKit as a manifest',
    tag: 'buildcache',
    blobs: {
      manifest: manifest(CACHE, [layer(OCI_LAYER)]),
      config: { layers: [{ blob: 'digest:layer', parent: -1 }], records: [{ digest: 'digest:record' }] },
    },
    facts: facts('cache', [layer(OCI_LAYER)]),
    hidden: true,
  },
  {
    name: 'a build cache by BuildKit as an image index',
    tag: 'buildcache',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [
          { ...layer(OCI_LAYER), annotations: { 'buildkit/createdat': '2026-10-01T12:00:00Z' } },
          layer(OCI_LAYER, 'other', 70),
          layer(OCI_LAYER),
          { mediaType: CACHE, digest: 'digest:config', size: 300 },
        ],
      },
    },
    facts: {
      kind: 'cache',
      mediaType: OCI_INDEX,
      platforms: [],
      // Each digest is counted once.
      size: 5000 + 70 + 300,
      children: [
        { digest: 'digest:layer', mediaType: OCI_LAYER },
        { digest: 'digest:other', mediaType: OCI_LAYER },
        { digest: 'digest:layer', mediaType: OCI_LAYER },
        { digest: 'digest:config', mediaType: CACHE },
      ],
    },
    hidden: true,
  },
]

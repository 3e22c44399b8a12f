// Build caches that look like images, as the tools write them, and images that look like such caches.

import type { Case } from '../broken/case.ts'
import { facts, layer, manifest, OCI, OCI_CONFIG, OCI_INDEX, OCI_LAYER } from './pieces.ts'

const HEX = '0a1b2c3d'.repeat(8)
const DOCKER = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
const DOCKER_LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
const CACHE = 'application/vnd.buildkit.cacheconfig.v0'

/** As go-containerregistry writes an empty image with one layer (kaniko, pushLayerToCache). */
const ofKaniko = {
  architecture: '',
  created: '2026-10-01T12:00:00.123456789Z',
  history: [{ author: 'kaniko', created: '0001-01-01T00:00:00Z', created_by: 'RUN go build ./...' }],
  os: '',
  rootfs: { type: 'layers', diff_ids: ['digest:diff'] },
  config: {},
}
const BUILDAH = { 'io.buildah.version': '1.39.0' }
const ofBuildah = {
  architecture: 'amd64',
  os: 'linux',
  created: '2026-10-01T12:00:00Z',
  config: { Env: ['PATH=/bin'], Cmd: ['/bin/sh'], Labels: BUILDAH },
  history: [{ created_by: '/bin/sh -c apk add git', comment: 'FROM docker.io/library/alpine:3.20' }],
}

const at = (
  place: { readonly repository?: string; readonly tag?: string },
  name: string,
  one: Omit<Case, 'name'>,
): Case => ({
  name,
  tag: HEX,
  ...place,
  ...one,
})
const docker = (layers: object[]) => ({ ...manifest(DOCKER_CONFIG, layers), mediaType: DOCKER })
const kaniko = (more: object = {}) => ({
  blobs: { manifest: docker([layer(DOCKER_LAYER)]), config: { ...ofKaniko, ...more } },
  facts: { ...facts('cache', [layer(DOCKER_LAYER)]), mediaType: DOCKER, created: '2026-10-01T12:00:00Z' },
})
const kanikoCache = { ...kaniko(), hidden: true as const }
const shown = (more: object = {}, also: Partial<Case['facts']> = {}) => {
  const { blobs, facts: found } = kaniko(more)
  return { blobs, facts: { ...found, kind: 'image' as const, ...also } }
}
const buildah = (kind: 'cache' | 'image') => ({
  blobs: { manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER), layer(OCI_LAYER, 'two')]), config: ofBuildah },
  facts: {
    ...facts(kind, [layer(OCI_LAYER), layer(OCI_LAYER, 'two')]),
    platforms: ['linux/amd64'],
    created: '2026-10-01T12:00:00Z',
    labels: BUILDAH,
  },
  ...(kind === 'cache' ? { hidden: true as const } : {}),
})

const indexOf = (...manifests: object[]) => ({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
const ofIndex = (kind: 'cache' | 'index') => ({ kind, mediaType: OCI_INDEX, platforms: [] })

export const caches: Case[] = [
  at({ repository: 'team/app/cache' }, 'a layer in the cache of kaniko', kanikoCache),
  at({ repository: 'builds' }, 'a layer in a cache of kaniko of any name', kanikoCache),
  at({}, 'a layer in the cache of kaniko, compressed with zstd, as OCI', {
    blobs: { manifest: manifest(OCI_CONFIG, [layer('application/vnd.oci.image.layer.v1.tar+zstd')]), config: ofKaniko },
    facts: {
      ...facts('cache', [layer('application/vnd.oci.image.layer.v1.tar+zstd')]),
      created: '2026-10-01T12:00:00Z',
    },
    hidden: true,
  }),
  at({}, 'a cached layer whose config has no section of how it runs', {
    ...kaniko({ config: undefined }),
    hidden: true,
  }),
  at({}, 'a cached layer whose config has nothing but empty values', {
    ...kaniko({ config: { Cmd: null, Entrypoint: [], Env: [], Labels: {}, User: '' } }),
    hidden: true,
  }),
  at({}, 'an image with such a tag that runs a command', shown({ config: { Cmd: ['/app'] } })),
  at({}, 'an image with such a tag that has an entrypoint', shown({ config: { Entrypoint: ['/app'] } })),
  at({}, 'an image with such a tag that sets variables', shown({ config: { Env: ['PATH=/bin'] } })),
  at({}, 'an image with such a tag that has labels', shown({ config: { Labels: { a: 'b' } } }, { labels: { a: 'b' } })),
  at({}, 'an image of two layers with such a tag', {
    blobs: { manifest: docker([layer(DOCKER_LAYER), layer(DOCKER_LAYER, 'two')]), config: ofKaniko },
    facts: {
      ...facts('image', [layer(DOCKER_LAYER), layer(DOCKER_LAYER, 'two')]),
      mediaType: DOCKER,
      created: '2026-10-01T12:00:00Z',
    },
  }),
  at({ tag: 'v1' }, 'a single layer with another tag', shown()),
  at({ tag: HEX.slice(1) }, 'a single layer with a tag of 63 digits', shown()),
  at(
    { repository: 'team/app/cache', tag: 'latest' },
    'a single layer tagged latest in a repository named as a cache',
    shown(),
  ),
  at({ tag: HEX.toUpperCase() }, 'a single layer with a tag in capitals', shown()),
  at({}, 'an image with such a tag whose config is missing', {
    blobs: { manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)]) },
    facts: { ...facts('image', [layer(OCI_LAYER)]), dangling: 1, gone: ['digest:config'] },
    problem: 'blob digest:config is missing',
    heals: true,
  }),
  at({ repository: 'team/app/cache' }, 'a step in the cache of buildah', buildah('cache')),
  at({ repository: 'team/app-cache' }, 'a step in a cache of podman', buildah('cache')),
  at({ repository: 'team/buildcache' }, 'a step in a cache of podman called buildcache', buildah('cache')),
  at({ repository: 'team/app' }, 'an image by buildah with such a tag in another repository', buildah('image')),
  at(
    { repository: 'team/memcache' },
    'an image by buildah in a repository that only ends like a cache',
    buildah('image'),
  ),
  at(
    { repository: 'team/app/cache', tag: 'v1' },
    'an image by buildah with another tag in such a repository',
    buildah('image'),
  ),
  {
    name: 'a cache of Cloud Native Buildpacks',
    tag: 'latest',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
      config: {
        os: 'linux',
        architecture: 'amd64',
        config: { Labels: { 'io.buildpacks.lifecycle.cache.metadata': '{}' } },
      },
    },
    facts: {
      ...facts('cache', [layer(OCI_LAYER)]),
      platforms: ['linux/amd64'],
      labels: { 'io.buildpacks.lifecycle.cache.metadata': '{}' },
    },
    hidden: true,
  },
  {
    name: 'a build cache by BuildKit with the media types of Docker, tagged like an image',
    tag: 'latest',
    blobs: {
      manifest: {
        schemaVersion: 2,
        mediaType: DOCKER_LIST,
        manifests: [layer(DOCKER_LAYER), { mediaType: CACHE, digest: 'digest:config', size: 300 }],
      },
    },
    facts: {
      kind: 'cache',
      mediaType: DOCKER_LIST,
      platforms: [],
      size: 5300,
      children: [
        { digest: 'digest:layer', mediaType: DOCKER_LAYER },
        { digest: 'digest:config', mediaType: CACHE },
      ],
    },
    hidden: true,
  },
  {
    name: 'a build cache by BuildKit with annotations of something else',
    blobs: { manifest: manifest(CACHE, [layer(OCI_LAYER)], { annotations: { 'dev.tekton.image.kind': 'task' } }) },
    facts: { ...facts('cache', [layer(OCI_LAYER)]), annotations: { 'dev.tekton.image.kind': 'task' } },
    hidden: true,
  },
  {
    name: 'an image that is tagged buildcache',
    tag: 'buildcache',
    repository: 'team/app/cache',
    blobs: {
      manifest: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
      // BuildKit's inline cache lies in the config of a real image.
      config: { os: 'linux', architecture: 'amd64', config: { Cmd: ['/app'] }, 'moby.buildkit.cache.v0': 'e30=' },
    },
    facts: { ...facts('image', [layer(OCI_LAYER)]), platforms: ['linux/amd64'] },
  },
  {
    name: 'an image of which a layer claims to be a cache',
    blobs: { manifest: manifest(OCI_CONFIG, [layer(CACHE), layer(OCI_LAYER, 'two')]), config: {} },
    facts: facts('image', [layer(CACHE), layer(OCI_LAYER, 'two')]),
  },
  {
    name: 'an image index of build caches, as of several platforms, one in an image index of its own',
    blobs: {
      manifest: indexOf({ mediaType: OCI, digest: 'digest:a' }, { mediaType: OCI_INDEX, digest: 'digest:b' }),
      a: manifest(CACHE, [layer(OCI_LAYER)]),
      b: indexOf({ mediaType: OCI, digest: 'digest:c' }),
      c: manifest(CACHE, [layer(OCI_LAYER, 'two')]),
    },
    facts: {
      ...ofIndex('cache'),
      size: 10_200,
      children: [
        { digest: 'digest:a', mediaType: OCI, size: 5200, layers: 1 },
        { digest: 'digest:b', mediaType: OCI_INDEX, entries: 1 },
        { digest: 'digest:c', mediaType: OCI, size: 5200, layers: 1, depth: 1 },
      ],
    },
    hidden: true,
  },
  {
    name: 'an image index of an image and a build cache',
    blobs: {
      manifest: indexOf({ mediaType: OCI, digest: 'digest:a' }, { mediaType: OCI, digest: 'digest:b' }),
      a: manifest(CACHE, [layer(OCI_LAYER)]),
      b: manifest(OCI_CONFIG, [layer(OCI_LAYER)]),
      config: {},
    },
    facts: {
      ...ofIndex('index'),
      size: 5200,
      children: [
        { digest: 'digest:a', mediaType: OCI, size: 5200, layers: 1 },
        { digest: 'digest:b', mediaType: OCI, size: 5200, layers: 1 },
      ],
    },
  },
  {
    name: 'an image index of referrers of a sha512 digest',
    tag: `sha512-${HEX}`,
    blobs: { manifest: { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] } },
    facts: { kind: 'index', mediaType: OCI_INDEX, platforms: [], children: [] },
    hidden: true,
  },
]

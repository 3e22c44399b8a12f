// A registry as a company has one, for the web page: real sizes and dates, image indexes, charts, history, signatures, SBOMs,
// what is missing and what can't be read, hostile labels, a registry v1, and a repository with very many tags.

import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { SAMPLE } from '../../local/sample/catalog.ts'
import { all, imageId } from './docker-v1.ts'
import { digestOf, linkWriter } from './links.ts'
import { memorySystem } from './system.ts'

const FAR = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
export const NOW = Date.parse('2026-11-24T12:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x']
const label = (key: string) => `org.opencontainers.image.${key}`

/** What an image may say of itself to those who look at it. */
export const HOSTILE = {
  title: '<script>window.hacked = 1</script>',
  description: `"><img src=x onerror="window.hacked=1"><b>bold</b> ${'long '.repeat(200)}`,
  source: 'javascript:window.hacked=1',
  url: 'https://user:pass@example.org/',
  documentation: 'data:text/html,<script>window.hacked=1</script>',
  vendor: '\u202Egnp.exe\u202C',
  licenses: `'; alert(1) //`,
  version: 'x'.repeat(300),
  revision: '<!-- -->',
  'base.name': '"onmouseover="window.hacked=1"/base:1',
} as const

// Sizes that are the same at every run, and differ from image to image.
const drawn = (text: string, least: number, most: number): number => {
  const part = Number.parseInt(imageId(text).slice(0, 8), 16) / 0xffffffff
  return Math.round(least * (most / least) ** part)
}

// As BuildKit and its frontend write them.
const commandsOf = (name: string, version: string): string[] => [
  '/bin/sh -c #(nop) ADD file:2f3b5c9d in / ',
  'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates tini # buildkit',
  'COPY /opt/runtime /opt/runtime # buildkit',
  'RUN /bin/sh -c npm ci --omit=dev # buildkit',
  `COPY dist/${name.split('/').at(-1)}-${version} /app/ # buildkit`,
]

/** @param manyTags tags of `platform/ci/nightly` */
export const pageWorld = async ({ manyTags = 120 }: { readonly manyTags?: number } = {}) => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  const { registry, v1, layout, bucket } = system
  const links = linkWriter(layout, bucket.put)
  const at = (days: number) => new Date(NOW - days * DAY_MS)
  const put = (repository: string, tag: string, digest: string, days: number) => {
    registry.tag(repository, tag, digest, at(days))
    const root = layout.tagKey({ repository, tag }).replace(/current\/link$/, '')
    bucket.put(`${root}index/${digest.replace(':', '/')}/link`, digest, at(days))
    links.revision(repository, digest)
  }
  const image = (
    name: string,
    version: string,
    labels: Record<string, string>,
    days: number,
    platform = 'linux/amd64',
  ) =>
    registry.manifest({
      platform,
      salt: `${name}:${version}`,
      created: at(days + 0.1).toISOString(),
      labels: { ...labels, [label('version')]: version },
      layerSizes: [
        drawn(`base of ${platform}`, 20e6, 35e6),
        drawn(`tools of ${name} ${platform}`, 1e3, 5e6),
        drawn(`runtime of ${name} ${platform}`, 2e5, 60e6),
        drawn(`modules of ${name} ${version.split('.')[0]} ${platform}`, 5e3, 9e6),
        drawn(`app of ${name} ${version} ${platform}`, 1e4, 9e6),
      ],
      commands: commandsOf(name, version),
      runs: {
        ...{ Entrypoint: ['/usr/bin/tini', '--'], Cmd: [`/app/${name.split('/').at(-1)}`, '--listen', ':8080'] },
        ...{ Env: ['PATH=/usr/local/bin:/usr/bin:/bin', `VERSION=${version}`], User: '10001', WorkingDir: '/app' },
        ExposedPorts: { '8080/tcp': {} },
      },
    })
  const index = (
    name: string,
    version: string,
    labels: Record<string, string>,
    days: number,
    platforms: readonly string[],
  ) => {
    const manifests = platforms.map((platform) => {
      const [os, architecture, variant] = platform.split('/')
      const { digest, size } = image(name, version, labels, days, platform)
      return {
        digest,
        size,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platform: { os, architecture, variant },
      }
    })
    return registry.blob(
      JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }),
    )
  }
  let debian = ''
  const images = SAMPLE.filter(({ kind }) => kind === 'image')
  for (const [number, { name, description, versions, multi, signed }] of images.entries()) {
    const labels = {
      ...(name.startsWith('payments/') ? { [label('base.digest')]: debian } : {}),
      ...(description === '' ? {} : { [label('description')]: description }),
      [label('licenses')]: number % 3 === 0 ? 'MIT' : 'Apache-2.0',
      [label('source')]: `https://git.example.com/${name}`,
      [label('base.name')]: 'library/debian:13.0',
      [label('vendor')]: number % 2 === 0 ? 'Example' : 'Upstream',
      [label('revision')]: imageId(name).slice(0, 40),
    }
    for (const [place, version] of [...versions].reverse().entries()) {
      const days = 0.04 + number / 7 + (versions.length - place - 1) * 13
      const digest = multi
        ? index(name, version, labels, days, PLATFORMS.slice(0, 2 + (number % 5)))
        : image(name, version, labels, days).digest
      put(name, version, digest, days)
      put(name, 'latest', digest, days)
      if (name === 'library/debian' && version === '13.0') debian = digest
      if (place === versions.length - 1) {
        put(name, version.split('.')[0] ?? version, digest, days)
        // As cosign writes it.
        const layer = ['application/vnd.dev.cosign.simplesigning.v1+json'] as const
        const signature = () => registry.artifact('application/vnd.oci.image.config.v1+json', [layer])
        if (signed) registry.tag(name, `${digest.replace(':', '-')}.sig`, signature(), at(days))
      }
    }
  }
  const described = { description: 'Redis on Kubernetes', keywords: ['key-value', 'caching <b>'] }
  const chart = JSON.stringify({ name: 'redis', version: '20.1.0', ...described })
  const chartManifest = registry.blob(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.cncf.helm.config.v1+json',
        digest: registry.blob(chart),
        size: chart.length,
      },
      layers: [
        {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          digest: registry.blob('chart'),
          size: 99_000,
        },
      ],
    }),
  )
  put('charts/redis', '20.1.0', chartManifest, 3)
  put('charts/redis', '20.1.0_build.5', chartManifest, 2)
  // Something is missing, and something can't be read.
  const lost = index('warehouse/forecast', '1.0.0', {}, 4, ['linux/amd64', 'linux/arm64'])
  put('warehouse/forecast', '1.0.0', lost, 4)
  bucket.remove(layout.blobKey(image('warehouse/forecast', '1.0.0', {}, 4, 'linux/arm64').digest))
  registry.tag('legacy/unreadable', 'broken', 'nonsense', at(50))
  const hostile = Object.fromEntries(Object.entries(HOSTILE).map(([key, value]) => [label(key), value]))
  const labels = { ...hostile, '<i>key</i>': '<b>value</b>', constructor: 'x', ['__proto__']: 'y' }
  registry.push('hostile/app', 'latest', { labels, annotations: { '<u>note</u>': 'javascript:alert(1)' } }, at(400))
  registry.push('hostile/app', 'other', { labels: { ...labels, '<i>key</i>': '</title><script>' } }, at(401))
  // An image whose commands are hostile, under a tag, and one that no tag points to.
  const running = (salt: string) => {
    const values = Object.values(HOSTILE)
    const config = JSON.stringify({
      salt,
      config: {
        ...{ Entrypoint: values, Cmd: values, Env: values, User: HOSTILE.title, WorkingDir: HOSTILE.source },
        ExposedPorts: { [HOSTILE.title]: {} },
      },
      history: values.map((command) => ({ created_by: command })),
    })
    const type = 'application/vnd.oci.image.config.v1+json'
    const layers = values.map((_, number) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: digestOf(`hostile ${number}`),
      size: 5,
    }))
    const described = { mediaType: type, digest: links.blob(config), size: config.length }
    return links.blob(JSON.stringify({ schemaVersion: 2, config: described, layers }))
  }
  links.push('hostile/app', 'runs', running('tagged'), at(402))
  const untagged = running('untagged')
  links.revision('hostile/app', untagged)
  registry.pushAttested('platform/attested', '1.0.0', ['linux/amd64', 'linux/arm64'])
  const nightly = 'platform/ci/nightly'
  for (let build = 1; build <= manyTags; build++) {
    const { digest } = image(nightly, `0.${build % 9}.0`, {}, 60)
    registry.tag(
      nightly,
      `main-${build}-${imageId(`${build}`).slice(0, 8)}`,
      digest,
      at(0.04 + (manyTags - build) / 40),
    )
  }
  for (const name of ['archive/intranet', 'library/redis']) all(v1.push(name, 'v1', [{ id: imageId(name), size: 9e6 }]))
  all(v1.setPrivate('hidden/secret', true))
  all(v1.push('hidden/secret', 'latest', [{ id: imageId('secret') }]))
  await runStep(system.ports, parseRunEvent({}), FAR, 'by hand')
  return { ...system, untagged }
}

// The images that the clients search for: a dozen repositories. Names and descriptions appear in docs/clients.md.

import { descriptor, type Image, image, imageIndex, json, layer } from '../../../local/sample/image.ts'

const spec = (name: string, version: string, description?: string): Parameters<typeof image>[0] => ({
  format: 'oci',
  layers: [layer({ 'etc/motd': `${name} ${version}\n` })],
  created: '2026-11-01T00:00:00Z',
  labels: description === undefined ? {} : { 'org.opencontainers.image.description': description },
  annotations: {},
})

// Creates a chart in the form in which `helm push` stores it.
export const chart = (name: string, version: string, description: string): Image => {
  const config = json({ apiVersion: 'v2', name, version, description, appVersion: '4.5' })
  const content = layer({ [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n` })
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.cncf.helm.config.v1+json', config),
    layers: [descriptor('application/vnd.cncf.helm.chart.content.v1.tar+gzip', content)],
  })
  return { manifest, children: [], blobs: [config, content] }
}

// The repositories are pushed in the opposite order of their names. So answers with the newest first are the same at every
// run, even if several pushes happen within one second: of equal times the lesser name comes first.
const REPOSITORIES: Readonly<Record<string, { readonly versions: readonly string[]; readonly about?: string }>> = {
  'archive/elder': { versions: ['v1.0'] },
  'library/alpine': { versions: ['3.22'], about: 'A small base' },
  redis: { versions: ['7.2', '7.4'], about: 'Keeps data in memory' },
  'team/api': { versions: ['v1.0', 'v1.1', 'v1.2', 'v1.10'], about: 'Orders, carts and customers of the shop' },
  'team/api-docs': { versions: ['v1.0'], about: 'What the API takes' },
  'team/redis-cache': {
    versions: ['v2.0', 'v2.1'],
    about: 'Caches sessions and pages of the shop in front of everything else',
  },
  'team/redis-exporter': { versions: ['v1.0'], about: 'Figures for the monitoring' },
  'team/web/frontend': { versions: ['2026-11-01'], about: 'Pages of the shop, für alle' },
  'tools/lint': { versions: ['latest'], about: 'Reads code, "strictly" & often' },
  'tools/proxy': { versions: ['v3'] },
}

/** Returns each tag, as `repository:tag`, with its image, in the order in which to push them. */
export const sampleTags = (): ReadonlyArray<readonly [reference: string, what: Image]> => {
  const images = Object.entries(REPOSITORIES).flatMap(([name, { versions, about }]) =>
    versions.map((version) => [`${name}:${version}`, image(spec(name, version, about))] as const),
  )
  const shop = chart('shop', '1.2.3', 'All of the shop for Kubernetes')
  const everywhere = imageIndex(spec('team/everywhere', 'v1.0', 'Runs on both architectures'), ['amd64', 'arm64'])
  const others = [['charts/shop:1.2.3', shop] as const, ['team/everywhere:v1.0', everywhere] as const]
  // Only names are compared: the sort is stable, so that the versions of a repository keep their order.
  const nameOf = (reference: string) => reference.split(':')[0] ?? ''
  return [...images, ...others].sort(([a], [b]) => (nameOf(a) > nameOf(b) ? -1 : nameOf(a) < nameOf(b) ? 1 : 0))
}

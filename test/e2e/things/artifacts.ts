// What is no image: a report by oras, something attached to it, a chart by helm.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Place, type Spot, spot } from './place.ts'

// Outside of the folder it runs in, oras takes files by whole path only if told so; their titles are then these paths.
const file = async (place: Place, name: string, content: object): Promise<string> => {
  const path = join(await place.folder(), name)
  await writeFile(path, JSON.stringify(content))
  return `${path}:application/json`
}

const ALWAYS = ['--plain-http', '--disable-path-validation']

/** Pushes a report of two files. */
export const orasArtifact = async (place: Place): Promise<Spot> => {
  const at = spot(place, 'oras/report', 'v1.0')
  const type = ['--artifact-type', 'application/vnd.example.report.v1']
  const annotations = ['description=A report', 'version=1.0', 'licenses=Apache-2.0'].flatMap((text) => [
    '--annotation',
    `org.opencontainers.image.${text}`,
  ])
  const files = [await file(place, 'report.json', { found: 3 }), await file(place, 'more.json', { found: 'much more' })]
  await place.use('oras', 'push', ...ALWAYS, ...type, ...annotations, at.reference, ...files)
  return at
}

/**
 * Attaches something to a manifest. The registry has no referrers API, so that oras keeps a list of it under a tag made of
 * the digest: that tag.
 */
export const orasAttached = async (to: Spot, digest: string, artifactType: string): Promise<Spot> => {
  const type = ['--artifact-type', artifactType, '--annotation', 'org.example.by=oras']
  await to.place.use(
    'oras',
    'attach',
    ...ALWAYS,
    ...type,
    to.reference,
    await file(to.place, 'attached.json', { of: digest }),
  )
  return { ...to, tag: digest.replace(':', '-'), reference: `${to.remote}:${digest.replace(':', '-')}` }
}

/** Version of the chart; a tag has no plus sign, so that helm makes it an underscore. */
export const CHART_VERSION = '1.2.3+build.5'

const CHART = `apiVersion: v2
name: mychart
version: ${CHART_VERSION}
appVersion: "4.5"
description: A chart of everything
type: application
home: https://example.org/home
icon: https://example.org/icon.png
sources: [https://example.org/source]
maintainers: [{name: Ann, email: ann@example.org}]
`

/** Packages and pushes a chart. */
export const helmChart = async (place: Place): Promise<Spot> => {
  const at = spot(place, 'charts/mychart', CHART_VERSION.replace('+', '_'))
  const dir = await place.folder()
  await mkdir(join(dir, 'mychart', 'templates'), { recursive: true })
  await writeFile(join(dir, 'mychart', 'Chart.yaml'), CHART)
  await writeFile(join(dir, 'mychart', 'templates', 'empty.yaml'), '# nothing yet\n')
  await place.use('helm', 'package', join(dir, 'mychart'), '--destination', dir)
  const remote = `oci://${place.host}/${place.namespace}/charts`
  await place.use('helm', 'push', '--plain-http', join(dir, `mychart-${CHART_VERSION}.tgz`), remote)
  return at
}

// Pushes artifacts that are not images: a report by oras, an attachment to it, a chart by helm.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PushTarget, type RemoteTag, remoteTag } from './push-target.ts'

// Writes a file and returns it as an argument for oras. oras accepts absolute paths only with
// --disable-path-validation, and then uses the path as the file's title.
const file = async (target: PushTarget, name: string, content: object): Promise<string> => {
  const path = join(await target.folder(), name)
  await writeFile(path, JSON.stringify(content))
  return `${path}:application/json`
}

const COMMON_OPTIONS = ['--plain-http', '--disable-path-validation']

/** Pushes a report of two files by oras. */
export const orasArtifact = async (target: PushTarget): Promise<RemoteTag> => {
  const at = remoteTag(target, 'oras/report', 'v1.0')
  const type = ['--artifact-type', 'application/vnd.example.report.v1']
  const annotations = ['description=A report', 'version=1.0', 'licenses=Apache-2.0'].flatMap((text) => [
    '--annotation',
    `org.opencontainers.image.${text}`,
  ])
  const files = [
    await file(target, 'report.json', { found: 3 }),
    await file(target, 'more.json', { found: 'much more' }),
  ]
  await target.use('oras', 'push', ...COMMON_OPTIONS, ...type, ...annotations, at.reference, ...files)
  return at
}

/**
 * Attaches an artifact to a manifest by oras. The registry has no referrers API, so oras keeps the list of referrers
 * under a tag that is made from the digest.
 * @returns the tag of that list
 */
export const orasAttached = async (to: RemoteTag, digest: string, artifactType: string): Promise<RemoteTag> => {
  const type = ['--artifact-type', artifactType, '--annotation', 'org.example.by=oras']
  await to.target.use(
    'oras',
    'attach',
    ...COMMON_OPTIONS,
    ...type,
    to.reference,
    await file(to.target, 'attached.json', { of: digest }),
  )
  return { ...to, tag: digest.replace(':', '-'), reference: `${to.remote}:${digest.replace(':', '-')}` }
}

/** Version of the chart. A tag cannot have a plus sign, so helm replaces it by an underscore. */
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

/** Packages and pushes a chart by helm. */
export const helmChart = async (target: PushTarget): Promise<RemoteTag> => {
  const at = remoteTag(target, 'charts/mychart', CHART_VERSION.replace('+', '_'))
  const dir = await target.folder()
  await mkdir(join(dir, 'mychart', 'templates'), { recursive: true })
  await writeFile(join(dir, 'mychart', 'Chart.yaml'), CHART)
  await writeFile(join(dir, 'mychart', 'templates', 'empty.yaml'), '# nothing yet\n')
  await target.use('helm', 'package', join(dir, 'mychart'), '--destination', dir)
  const remote = `oci://${target.host}/${target.namespace}/charts`
  await target.use('helm', 'push', '--plain-http', join(dir, `mychart-${CHART_VERSION}.tgz`), remote)
  return at
}

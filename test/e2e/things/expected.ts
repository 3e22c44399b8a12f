// Computes the expected answer of the index for a tag from what a tool reports of it.

import type { Expected } from './answer.ts'
import type { RemoteTag } from './push-target.ts'
import type { Config, Descriptor, Manifest, Reports } from './reports.ts'

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'

type Texts = Readonly<Record<string, string>> | null | undefined

const platformName = ({ os, architecture, variant }: Config): string =>
  [os, architecture, variant].filter((part) => part).join('/')

/** Returns a time in whole seconds; undefined for the times before 1971 that reproducible builds write. */
const wholeSeconds = (time: string | undefined): string | undefined =>
  time === undefined || time < '1971' ? undefined : `${time.slice(0, 19)}Z`

/** Returns the compressed bytes of all configs and layers. Each blob counts once. */
const sizeOf = (manifests: readonly Manifest[]): number => {
  const blobs = manifests.flatMap(({ config, layers = [] }) => [...layers, ...(config === undefined ? [] : [config])])
  const sizes = new Map(blobs.map(({ digest, size }) => [digest, size]))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

// Returns the described fields. The first source with a key of OCI wins, then the first with one of label-schema.org; an
// empty text counts as absent (buildah writes an empty base.name).
const described = (...sources: readonly Texts[]): Expected => {
  const first = (key: string) => sources.map((texts) => texts?.[key]).find((text) => text)
  const of = (key: string, legacy = key) =>
    first(`org.opencontainers.image.${key}`) ?? (legacy === '' ? undefined : first(`org.label-schema.${legacy}`))
  return {
    description: of('description'),
    title: of('title', 'name'),
    version: of('version'),
    source: of('source', 'vcs-url'),
    revision: of('revision', 'vcs-ref'),
    url: of('url'),
    documentation: of('documentation', 'usage'),
    licenses: of('licenses', 'license'),
    vendor: of('vendor'),
    authors: of('authors', '') ?? first('maintainer'),
    baseName: of('base.name', ''),
    baseDigest: of('base.digest', ''),
  }
}

const common = (manifest: Manifest): Expected => ({
  mediaType: manifest.mediaType ?? OCI_MANIFEST,
  size: sizeOf([manifest]),
  configDigest: manifest.config?.digest,
  subject: manifest.subject?.digest,
  annotations: manifest.annotations,
  layers: (manifest.layers ?? []).map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
  problem: undefined,
})

/** Returns the expected answer for an image for one platform. */
export const expectedImage = async (reports: Reports, { reference, tag }: RemoteTag): Promise<Expected> => {
  const [digest, manifest, config] = [
    await reports.digest(reference),
    await reports.manifest(reference),
    await reports.config(reference),
  ]
  const labels = config.config?.Labels
  return {
    ...common(manifest),
    ...described(labels, manifest.annotations),
    digest,
    kind: 'image',
    artifactType: undefined,
    platforms: [platformName(config)],
    created: wholeSeconds(config.created),
    hidden: tag.startsWith('sha256-'),
    labels: labels ?? undefined,
  }
}

const attests = ({ annotations }: Descriptor): string | undefined => annotations?.['vnd.docker.reference.digest']

/** Returns the expected answer for an image index, which is described by its image for the platform `main`. */
export const expectedIndex = async (reports: Reports, at: RemoteTag, main: string): Promise<Expected> => {
  const index = await reports.manifest(at.reference)
  const entries = await Promise.all(
    (index.manifests ?? []).map(async (entry) => {
      const manifest = await reports.manifest(`${at.remote}@${entry.digest}`)
      return { entry, manifest, name: platformName(entry.platform ?? {}), of: attests(entry) }
    }),
  )
  const images = entries.filter(({ of }) => of === undefined)
  const shown = images.find(({ name }) => name === main)
  if (shown === undefined) throw new Error(`${at.reference} has no image for ${main}`)
  const { configDigest, layers, subject, size, ...image } = await expectedImage(reports, {
    ...at,
    reference: `${at.remote}@${shown.entry.digest}`,
  })
  return {
    ...image,
    digest: await reports.digest(at.reference),
    kind: 'index',
    mediaType: index.mediaType ?? OCI_INDEX,
    annotations: index.annotations,
    platforms: images.map(({ name }) => name),
    size: sizeOf(images.map(({ manifest }) => manifest)),
    children: entries.map(({ entry: { digest, mediaType }, manifest, name, of }) =>
      of === undefined
        ? { digest, mediaType, platform: name, size: sizeOf([manifest]) }
        : { digest, mediaType, attests: of },
    ),
    hasAttestation: images.length < entries.length,
  }
}

/** Returns the expected answer for an artifact that is not an image: a chart, a report. */
export const expectedArtifact = async (reports: Reports, { reference, tag }: RemoteTag): Promise<Expected> => {
  const manifest = await reports.manifest(reference)
  return {
    ...common(manifest),
    ...described(manifest.annotations),
    digest: await reports.digest(reference),
    kind: 'artifact',
    artifactType: manifest.artifactType,
    platforms: [],
    hidden: tag.startsWith('sha256-'),
    labels: undefined,
  }
}

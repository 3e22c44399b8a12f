// Writes the sample registry, about 200 repositories, into a bucket in the form in which a registry writes them.

import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { DISTRIBUTION } from '../../lambda/names.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { SAMPLE, type SampleRepository } from './catalog.ts'
import { type Image, type ImageSpec, image, imageIndex, layer, signature } from './image.ts'

/** One object of a registry bucket. */
export interface SampleObject {
  readonly key: string
  readonly body: Buffer
}

const DAY_MS = 86_400_000
const NEWEST_MS = Date.parse('2026-11-20T09:00:00Z')
const BASE_LAYERS = ['debian 12', 'alpine 3.22', 'ubuntu 24.04', 'distroless'].map((name) =>
  layer({ 'etc/os-release': `PRETTY_NAME="${name} (sample)"\n` }),
)

/** Hashes a text to a number from 0 up to 2^32. */
const hashOf = (text: string): number =>
  [...text].reduce((hash, character) => (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0, 7)

const labelsOf = (repository: SampleRepository, version: string): Record<string, string> => ({
  'org.opencontainers.image.title': repository.name.split('/').at(-1) ?? repository.name,
  ...(repository.description === '' ? {} : { 'org.opencontainers.image.description': repository.description }),
  'org.opencontainers.image.version': version,
  'org.opencontainers.image.source': `https://git.example.com/${repository.name}`,
})

const specOf = (repository: SampleRepository, version: string, age: number): ImageSpec => {
  const seed = hashOf(repository.name)
  const base = BASE_LAYERS[seed % BASE_LAYERS.length] ?? layer({})
  const texts = labelsOf(repository, version)
  const days = (seed % 60) + age * (9 + (seed % 40))
  const inAnnotations = !repository.docker && (repository.inManifest || repository.multi)
  return {
    format: repository.docker ? 'docker' : 'oci',
    layers: [base, layer({ 'app/README': `${repository.name}\n${repository.description}\n` })],
    created: new Date(NEWEST_MS - days * DAY_MS - (seed % 86_400) * 1000).toISOString(),
    labels: repository.inManifest ? {} : texts,
    annotations: inAnnotations ? texts : {},
  }
}

const imageOf = (repository: SampleRepository, version: string, age: number): Image => {
  const spec = specOf(repository, version, age)
  return repository.multi ? imageIndex(spec, ['amd64', 'arm64']) : image(spec)
}

/** Returns the tags of a repository, each with what it points to. */
const tagsOf = (repository: SampleRepository): ReadonlyArray<readonly [tag: string, image: Image]> =>
  repository.versions.flatMap((version, age) => {
    const made = imageOf(repository, version, age)
    const digest = made.manifest.digest
    return [
      [version, made] as const,
      ...(age === 0 ? [['latest', made] as const] : []),
      ...(repository.signed && age === 0
        ? [[`${digest.replace(':', '-')}.sig`, signature(digest, repository.name)] as const]
        : []),
    ]
  })

const linkPath = (digest: string): string => `${digest.replace(':', '/')}/link`

const objectsOfTag = (layout: BlobLayout, repository: string, tag: string, { manifest, children, blobs }: Image) => {
  const home = `${layout.prefix}${repository}`
  const tagKey = layout.tagKey({ repository, tag })
  const link = (key: string, digest: string): SampleObject => ({ key, body: Buffer.from(digest) })
  const before = [
    ...[...blobs, ...children, manifest].map(({ digest, body }) => ({ key: layout.blobKey(digest), body })),
    ...blobs.map(({ digest }) => link(`${home}/_layers/${linkPath(digest)}`, digest)),
    ...[...children, manifest].map(({ digest }) => link(`${home}/_manifests/revisions/${linkPath(digest)}`, digest)),
    link(`${tagKey.slice(0, -DISTRIBUTION.tagSuffix.length)}/index/${linkPath(manifest.digest)}`, manifest.digest),
  ]
  return { before, last: link(tagKey, manifest.digest) }
}

/** A tag of a repository, with the image it points to. */
export interface SampleTag {
  readonly repository: string
  readonly tag: string
  readonly image: Image
}

/** Returns all tags of these repositories: each version, `latest`, and the signatures. */
export const sampleTags = (repositories: readonly SampleRepository[] = SAMPLE): readonly SampleTag[] =>
  repositories.flatMap((repository) =>
    tagsOf(repository).map(([tag, made]) => ({ repository: repository.name, tag, image: made })),
  )

/**
 * Returns the objects of the sample registry, each key once. As in a push, `first` has what the tags need and must be
 * written first; `links` has the objects whose existence makes the tags exist.
 */
export const sampleObjects = (
  rootDirectory = '',
  tags: readonly SampleTag[] = sampleTags(),
): { readonly first: readonly SampleObject[]; readonly links: readonly SampleObject[] } => {
  const layout = distribution(rootDirectory)
  const made = tags.map((each) => objectsOfTag(layout, each.repository, each.tag, each.image))
  const first = new Map(made.flatMap(({ before }) => before.map((object) => [object.key, object] as const)))
  return { first: [...first.values()], links: made.map(({ last }) => last) }
}

const putAll = async (s3: S3Client, bucket: string, objects: readonly SampleObject[]): Promise<void> => {
  const rest = objects.values()
  const worker = async () => {
    for (const { key, body } of rest) await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

/** True if a bucket has no objects. */
export const isEmptyBucket = async (s3: S3Client, bucket: string): Promise<boolean> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }))).KeyCount ?? 0) === 0

/**
 * Writes the sample registry into a bucket. Writing it again changes nothing.
 * @returns how many repositories, tags and objects it has
 */
export const writeSample = async (options: {
  readonly s3: S3Client
  readonly bucket: string
  readonly rootDirectory?: string
}): Promise<{ readonly repositories: number; readonly tags: number; readonly objects: number }> => {
  const { s3, bucket, rootDirectory = '' } = options
  const tags = sampleTags()
  const { first, links } = sampleObjects(rootDirectory, tags)
  await putAll(s3, bucket, first)
  await putAll(s3, bucket, links)
  return { repositories: SAMPLE.length, tags: tags.length, objects: first.length + links.length }
}

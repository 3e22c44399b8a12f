// The sample registry: about 200 repositories, written into a bucket as a registry would write them.

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

const DAY = 86_400_000
const NEWEST = Date.parse('2026-11-20T09:00:00Z')
const BASES = ['debian 12', 'alpine 3.22', 'ubuntu 24.04', 'distroless'].map((name) =>
  layer({ 'etc/os-release': `PRETTY_NAME="${name} (sample)"\n` }),
)

/** A number that looks random and is the same every time. */
const scatter = (text: string): number =>
  [...text].reduce((hash, character) => (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0, 7)

const facts = (repository: SampleRepository, version: string): Record<string, string> => ({
  'org.opencontainers.image.title': repository.name.split('/').at(-1) ?? repository.name,
  ...(repository.description === '' ? {} : { 'org.opencontainers.image.description': repository.description }),
  'org.opencontainers.image.version': version,
  'org.opencontainers.image.source': `https://git.example.com/${repository.name}`,
})

const specOf = (repository: SampleRepository, version: string, age: number): ImageSpec => {
  const seed = scatter(repository.name)
  const base = BASES[seed % BASES.length] ?? layer({})
  const said = facts(repository, version)
  const days = (seed % 60) + age * (9 + (seed % 40))
  const inAnnotations = !repository.docker && (repository.inManifest || repository.multi)
  return {
    format: repository.docker ? 'docker' : 'oci',
    layers: [base, layer({ 'app/README': `${repository.name}\n${repository.description}\n` })],
    created: new Date(NEWEST - days * DAY - (seed % 86_400) * 1000).toISOString(),
    labels: repository.inManifest ? {} : said,
    annotations: inAnnotations ? said : {},
  }
}

const imageOf = (repository: SampleRepository, version: string, age: number): Image => {
  const spec = specOf(repository, version, age)
  return repository.multi ? imageIndex(spec, ['amd64', 'arm64']) : image(spec)
}

/** Tags of a repository with what they point to. */
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

/** What one tag of one repository takes in a bucket; the tag's own link is the last. */
export interface SampleTag {
  readonly repository: string
  readonly tag: string
  readonly image: Image
}

export const sampleTags = (repositories: readonly SampleRepository[] = SAMPLE): readonly SampleTag[] =>
  repositories.flatMap((repository) =>
    tagsOf(repository).map(([tag, made]) => ({ repository: repository.name, tag, image: made })),
  )

/**
 * The objects of a sample registry, each key once, in two steps: what tags need, and then the links that make the tags
 * exist, as in a push.
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

/** Whether a bucket holds nothing. */
export const isEmptyBucket = async (s3: S3Client, bucket: string): Promise<boolean> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }))).KeyCount ?? 0) === 0

/** Writes the sample registry into a bucket. Writing it again changes nothing. */
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

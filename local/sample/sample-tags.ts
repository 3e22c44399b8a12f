// The tags of the sample's repositories, and what they point to.

import { createHash } from 'node:crypto'
import { parseTable, SAMPLE, type SampleRepository } from './catalog.ts'
import type { Blob, Image } from './image.ts'
import { cosignSignature, referrers, referrersTag } from './referrers.ts'
import { ageOf, imageMaker, MAX_AGE } from './sample-images.ts'

/** What a tag points to, or pointed to. */
export interface Pointed {
  readonly image: Image
  /** Days from the push to the first start. */
  readonly age: number
}

/** A tag of a repository. */
export interface SampleTag extends Pointed {
  readonly repository: string
  readonly tag: string
  /** What it pointed to before. */
  readonly before: readonly Pointed[]
}

// Leaves out the manifest of the last platform, or the config, as a garbage collection that went wrong does.
const withoutLast = (image: Image): Image =>
  image.children.length > 0
    ? { ...image, children: image.children.slice(0, -1) }
    : { ...image, blobs: image.blobs.slice(1) }

const tagsOf = (repository: SampleRepository, imageOf: ReturnType<typeof imageMaker>): SampleTag[] => {
  const { name, versions, signed, sbom, dangling } = repository
  const all = versions.map((version, place) => {
    const made = imageOf(repository, place)
    return { version, image: dangling && place === 0 ? withoutLast(made) : made, age: ageOf(repository, place) }
  })
  const tag = (tagName: string, { image: made, age }: Pointed, before: readonly Pointed[] = []): SampleTag => ({
    ...{ repository: name, tag: tagName, image: made, age, before },
  })
  const [newest, ...older] = all
  if (newest === undefined) throw new Error(`${name} has no version`)
  const subject: Blob = newest.image.manifest
  const of = (made: Image): Pointed => ({ image: made, age: newest.age })
  const [signatureTag, signature] = cosignSignature(subject, name)
  return [
    ...all.map((one) => tag(one.version, one)),
    tag('latest', newest, older),
    ...(signed ? [tag(signatureTag, of(signature))] : []),
    ...(sbom ? [tag(referrersTag(subject), of(referrers(subject, name)))] : []),
  ]
}

/** Returns all tags of these repositories: each version, `latest`, signatures and lists of referrers. */
export const sampleTags = (repositories: readonly SampleRepository[] = SAMPLE): readonly SampleTag[] => {
  const imageOf = imageMaker(repositories)
  return repositories.flatMap((repository) => tagsOf(repository, imageOf))
}

/** How many tags `--many-tags` adds, all of one repository. */
export const MANY_TAGS = 5000
export const MANY_TAGS_REPOSITORY = 'platform/ci/nightly'

/** Returns the tags of a repository with very many, of builds every few hours for two years. */
export const manyTags = (): readonly SampleTag[] => {
  const versions = '0.9.0 0.8.0 0.7.0 0.6.0 0.5.0 0.4.0 0.3.0 0.2.0 0.1.0'
  const builds = parseTable(
    `${MANY_TAGS_REPOSITORY} | Every build of the main branch | ${versions} | 41MB | 2h | | scratch`,
  )
  const made = sampleTags(builds).filter(({ tag }) => versions.includes(tag))
  return Array.from({ length: MANY_TAGS }, (_, at) => ({
    repository: MANY_TAGS_REPOSITORY,
    tag: `main-${MANY_TAGS - at}-${createHash('sha1').update(`${at}`).digest('hex').slice(0, 8)}`,
    image: (made[at % made.length] as SampleTag).image,
    age: 0.1 + (at * MAX_AGE) / MANY_TAGS,
    before: [],
  }))
}

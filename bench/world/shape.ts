// Names and tags of the made-up registry. Names follow from the number of repositories, and tags from the name of their
// repository, so that only the names have to be stored.

import { chance, oneOf, seedOf } from './chance.ts'

const PARTS =
  'api web auth billing cart catalog chat cluster config cron data deploy edge email event export feed file gateway graph grid health image import index ingest invoice job kafka key ledger log mail map media metric mobile model monitor node order page partner pay pdf price profile proxy queue quota rank redis report risk router rule scan schema search secret seed session ship sign sms stats stock store stream sync task team tenant test token trace train user vault video wallet worker'.split(
    ' ',
  )
const ENDS = 'service server worker agent client operator controller exporter job proxy ui cli base runner cache'.split(
  ' ',
)

/** Most tags that a repository has. */
const MAX_TAGS = 50
/**
 * Exponent of the distribution of tags: the larger it is, the more repositories have only one or two tags. This value
 * gives 8 tags on average, at most 2 to half of the repositories, and 28 or more to a tenth.
 */
const SKEW_EXPONENT = 5.5
const SHARE_OF_IMAGE_INDEXES = 0.1
const SHARE_OF_SIGNED = 0.12
const REPOSITORIES_PER_NAMESPACE = 25

/** A tag of the made-up registry. */
export interface ShapedTag {
  /** Name of the tag; empty for a signature, whose name follows from the digest that it signs. */
  readonly tag: string
  /** `index` is an image index. */
  readonly kind: 'image' | 'index' | 'signature'
  /** Number of the build that is tagged, 0 for the newest: `latest` and the newest version have the same build. */
  readonly build: number
}

/** Returns the names of `count` repositories in the order in which S3 lists their keys. */
export const repositoryNames = (count: number): string[] => {
  const random = chance(count)
  const namespaces = Array.from({ length: Math.ceil(count / REPOSITORIES_PER_NAMESPACE) }, (_, at) =>
    at < PARTS.length ? (PARTS[at] as string) : `${oneOf(PARTS, random)}-${at}`,
  )
  const names = new Set<string>()
  while (names.size < count) {
    // The square makes a few namespaces large and most of them small.
    const namespace = namespaces[Math.floor(random() ** 2 * namespaces.length)] as string
    const depth = random()
    const last = `${oneOf(PARTS, random)}${oneOf(['-', '-', '-', '_', '.'], random)}${oneOf(ENDS, random)}`
    const name =
      depth < 0.04 ? last : depth < 0.88 ? `${namespace}/${last}` : `${namespace}/${last}/${oneOf(PARTS, random)}`
    names.add(names.has(name) ? `${name}${names.size}` : name)
  }
  const path = (name: string) => `${name}/_`
  return [...names].sort((a, b) => (path(a) < path(b) ? -1 : 1))
}

/** Returns the description and the tags of a repository. */
export const shapeOf = (name: string): { readonly description: string; readonly tags: readonly ShapedTag[] } => {
  const random = chance(seedOf(name))
  const count = 1 + Math.floor((MAX_TAGS - 0.01) * random() ** SKEW_EXPONENT)
  const kind = random() < SHARE_OF_IMAGE_INDEXES ? 'index' : 'image'
  const signatures = random() < SHARE_OF_SIGNED ? Math.floor(count / 3) : 0
  const versions = count - signatures - 1
  const minor = Math.floor(random() * 30)
  const tags: ShapedTag[] = [{ tag: 'latest', kind, build: 0 }]
  for (let build = 0; build < versions; build++)
    tags.push({
      tag: build % 4 === 3 ? `main-${seedOf(name + build).toString(16)}` : `1.${minor}.${50 - build}`,
      kind,
      build,
    })
  for (let build = 0; build < signatures; build++) tags.push({ tag: '', kind: 'signature', build })
  const words = Array.from({ length: 4 + Math.floor(random() * 10) }, () => oneOf(PARTS, random))
  return { description: `The ${oneOf(ENDS, random)} for ${words.join(' ')}`, tags }
}

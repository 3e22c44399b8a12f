// What the made-up registry holds: names and tags. Everything follows from the number of repositories, nothing is kept
// but the names.

import { chance, oneOf, seedOf } from './chance.ts'

const PARTS =
  'api web auth billing cart catalog chat cluster config cron data deploy edge email event export feed file gateway graph grid health image import index ingest invoice job kafka key ledger log mail map media metric mobile model monitor node order page partner pay pdf price profile proxy queue quota rank redis report risk router rule scan schema search secret seed session ship sign sms stats stock store stream sync task team tenant test token trace train user vault video wallet worker'.split(
    ' ',
  )
const ENDS = 'service server worker agent client operator controller exporter job proxy ui cli base runner cache'.split(
  ' ',
)

/** Tags of a repository. */
const TAGS_MOST = 50
/** The larger, the more repositories with one or two tags: a mean of 8, half of them with at most 2, a tenth with 28 or more. */
const SKEW = 5.5
const SHARE_OF_INDEXES = 0.1
const SHARE_OF_SIGNED = 0.12
const PER_NAMESPACE = 25

/** One tag. */
export interface ShapedTag {
  /** For a signature: of the tag that it signs; its own follows from that one's digest. */
  readonly tag: string
  readonly kind: 'image' | 'index' | 'signature'
  /** Which build: `latest` and the newest version are the same one. */
  readonly build: number
}

/** The names of so many repositories, in the order in which S3 lists their keys. */
export const repositoryNames = (count: number): string[] => {
  const random = chance(count)
  const namespaces = Array.from({ length: Math.ceil(count / PER_NAMESPACE) }, (_, at) =>
    at < PARTS.length ? (PARTS[at] as string) : `${oneOf(PARTS, random)}-${at}`,
  )
  const names = new Set<string>()
  while (names.size < count) {
    // Squared: a few namespaces are large, most are small.
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

/** The tags of a repository, and what describes it. */
export const shapeOf = (name: string): { readonly description: string; readonly tags: readonly ShapedTag[] } => {
  const random = chance(seedOf(name))
  const count = 1 + Math.floor((TAGS_MOST - 0.01) * random() ** SKEW)
  const kind = random() < SHARE_OF_INDEXES ? 'index' : 'image'
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

// Which labels an image has only because its base has them: `docker build` hands all of a base's labels on. An index of one
// bucket can't know bases in general. It can tell where labels name another image than the one they are on.

import type { Texts } from './json/json-fields.ts'

const OCI = 'org.opencontainers.image.'
/** Keys of the name of an image, for the two families that have the same keys behind a prefix. */
const FAMILIES = [
  { prefix: OCI, name: 'title', license: 'licenses', source: 'source' },
  { prefix: 'org.label-schema.', name: 'name', license: 'license', source: 'vcs-url' },
] as const
/** What describes an image in either family, beside its sources. */
const DESCRIBING = [
  ...['title', 'name', 'description', 'version', 'vendor', 'licenses', 'license', 'url', 'documentation', 'usage'],
  ...['authors', 'author', 'created', 'build-date', 'keywords'],
]
const SOURCES = ['source', 'revision', 'vcs-url', 'vcs-ref']
/** Labels of Red Hat's images, which have no prefix. */
const RED_HAT = [
  ...['name', 'summary', 'description', 'io.k8s.display-name', 'io.k8s.description', 'version', 'release', 'vendor'],
  ...['vcs-ref', 'vcs-url', 'url', 'maintainer', 'license', 'build-date', 'io.openshift.tags'],
]
const COMPONENT = 'com.redhat.component'
/** Says of Ubuntu's images that they are Ubuntu's. */
const REF_NAME = 'org.opencontainers.image.ref.name'

/** Distributions, and the other words in the names of their images: `ubi9/ubi-minimal`, `Photon OS x86_64/4.0 Base Image`. */
const DISTRIBUTIONS: ReadonlySet<string> = new Set(
  'centos fedora rhel ubi photon rocky rockylinux alma almalinux oracle oraclelinux amazon amazonlinux opensuse suse sle sles bci debian ubuntu alpine wolfi'.split(
    ' ',
  ),
)
const OTHER_WORDS: ReadonlySet<string> = new Set(
  'base image container linux os minimal micro init slim stream leap tumbleweed standard x aarch server enterprise lts sp'.split(
    ' ',
  ),
)
/** Characters of a name that are looked at. */
const MAX_NAME = 512
const UBUNTU_VERSION = /^\d\d\.\d\d$/

/**
 * Returns the texts of an image's labels and annotations, in their order, without the labels that are its base's as far as
 * they tell: of a distribution, of the base that the image names, or of Red Hat's build of another image.
 * @param repository its name: labels that name it are its own
 */
export const ownTexts = (
  repository: string,
  labels: Texts | undefined,
  ...annotations: (Texts | undefined)[]
): (Texts | undefined)[] => {
  if (labels === undefined) return [labels, ...annotations]
  const baseName = [labels, ...annotations].map((texts) => texts?.get(`${OCI}base.name`)).find(Boolean)
  const base = baseName === undefined ? undefined : plain(lastPart(baseName))
  const isOther = (name: string | undefined): name is string => name !== undefined && !isNamed(repository, name)
  const inherited = new Set([
    ...FAMILIES.flatMap((family) => inheritedOf(labels, family, base, isOther)),
    ...(isOther(labels.get(REF_NAME)) ? versionOf(labels) : []),
    ...(isRedHatsOther(labels, base, isOther) ? RED_HAT : []),
  ])
  return [inherited.size === 0 ? labels : new Map([...labels].filter(([key]) => !inherited.has(key))), ...annotations]
}

type IsOther = (name: string | undefined) => name is string

const inheritedOf = (
  labels: Texts,
  { prefix, name, license, source: sourceKey }: (typeof FAMILIES)[number],
  base: string | undefined,
  isOther: IsOther,
): string[] => {
  const title = labels.get(prefix + name)
  if (!isOther(title)) return []
  const withPrefix = (key: string): string => prefix + key
  if (base !== undefined && plain(lastPart(title)) === base) {
    // A project may be called as its base. Then its source is another one.
    const source = labels.get(prefix + sourceKey)
    return source === undefined || plain(lastPart(source)) === base ? [...DESCRIBING, ...SOURCES].map(withPrefix) : []
  }
  if (!isDistribution(title)) return []
  // A distribution has few labels, and images on it set some anew: what speaks of the distribution is its own.
  const [word = ''] = wordsOf(title)
  const others = [...DESCRIBING, ...SOURCES].filter((key) =>
    labels
      .get(prefix + key)
      ?.toLowerCase()
      .includes(word),
  )
  return [name, 'vendor', license, 'created', 'build-date', ...others].map(withPrefix)
}

// All that Ubuntu says of itself is `ref.name` and its version.
const versionOf = (labels: Texts): string[] => {
  const isUbuntus = isDistribution(labels.get(REF_NAME) ?? '')
  return isUbuntus && UBUNTU_VERSION.test(labels.get(`${OCI}version`) ?? '') ? [`${OCI}version`] : []
}

// Red Hat's builds set a component, which nobody else sets, and a name that goes with it. Who builds on them and sets a name
// and a vendor of his own has described his image himself.
const isRedHatsOther = (labels: Texts, base: string | undefined, isOther: IsOther): boolean => {
  const name = labels.get('name')
  const component = labels.get(COMPONENT)?.replace(/-(?:container|docker|image)$/i, '')
  if (name !== undefined && !isOther(name)) return false
  if (name !== undefined && (isDistribution(name) || plain(lastPart(name)) === base)) return true
  if (!isOther(component)) return false
  const isRedHats = labels.get('vendor')?.toLowerCase().startsWith('red hat') === true
  return name === undefined || isRedHats || plain(lastPart(name)) === plain(component)
}

// A label may have megabytes.
const beginning = (text: string): string => text.slice(0, MAX_NAME)

/** The last part of a name or address, without a tag, a digest, `.git` or a slash at its end. */
const lastPart = (name: string): string =>
  beginning(name)
    .replace(/@[^@]*$/, '')
    .replace(/(?:\.git)?\/*$/, '')
    .replace(/^.*\//s, '')
    .replace(/:[^:]*$/, '')

const plain = (name: string): string =>
  beginning(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

// True if a repository, or a namespace above it, has this name: an image may be renamed when it is copied, but rarely all.
const isNamed = (repository: string, name: string): boolean => {
  const parts = repository.split('/').map(plain)
  const [all, last] = [plain(name), plain(lastPart(name))]
  if (all === '' || plain(repository).endsWith(all) || parts.includes(all) || parts.includes(last)) return true
  const [word] = wordsOf(name)
  return isDistribution(name) && repository.split('/').some((part) => isDistribution(part) && wordsOf(part)[0] === word)
}

const wordsOf = (name: string): string[] =>
  beginning(name)
    .toLowerCase()
    .match(/[a-z]+|\d+/g) ?? []

const isDistribution = (name: string): boolean => {
  const words = wordsOf(name)
  return (
    DISTRIBUTIONS.has(words[0] ?? '') &&
    words.every((word) => DISTRIBUTIONS.has(word) || OTHER_WORDS.has(word) || /^\d+$/.test(word))
  )
}

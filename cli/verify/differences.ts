/** Ways in which the index differs from what it should be, and who says what that is. */
const DIFFERENCES = {
  /** The version table says that the index is of something else. */
  version: 'the deployment',
  /** A tag of the bucket that the index does not have; one that it has and the bucket has not. */
  'tag-missing': 'the bucket',
  'tag-gone': 'the bucket',
  /** Another ETag or time of the link; another digest in it. */
  'tag-stale': 'the bucket',
  'tag-digest': 'the bucket',
  /** The two rows of a tag are not of one commit, or one is missing. */
  'tag-torn': 'its brief',
  /** What a tag is ordered by does not follow from it. */
  'tag-keys': 'the tag',
  /** A repository's row does not follow from its tags. */
  repository: 'its tags',
  /** Listed without tags, or not listed with some. */
  catalog: 'its tags',
  /** An entry that rows record does not stand in the search table, or one stands that none records. */
  'entry-missing': 'its rows',
  'entry-extra': 'its rows',
  /** A row that this version can't read. */
  unreadable: 'this version',
  /** Against the registry's own API: repositories and tags that only one of the two has. */
  'registry-tag-missing': 'the registry',
  'registry-tag-extra': 'the registry',
} as const

type DifferenceKind = keyof typeof DIFFERENCES

/** One difference. */
export interface Difference {
  readonly kind: DifferenceKind
  /** Empty where it is of none. */
  readonly repository: string
  readonly tag?: string
  /** What should be, by who says so; absent: nothing. */
  readonly expected?: string
  /** What the index says; absent: nothing. */
  readonly found?: string
}

/**
 * A difference as a line.
 * @example differenceText({ kind: 'tag-gone', repository: 'a', tag: 'v1', found: 'ETag x' }) // 'tag-gone a:v1: ETag x in the index, nothing by the bucket'
 */
export const differenceText = ({ kind, repository, tag, expected, found }: Difference): string => {
  const where = tag === undefined ? repository : `${repository}:${tag}`
  const says = `${found ?? 'nothing'} in the index, ${expected ?? 'nothing'} by ${DIFFERENCES[kind]}`
  return `${kind}${where === '' ? '' : ` ${where}`}: ${printable(says)}`
}

// Entries have NUL between their parts, and what is stored may hold anything.
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, (character) => (character === '\0' ? '|' : '?'))

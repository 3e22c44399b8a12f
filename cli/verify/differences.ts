/** All kinds of differences. Each has the source of the expected value, as differences are printed. */
const EXPECTED_BY = {
  /** The version table says that the index was made from another bucket, or with other layouts or roots. */
  version: 'the deployment',
  /** The bucket has a tag that the index does not have. */
  'tag-missing': 'the bucket',
  /** The index has a tag that the bucket does not have. */
  'tag-gone': 'the bucket',
  /** ETag or time of the tag's link differ. */
  'tag-stale': 'the bucket',
  /** The digest in the tag's link differs. */
  'tag-digest': 'the bucket',
  /** A tag's detail is missing, or its `rev` is not the `detailRev` of the tag's brief. */
  'tag-torn': 'its brief',
  /** The sort keys or the visibility in a brief are not those that follow from the tag. */
  'tag-keys': 'the tag',
  /** Facts of a tag are not those of this version, contradict each other, or (--deep) are not those in the bucket. */
  'tag-facts': 'the bucket',
  /** A repository's row is not the one that follows from its tags. */
  repository: 'its tags',
  /** The catalog lists a repository without tags, or does not list one with tags. */
  catalog: 'its tags',
  /** The search table lacks an entry that the rows record. */
  'entry-missing': 'its rows',
  /** The search table has an entry that no row records. */
  'entry-extra': 'its rows',
  /** Search has another document of a repository than its row, or has one without a row; or the newest build is unusable. */
  search: 'its row',
  /** This version can't parse a row, or does not know a field of it. */
  unreadable: 'this version',
  /** The registry's own API lists a tag that the index does not have. */
  'registry-tag-missing': 'the registry',
  /** The index has a tag that the registry's own API does not list. */
  'registry-tag-extra': 'the registry',
} as const

type DifferenceKind = keyof typeof EXPECTED_BY

/** One difference between the index and what it should be. */
export interface Difference {
  readonly kind: DifferenceKind
  /** Id of the repository. Empty if the difference belongs to none. */
  readonly repository: string
  readonly tag?: string
  /** What the index should have, as text. Absent if it should have nothing. */
  readonly expected?: string
  /** What the index has, as text. Absent if it has nothing. */
  readonly found?: string
}

/**
 * Formats a difference as a line, without control characters.
 * @example differenceText({ kind: 'tag-gone', repository: 'a', tag: 'v1', found: 'ETag x' })
 * // 'tag-gone a:v1: in the index: ETag x; according to the bucket: nothing'
 */
export const differenceText = ({ kind, repository, tag, expected, found }: Difference): string => {
  const where = tag === undefined ? repository : `${repository}:${tag}`
  const says = `in the index: ${found ?? 'nothing'}; according to ${EXPECTED_BY[kind]}: ${expected ?? 'nothing'}`
  return printable(`${kind}${where === '' ? '' : ` ${where}`}: ${says}`)
}

// Replaces control characters: entries have NUL between their parts, and stored text may contain any character.
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, (character) => (character === '\0' ? '|' : '?'))

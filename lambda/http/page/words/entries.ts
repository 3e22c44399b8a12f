// Which entries of an image index are images that people pull.

import type { TagAnswer } from '../../answers/repository-answers.ts'

/** What tells what an entry is. */
type Told = Pick<NonNullable<TagAnswer['children']>[number], 'mediaType' | 'attests' | 'evidence' | 'entries' | 'depth'>

const INDEX_TYPE = /[.]image[.]index[.]|[.]manifest[.]list[.]/

/** True for an entry that is an image index, of which the own entries are not listed. */
const isClosed = ({ mediaType = '', entries }: Told): boolean => entries === undefined && INDEX_TYPE.test(mediaType)

const isOther = ({ attests, evidence }: Told): boolean => attests !== undefined || evidence !== undefined

/**
 * Returns the images among the entries: without signatures and the like, and without image indexes whose own entries are
 * listed behind them. All but attestations where there are no images, as in a list of referrers.
 */
export const imagesOf = <Entry extends Told>(all: readonly Entry[]): Entry[] => {
  const images = all.filter(
    (entry, at) => !isOther(entry) && (entry.entries === undefined || (all[at + 1]?.depth ?? 0) <= (entry.depth ?? 0)),
  )
  return images.length > 0 ? images : all.filter(({ attests }) => attests === undefined)
}

/**
 * Returns the same of two image indexes that are compared. If one of them doesn't list what is in an image index in it, then
 * those are compared, not the images in them.
 */
export const comparableImages = <Entry extends Told>(
  a: readonly Entry[],
  b: readonly Entry[],
): readonly [a: Entry[], b: Entry[]] => {
  if (![...a, ...b].some(isClosed)) return [imagesOf(a), imagesOf(b)]
  const outer = (all: readonly Entry[]) => all.filter((entry) => entry.depth === undefined && !isOther(entry))
  return [outer(a), outer(b)]
}

// Notes where a range could be split, while its repositories come in their order: a run knows how many tags are where, so the
// next one can split the bucket evenly without listing any folder.

import type { Place } from '../model/runs/version-store.ts'

/** Most places that are noted of a range. A registry that was one range becomes as many as this. */
export const MAX_PLACES = 32

/** Returns notes of places, without any. */
export const placesSeen = () => {
  let places: Place[] = []
  let step = 1
  return {
    /**
     * Notes a repository, or a place that was noted before.
     * @param path the folder of the repository
     */
    add(path: string, weight: number): void {
      const last = places.at(-1)
      if (last === undefined || last.weight >= step) places.push({ path, weight })
      else places[places.length - 1] = { path: last.path, weight: last.weight + weight }
      if (places.length <= MAX_PLACES) return
      // Every second place stays, and stands for the one behind it too.
      places = places.flatMap((one, at) =>
        at % 2 === 1 ? [] : [{ path: one.path, weight: one.weight + (places[at + 1]?.weight ?? 0) }],
      )
      step *= 2
    },
    seen: (): readonly Place[] => places,
  }
}

/** Returns the places of two parts of a range that follow each other. */
export const joinedPlaces = (first: readonly Place[], second: readonly Place[]): readonly Place[] => {
  const both = placesSeen()
  for (const { path, weight } of [...first, ...second]) both.add(path, weight)
  return both.seen()
}

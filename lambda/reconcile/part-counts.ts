// Adds up what was done for the repositories of a range.

import { type Namespace, NOTHING, namespaceOf, sum, type Totals } from '../model/runs/run-totals.ts'
import type { Place } from '../model/runs/version-store.ts'
import type { Layout } from '../registry/layouts/layout.ts'
import { repositoryName } from '../registry/layouts/repository-id.ts'
import { namespaceCounts } from './namespace-counts.ts'
import { placesSeen } from './places.ts'

/** What a part of a range did. If it is not done, the next part goes on after `after`, or from the range's start. */
export interface Part {
  readonly done: boolean
  readonly totals: Totals
  readonly namespaces: Namespace[]
  readonly after: string | undefined
  /** Where what was done could be split. */
  readonly places: readonly Place[]
}

/** What was done for one repository; not done if the time was up first. It holds no tags, since many such may wait. */
export interface RepositoryResult {
  readonly name: string
  /** As it is listed; undefined if it is only in the catalog. */
  readonly listed: { readonly isPrivate: boolean; readonly tags: number } | undefined
  readonly isDone: boolean
  readonly totals: Totals
}

/**
 * Returns what adds up results in the order of their repositories, up to the first for which the time did not suffice. From
 * that one on the next part compares all again, so only the tags that were indexed count now.
 * @param after the last repository of an earlier part
 */
export const partCounts = (layout: Layout, after: string | undefined) => {
  const places = placesSeen()
  const namespaces = namespaceCounts()
  let totals = NOTHING
  let last = after
  let isBroken = false
  return {
    add({ name, listed, isDone, totals: found }: RepositoryResult): void {
      isBroken ||= !isDone
      totals = sum(totals, isBroken ? { ...NOTHING, changed: found.changed } : found)
      if (isBroken) return
      last = name
      if (listed !== undefined) places.add(folderOf(layout, name), 1 + listed.tags)
      // The status document shows namespaces to every caller, so those of private repositories are left out.
      if (listed !== undefined && !listed.isPrivate) namespaces.add(namespaceOf(repositoryName(name)), found)
    },
    totals: (): Totals => totals,
    part(isEnded: boolean): Part {
      const done = isEnded && !isBroken
      const after = done ? undefined : last
      return { done, totals, namespaces: namespaces.largest(), after, places: places.seen() }
    },
  }
}

const folderOf = (layout: Layout, name: string): string => {
  const path = layout.catalogPath(name).slice(layout.catalogStart('').length)
  return path.slice(0, path.lastIndexOf('/') + 1)
}

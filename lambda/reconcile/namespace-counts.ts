// Counts namespaces while their repositories come in the order of their paths, in which those of a namespace follow each
// other. So few have to be kept, however many there are.

import { largestNamespaces, type Namespace, type Totals } from '../model/runs/run-totals.ts'

/** Namespaces that are kept before the smaller ones are forgotten. */
const MAX_KEPT = 1000

/** Returns counts of namespaces, all empty. */
export const namespaceCounts = () => {
  let kept: Namespace[] = []
  let last: Namespace | undefined
  return {
    /** Counts a repository of a namespace. */
    add(name: string, { repositories, tags }: Pick<Totals, 'repositories' | 'tags'>): void {
      if (last?.name === name) last = { name, repositories: last.repositories + repositories, tags: last.tags + tags }
      else {
        if (last !== undefined) kept.push(last)
        last = { name, repositories, tags }
      }
      if (kept.length >= MAX_KEPT) kept = largestNamespaces(kept)
    },
    /** Returns the namespaces with the most tags. */
    largest: (): Namespace[] => largestNamespaces(kept, last === undefined ? [] : [last]),
  }
}

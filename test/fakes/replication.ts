// How copies of items follow a table: its eventually consistent replicas and its global indexes.

/** Makes something visible: `apply` once, at any time. */
export type Replicate = (apply: () => void) => void

/**
 * Returns what replicates the changes of items, each named. Whatever the order in which `replicate` lets them arrive, a
 * change that is older than what has arrived of the same item is dropped: as "eventually consistent" promises, a copy ends
 * with the latest state, and it never goes back to an older one. Changes of different items may overtake each other.
 */
export const inOrder = (replicate: Replicate) => {
  let changes = 0
  const arrived = new Map<string, number>()
  return (item: string, apply: () => void): void => {
    const change = ++changes
    replicate(() => {
      if (change < (arrived.get(item) ?? 0)) return
      arrived.set(item, change)
      apply()
    })
  }
}

// Which manifests nobody can pull, because something that they need is not in the registry.

import type { DigestTable } from './digest-table.ts'
import type { Content } from './manifests.ts'

/** How deep image indexes are looked into that are entries of another; deeper ones count as whole. */
const MAX_NESTING = 8

/**
 * Returns what says whether a manifest is broken: it is missing itself, or its config, or one of its layers; an image index
 * is, if all of its entries are. An image index that lacks some entries is of use, and may be meant so (a registry can be
 * told to take such ones). What can't be read counts as whole.
 */
export const brokenness = (contents: ReadonlyMap<number, Content>, digests: DigestTable): ((id: number) => boolean) => {
  const known = new Map<number, boolean>()
  const look = (id: number, depth: number): boolean => {
    const content = contents.get(id)
    if (content === undefined) return !digests.hasBlob(id)
    if (content.is !== 'manifest') return content.is === 'missing'
    const { kind, children, lostChildren, lacksBlob } = content
    if (lacksBlob) return true
    if (kind === 'cache' || children.length + lostChildren === 0) return false
    return depth < MAX_NESTING && children.every((child) => isBroken(child, depth + 1))
  }
  const isBroken = (id: number, depth: number): boolean => {
    const before = known.get(id)
    if (before !== undefined) return before
    const broken = look(id, depth)
    known.set(id, broken)
    return broken
  }
  return (id) => isBroken(id, 0)
}

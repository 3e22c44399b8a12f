// What two images have in common: layers, or platforms of image indexes.

import type { TagAnswer } from '../../answers/repository-answers.ts'
import { comparableImages } from './entries.ts'

/** A layer, or an image for one platform. */
interface Part {
  readonly digest: string
  readonly size?: number | undefined
  readonly platform?: string | undefined
}

export interface Difference {
  /** What is compared, in the singular. */
  readonly what: 'layer' | 'platform'
  readonly shared: readonly Part[]
  readonly gone: readonly Part[]
  readonly added: readonly Part[]
}

type Compared = Pick<TagAnswer, 'layers' | 'children'>

/**
 * Returns what is in both, only in the first, and only in the second. An image may have the same layer twice, which then
 * counts twice. Undefined if one has layers and the other platforms, or one has neither.
 */
export const difference = (a: Compared, b: Compared): Difference | undefined => {
  const what = a.layers !== undefined && b.layers !== undefined ? 'layer' : 'platform'
  const [left, right] = what === 'layer' ? [a.layers, b.layers] : platformsOf(a, b)
  if (left === undefined || right === undefined) return undefined
  const counts = new Map<string, number>()
  for (const { digest } of right) counts.set(digest, (counts.get(digest) ?? 0) + 1)
  const shared: Part[] = []
  const gone: Part[] = []
  for (const part of left) (take(counts, part.digest) ? shared : gone).push(part)
  return { what, shared, gone, added: right.filter(({ digest }) => take(counts, digest)) }
}

// What attests how a platform was built differs at every build.
const platformsOf = (a: Compared, b: Compared): readonly (Part[] | undefined)[] =>
  a.children === undefined || b.children === undefined ? [] : comparableImages(a.children, b.children)

const take = (counts: Map<string, number>, digest: string): boolean => {
  const left = counts.get(digest) ?? 0
  if (left > 0) counts.set(digest, left - 1)
  return left > 0
}

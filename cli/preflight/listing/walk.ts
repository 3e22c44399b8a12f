import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import type { ListedKey, Lister } from '../ports.ts'

/** What a walk over keys has seen. */
export interface Walked {
  readonly repositories: number
  readonly tags: number
  /** Keys of some tags: the first of the first repositories. */
  readonly samples: readonly ListedKey[]
  /** Repositories of these samples, by their ids. */
  readonly names: readonly string[]
  readonly lists: number
  /** True if no key is left behind the last page. */
  readonly isWhole: boolean
}

/** Most repositories of which a tag is kept. */
const MAX_SAMPLES = 10

/**
 * Counts the tags of a layout below a prefix, as a run lists them: passing over keys that say nothing about tags.
 * @param maxLists most pages to ask for
 */
export const walk = async (list: Lister, layout: Layout, prefix: string, maxLists: number): Promise<Walked> => {
  let [repositories, tags, lists, isWhole] = [0, 0, 0, false]
  let last: string | undefined
  let after: string | undefined
  const samples = new Map<string, ListedKey>()
  while (lists < maxLists && !isWhole) {
    const page = await list({ prefix, ...(after === undefined ? {} : { after }) })
    lists++
    for (const listed of page.keys) {
      const tag = layout.parseTagKey(listed.key, listed.size)
      if (tag === undefined) continue
      tags++
      // The keys of one repository follow each other.
      if (tag.repository === last) continue
      repositories++
      last = tag.repository
      if (samples.size < MAX_SAMPLES) samples.set(tag.repository, listed)
    }
    const end = page.keys.at(-1)?.key
    after = end === undefined ? undefined : layout.skip(end)
    isWhole = !page.more || after === undefined
  }
  return { repositories, tags, samples: [...samples.values()], names: [...samples.keys()], lists, isWhole }
}

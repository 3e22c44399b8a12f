// Notices a name that neither the bucket nor the index has: most likely it is mistyped, and a run over it would do nothing.

import type { Layout } from '../lambda/registry/layouts/layout.ts'
import { distance } from '../lambda/shared/edit-distance.ts'
import type { Deployment } from './deployment.ts'

/** Most names of the index that are compared: some hundred read units. */
const MAX_COMPARED = 20_000
const MAX_ERRORS = 2
const MAX_SUGGESTIONS = 5

type Place = Pick<Deployment, 'bucket' | 'layouts' | 'store'>

/** What a run is limited to: one repository, or all whose names begin so. */
type Wanted = { readonly repository: string } | { readonly prefix: string }

/**
 * Returns undefined if the bucket or the index has something of this name; else names of the index that are nearly so, which
 * may be none. Makes one LIST for each layout, and reads the catalog only if these find nothing.
 */
export const nearNothing = async (place: Place, wanted: Wanted): Promise<string[] | undefined> => {
  // The id of a repository may end with its layout.
  const name = 'repository' in wanted ? (wanted.repository.split('@')[0] ?? '') : wanted.prefix
  const isWhole = 'repository' in wanted
  for (const layout of place.layouts.all) {
    const { objects } = await place.bucket.list(isWhole ? tagsOf(layout, name) : layout.prefix + name, undefined)
    if (objects.length > 0) return undefined
  }
  const near = new Set<string>()
  let compared = 0
  for await (const id of catalogOf(place)) {
    const [known = ''] = id.split('@')
    if (isWhole ? known === name : known.startsWith(name)) return undefined
    if (isNear(name, isWhole ? known : known.slice(0, name.length)))
      near.add(isWhole ? id : beginOf(known, name.length))
    compared++
    if (compared >= MAX_COMPARED) break
  }
  return [...near].slice(0, MAX_SUGGESTIONS)
}

async function* catalogOf({ layouts, store }: Place): AsyncGenerator<string> {
  for (const layout of layouts.all) yield* store.catalog(layout.catalogStart(''), undefined)
}

// A name up to the slash about where the prefix ends.
const beginOf = (known: string, length: number): string =>
  known.slice(0, known.indexOf('/', Math.max(0, length - MAX_ERRORS - 1)) + 1) || known

// The same last component in another namespace is near, too.
const isNear = (name: string, known: string): boolean =>
  distance(name, known, Math.min(MAX_ERRORS, Math.floor(name.length / 3))) !== undefined ||
  known.endsWith(`/${name}`) ||
  name.endsWith(`/${known}`)

/** A tag that no repository's name has in it. */
const MARK = '~'

// What comes before the tag in the keys of the repository's tags.
const tagsOf = (layout: Layout, name: string): string => {
  const key = layout.tagKey({ repository: layout.idOf(name), tag: MARK })
  return key.slice(0, key.lastIndexOf(MARK))
}

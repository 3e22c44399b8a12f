// Detects registries in a bucket that the deployment does not index, and says which settings would index them.

import { LAYOUTS, withoutSlashes } from '../../names/layouts.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import type { Layout } from './layout.ts'
import { LAYOUT_KINDS, layoutsOf } from './layouts.ts'

/** Most pages of a listing in which a tag is looked for. */
const MAX_PAGES = 5

/**
 * Returns which settings would index the tag of this key. Undefined if it is not the key of a tag, or is indexed
 * already.
 */
export const hintForUnindexedKey = (key: string, indexed: readonly Layout[]): string | undefined => {
  for (const { id, root } of LAYOUTS) {
    const found = LAYOUT_KINDS[id].tagKeys.exec(key)?.[1]
    if (found === undefined) continue
    if (indexed.some((layout) => layout.id === id && key.startsWith(layout.prefix))) return undefined
    const ids = indexed.map((layout) => layout.id)
    const layout = ids.includes(id) ? [] : [`layout=${[...ids, id].sort().join(',')}`]
    const settings = [...layout, `${root.setting}=/${withoutSlashes(found)}`]
    return `the bucket holds tags of the layout ${id} that are not indexed, such as ${key}; to index them set ${settings.join(' and ')}`
  }
  return undefined
}

/**
 * Looks for registries that are not indexed: of layouts that are not, at their default roots and at the roots of the indexed
 * ones; of any layout at the other roots that its operators may have. Returns a hint for each registry found. Takes a few
 * LISTs for each place, and one where there is nothing.
 * @throws BucketError
 */
export const otherRegistries = async (bucket: RegistryBucket, indexed: readonly Layout[]): Promise<string[]> => {
  const places = LAYOUTS.flatMap(({ id, root }) => {
    const isIndexed = indexed.some((layout) => layout.id === id)
    const usual = isIndexed ? [] : [root.default, ...indexed.map((layout) => layout.root)]
    const roots = new Set([...usual, ...LAYOUT_KINDS[id].otherRoots])
    return [...roots].flatMap((at) => layoutsOf(id, () => at).all)
  }).filter(({ id, prefix }) => !indexed.some((layout) => layout.id === id && layout.prefix === prefix))
  const found = await Promise.all(places.map((place) => firstHint(bucket, place, indexed)))
  return found.filter((hint) => hint !== undefined)
}

// Reads several pages, since the first repository may have more layers than a page has keys.
const firstHint = async (bucket: RegistryBucket, place: Layout, indexed: readonly Layout[]) => {
  let from: string | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { objects, more } = await bucket.list(place.prefix, from)
    const hint = objects.map(({ key }) => hintForUnindexedKey(key, indexed)).find((one) => one !== undefined)
    const last = objects.at(-1)
    if (hint !== undefined || !more || last === undefined) return hint
    from = place.skip(last.key)
  }
  return undefined
}

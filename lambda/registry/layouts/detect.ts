// Whether a bucket holds another registry than the one that the deployment indexes.

import { DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../../names.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import type { Layout } from './layout.ts'
import { layoutsOf } from './layouts.ts'

/** Keys of tags in each layout, wherever its root is; the first group is the root. */
const TAG_KEYS: Record<LayoutId, RegExp> = {
  [DISTRIBUTION.id]: /^(.*?)docker\/registry\/v2\/repositories\/.+\/_manifests\/tags\//,
  [DOCKER_V1.id]: /^(.*?)repositories\/[^/]+\/[^/]+\/tag_[^/]+$/,
}

const SETTINGS: Record<LayoutId, string> = { [DISTRIBUTION.id]: 'rootdirectory', [DOCKER_V1.id]: 'storage_path' }

/** Pages of a listing in which a tag is looked for. */
const PAGES = 5

/** What to set so that the tag of this key is indexed; undefined where it is none, or is indexed. */
export const looksLike = (key: string, indexed: readonly Layout[]): string | undefined => {
  for (const { id } of LAYOUTS) {
    const root = TAG_KEYS[id].exec(key)?.[1]
    if (root === undefined) continue
    if (indexed.some((layout) => layout.id === id && key.startsWith(layout.prefix))) return undefined
    const layout = indexed.some((one) => one.id === id) ? undefined : `layout=${indexed.length === 0 ? id : 'both'}`
    const settings = [layout, `${SETTINGS[id]}=/${root.replace(/\/$/, '')}`].filter((one) => one !== undefined)
    return `the bucket holds tags of the layout ${id} that are not indexed, such as ${key}; to index them set ${settings.join(' and ')}`
  }
  return undefined
}

/**
 * Looks for registries of layouts that are not indexed, where they are by default and where the indexed ones are: a few
 * LISTs for each place, one where there is nothing.
 * @throws BucketError
 */
export const otherRegistries = async (bucket: RegistryBucket, indexed: readonly Layout[]): Promise<string[]> => {
  const others = LAYOUTS.filter(({ id }) => !indexed.some((layout) => layout.id === id))
  const places = others.flatMap(({ id, defaultRoot }) =>
    [...new Set([defaultRoot, ...indexed.map(({ root }) => root)])].flatMap(
      (root) => layoutsOf(id, { rootDirectory: root, storagePath: root }).all,
    ),
  )
  const found = await Promise.all(places.map((place) => firstHint(bucket, place, indexed)))
  return found.filter((hint) => hint !== undefined)
}

// The first repository may have more layers than a page has keys.
const firstHint = async (bucket: RegistryBucket, place: Layout, indexed: readonly Layout[]) => {
  let from: string | undefined
  for (let pages = 0; pages < PAGES; pages++) {
    const { objects, more } = await bucket.list(place.prefix, from)
    const hint = objects.map(({ key }) => looksLike(key, indexed)).find((one) => one !== undefined)
    const last = objects.at(-1)
    if (hint !== undefined || !more || last === undefined) return hint
    from = place.skip(last.key)
  }
  return undefined
}

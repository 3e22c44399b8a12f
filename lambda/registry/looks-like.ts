// Whether a bucket holds another registry than the one that the deployment indexes.

import { DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../names.ts'
import type { RegistryBucket } from './bucket.ts'
import type { Layout } from './layout.ts'

/** Keys of tags in each layout, wherever its root is; the first group is the root. */
const TAG_KEYS: Record<LayoutId, RegExp> = {
  [DISTRIBUTION.id]: /^(.*?)docker\/registry\/v2\/repositories\/.+\/_manifests\/tags\//,
  [DOCKER_V1.id]: /^(.*?)repositories\/[^/]+\/[^/]+\/tag_[^/]+$/,
}

const SETTINGS: Record<LayoutId, string> = { [DISTRIBUTION.id]: 'rootdirectory', [DOCKER_V1.id]: 'storage_path' }

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
 * Looks for registries of layouts that are not indexed, where they are by default and where the indexed ones are: one
 * LIST for each place.
 * @throws BucketError
 */
export const otherRegistries = async (bucket: RegistryBucket, indexed: readonly Layout[]): Promise<string[]> => {
  const others = LAYOUTS.filter(({ id }) => !indexed.some((layout) => layout.id === id))
  const places = others.flatMap(({ repositories, defaultRoot }) =>
    [...new Set([defaultRoot, ...indexed.map(({ root }) => root)])].map(
      (root) => (root === '' ? '' : `${root}/`) + repositories,
    ),
  )
  const found = places.map(async (place) => {
    const { objects } = await bucket.list(place, undefined)
    return objects.map(({ key }) => looksLike(key, indexed)).find((hint) => hint !== undefined)
  })
  return (await Promise.all(found)).filter((hint) => hint !== undefined)
}

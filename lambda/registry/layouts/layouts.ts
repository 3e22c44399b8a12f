import { DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../../names/layouts.ts'
import { DISTRIBUTION_TAG_KEYS, distribution } from './distribution.ts'
import { DOCKER_V1_TAG_KEYS, dockerV1 } from './docker-v1.ts'
import type { Layout, TagName } from './layout.ts'
import { layoutOfId } from './repository-id.ts'

/** The layouts that a deployment indexes in its bucket. */
export interface Layouts {
  readonly all: readonly Layout[]
  /**
   * Returns the layout of the repository with this id.
   * @throws Error if the deployment does not index this layout
   */
  of(repository: string): Layout
  /** Returns the tag that has this key, or the repository that has this private key; undefined for every other key. */
  parse(key: string): TagName | { readonly repository: string; readonly tag?: undefined } | undefined
  /** True if the key is a byproduct in any of the layouts. */
  isByproduct(key: string): boolean
}

/** One kind of layout, for registries at any root. */
interface LayoutKind {
  /** Returns the layout of a registry with this root. */
  readonly make: (root: string) => Layout
  /** Matches the keys of tags below any root. The first group is the root: empty, or with a slash at its end. */
  readonly tagKeys: RegExp
  /** Roots beside the default where an operator who set nothing may have it. */
  readonly otherRoots: readonly string[]
}

export const LAYOUT_KINDS: Record<LayoutId, LayoutKind> = {
  [DISTRIBUTION.id]: { make: distribution, tagKeys: DISTRIBUTION_TAG_KEYS, otherRoots: [] },
  // docker-registry's sample configuration has them for `SETTINGS_FLAVOR=prod`, and for an empty STORAGE_PATH.
  [DOCKER_V1.id]: { make: dockerV1, tagKeys: DOCKER_V1_TAG_KEYS, otherRoots: ['prod', 'test'] },
}

/**
 * True if a layout marks repositories as private, which unauthenticated callers must not learn of. Also true of an id
 * that this code doesn't know, such as that of a layout which a newer version indexed.
 */
export const hasPrivateRepositories = (id: string): boolean => {
  const known = LAYOUTS.find((one) => one.id === id)
  if (known === undefined) return true
  const layout = LAYOUT_KINDS[known.id].make('')
  return layout.privateKey(layout.idOf('any')) !== undefined
}

/** Combines layouts into one. */
export const layouts = (all: readonly Layout[]): Layouts => ({
  all,
  of(repository) {
    const id = layoutOfId(repository)
    const layout = all.find((one) => one.id === id)
    if (layout !== undefined) return layout
    throw new Error(
      `${repository} is of the layout ${id}, but the deployment indexes ${idsOf(all)}; set layout to ${[...all.map((one) => one.id), id].sort().join(',')}`,
    )
  },
  parse(key) {
    for (const layout of all) {
      const tag = layout.parseTagKey(key)
      if (tag !== undefined) return tag
      const repository = layout.parsePrivateKey(key)
      if (repository !== undefined) return { repository }
    }
    return undefined
  },
  isByproduct: (key) => all.some((layout) => layout.isByproduct(key)),
})

const idsOf = (all: readonly Layout[]): string => all.map(({ id }) => id).join(', ')

/**
 * Returns the layouts of a deployment.
 * @param ids separated by commas, as the stack sets them
 * @param rootOf returns the root of each layout, without slashes at its ends
 * @throws Error for an unknown id
 */
export const layoutsOf = (ids: string, rootOf: (layout: (typeof LAYOUTS)[number]) => string): Layouts =>
  layouts(
    ids.split(',').map((id) => {
      const known = LAYOUTS.find((one) => one.id === id)
      if (known !== undefined) return LAYOUT_KINDS[known.id].make(rootOf(known))
      const allowed = LAYOUTS.map((one) => one.id).join(', ')
      throw new Error(`unknown layout ${JSON.stringify(id)}; allowed are ${allowed}; deploy the stack again`)
    }),
  )

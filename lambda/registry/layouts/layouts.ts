import { DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../../names.ts'
import { DISTRIBUTION_TAG_KEYS, distribution } from './distribution.ts'
import { DOCKER_V1_TAG_KEYS, dockerV1 } from './docker-v1.ts'
import type { Layout, TagName } from './layout.ts'
import { layoutOfId } from './repository-id.ts'

/** The layouts of a deployment: what is indexed of its bucket. */
export interface Layouts {
  readonly all: readonly Layout[]
  /**
   * The layout of a repository, by its id.
   * @throws Error where the deployment does not index it
   */
  of(repository: string): Layout
  /** What a key says: of which tag, or of which repository that it is private; undefined where it says nothing of tags. */
  parse(key: string): TagName | { readonly repository: string; readonly tag?: undefined } | undefined
  isByproduct(key: string): boolean
}

/** One kind of layout, wherever its registry lies. */
interface LayoutKind {
  /** The layout of a registry with this root. */
  readonly make: (root: string) => Layout
  /** Matches the keys of tags below any root; the first group is the root, with a slash at its end or empty. */
  readonly tagKeys: RegExp
}

/** All kinds of layouts. */
export const LAYOUT_KINDS: Record<LayoutId, LayoutKind> = {
  [DISTRIBUTION.id]: { make: distribution, tagKeys: DISTRIBUTION_TAG_KEYS },
  [DOCKER_V1.id]: { make: dockerV1, tagKeys: DOCKER_V1_TAG_KEYS },
}

/** Layouts as one. */
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
 * The layouts of a deployment.
 * @param ids with commas between, as the stack sets them
 * @param rootOf the root of each, without slashes at its ends
 * @throws Error for an id that there is not
 */
export const layoutsOf = (ids: string, rootOf: (layout: (typeof LAYOUTS)[number]) => string): Layouts =>
  layouts(
    ids.split(',').map((id) => {
      const known = LAYOUTS.find((one) => one.id === id)
      if (known !== undefined) return LAYOUT_KINDS[known.id].make(rootOf(known))
      const allowed = LAYOUTS.map((one) => one.id).join(', ')
      throw new Error(`the layout is ${JSON.stringify(id)}; allowed are ${allowed}; deploy the stack again`)
    }),
  )

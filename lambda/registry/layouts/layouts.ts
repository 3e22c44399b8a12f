import { DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../../names.ts'
import { distribution } from './distribution.ts'
import { dockerV1 } from './docker-v1.ts'
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

/** Roots of registries in a bucket, without slashes at their ends; empty for the bucket's root. */
export interface Roots {
  readonly rootDirectory: string
  readonly storagePath: string
}

const MAKE: Record<LayoutId, (roots: Roots) => Layout> = {
  [DISTRIBUTION.id]: ({ rootDirectory }) => distribution(rootDirectory),
  [DOCKER_V1.id]: ({ storagePath }) => dockerV1(storagePath),
}

/** Layouts as one. */
export const layouts = (all: readonly Layout[]): Layouts => ({
  all,
  of(repository) {
    const id = layoutOfId(repository)
    const layout = all.find((one) => one.id === id)
    if (layout !== undefined) return layout
    throw new Error(
      `${repository} is of the layout ${id}, but the deployment indexes ${idsOf(all)}; set layout to both`,
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
 * @throws Error for an id that there is not
 */
export const layoutsOf = (ids: string, roots: Roots): Layouts =>
  layouts(
    ids.split(',').map((id) => {
      const known = LAYOUTS.find((one) => one.id === id)
      if (known !== undefined) return MAKE[known.id](roots)
      const allowed = LAYOUTS.map((one) => one.id).join(', ')
      throw new Error(`the layout is ${JSON.stringify(id)}; allowed are ${allowed}; deploy the stack again`)
    }),
  )

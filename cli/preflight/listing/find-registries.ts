// Finds the registries in a bucket: at the roots where they usually are, and in the uppermost folders.

import {
  DISTRIBUTION,
  keyPrefix,
  LAYOUTS,
  type LayoutId,
  ROOT_PATH,
  withoutSlashes,
} from '../../../lambda/names/layouts.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { LAYOUT_KINDS } from '../../../lambda/registry/layouts/layouts.ts'
import type { Lister } from '../ports.ts'
import { walk } from './walk.ts'

export interface Found {
  readonly registries: readonly Layout[]
  /** Registries that have blobs, but no tag. */
  readonly empty: readonly Layout[]
  /** Roots of registries that no setting can name, because of their characters. */
  readonly unnameable: readonly string[]
  /** True if the bucket has no key at all. */
  readonly isEmptyBucket: boolean
  readonly lists: number
  /** True if not every folder was looked into. */
  readonly isPartial: boolean
}

/** Most LISTs by which folders are looked through. */
export const MAX_FOLDER_LISTS = 40
/** Most folders that are looked into as the root of a registry, beside the usual ones. */
const MAX_CANDIDATES = 10
/** Folders within each other that a root may have. */
const MAX_DEPTH = 3
/** Pages in which a tag is looked for: the first repository may have more layers than a page has keys. */
const MAX_TAG_PAGES = 3

/**
 * Finds registries of all layouts.
 * @param roots those that the user named; a layout that is named is looked for there only
 */
export const findRegistries = async (list: Lister, roots: ReadonlyMap<LayoutId, string>): Promise<Found> => {
  let lists = 0
  const counted: Lister = (request) => {
    lists++
    return list(request)
  }
  const places = new Map<string, Layout>()
  const add = (id: LayoutId, root: string) => {
    const layout = LAYOUT_KINDS[id].make(root)
    places.set(`${id} ${layout.prefix}`, layout)
  }
  for (const { id, root } of LAYOUTS) {
    const named = roots.get(id)
    const usual = named === undefined ? ['', root.default, ...LAYOUT_KINDS[id].otherRoots] : [named]
    for (const one of usual) add(id, one)
  }
  const { candidates, isPartial, isEmptyBucket } = await lookThrough(counted)
  const others = candidates.filter(({ id, root }) => !roots.has(id) && withoutSlashes(root) === root)
  for (const { id, root } of others.slice(0, MAX_CANDIDATES)) add(id, root)

  const found = await Promise.all([...places.values()].map((layout) => lookAt(counted, layout)))
  const of = (state: State) => found.filter((one) => one.state === state).map(({ layout }) => layout)
  return {
    registries: of('tags').filter(({ root }) => ROOT_PATH.test(root)),
    empty: of('empty'),
    unnameable: of('tags')
      .map(({ root }) => root)
      .filter((root) => !ROOT_PATH.test(root)),
    isEmptyBucket,
    lists,
    isPartial: isPartial || others.length > MAX_CANDIDATES,
  }
}

type State = 'tags' | 'empty' | 'nothing'

// Blobs without a tag are a registry too. A registry v1 has no folder by which an empty one could be told.
const lookAt = async (list: Lister, layout: Layout): Promise<{ layout: Layout; state: State }> => {
  const { tags } = await walk(list, layout, layout.prefix, MAX_TAG_PAGES)
  if (tags > 0) return { layout, state: 'tags' }
  if (layout.id !== DISTRIBUTION.id) return { layout, state: 'nothing' }
  const { keys } = await list({ prefix: `${keyPrefix(layout.root)}${DISTRIBUTION.blobs}` })
  return { layout, state: keys.length > 0 ? 'empty' : 'nothing' }
}

interface Candidate {
  readonly id: LayoutId
  readonly root: string
}

/** Names of folders in which registries are found often, so that they are looked into first. */
const USUAL_FOLDERS = ['registry', 'prod', 'test', 'docker-registry', 'docker', 'images', 'containers']

// Goes through folders level by level. A folder that has the first folder of a layout may be the root of such a registry.
const lookThrough = async (list: Lister) => {
  const candidates: Candidate[] = []
  let level = ['']
  let [left, isPartial, isEmptyBucket] = [MAX_FOLDER_LISTS, false, false]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = []
    for (const prefix of usualFirst(level)) {
      if (left-- <= 0) return { candidates, isPartial: true, isEmptyBucket }
      const { prefixes, keys, more } = await list({ prefix, byFolder: true })
      if (prefix === '') isEmptyBucket = prefixes.length === 0 && keys.length === 0
      isPartial = isPartial || more
      const here = LAYOUTS.filter((layout) => prefixes.includes(`${prefix}${firstFolder(layout)}`))
      for (const layout of here) {
        candidates.push({ id: layout.id, root: prefix.slice(0, -1) })
        // The root itself may be called so: /docker/docker/registry/v2.
        candidates.push({ id: layout.id, root: `${prefix}${firstFolder(layout)}`.slice(0, -1) })
      }
      next.push(...prefixes.filter((one) => !here.some((layout) => one === `${prefix}${firstFolder(layout)}`)))
    }
    level = next
  }
  return { candidates, isPartial: isPartial || level.length > 0, isEmptyBucket }
}

const firstFolder = ({ repositories }: (typeof LAYOUTS)[number]): string =>
  repositories.slice(0, repositories.indexOf('/') + 1)

const usualFirst = (folders: readonly string[]): string[] => {
  const rank = (folder: string) => {
    const at = USUAL_FOLDERS.indexOf(folder.split('/').at(-2) ?? '')
    return at < 0 ? USUAL_FOLDERS.length : at
  }
  return [...folders].sort((a, b) => rank(a) - rank(b))
}

// Finds the registries in a bucket: at the roots where they usually are, and in the uppermost folders.

import { LAYOUTS, type LayoutId, ROOT_PATH, withoutSlashes } from '../../../lambda/names.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { LAYOUT_KINDS } from '../../../lambda/registry/layouts/layouts.ts'
import type { Lister } from '../ports.ts'
import { walk } from './walk.ts'

export interface Found {
  readonly registries: readonly Layout[]
  /** Places that have the first folder of a layout, but in which no tag was found. */
  readonly empty: readonly Layout[]
  /** Folders that look like roots of registries, but that no setting can name, because of their characters. */
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
  const nameable = candidates.filter(({ root }) => isNameable(root))
  for (const { id, root } of nameable.slice(0, MAX_CANDIDATES)) if (!roots.has(id)) add(id, root)

  const found = await Promise.all(
    [...places.values()].map(async (layout) => {
      const { tags } = await walk(counted, layout, layout.prefix, MAX_TAG_PAGES)
      return { layout, hasTags: tags > 0 }
    }),
  )
  const isCandidate = ({ id, root }: Layout) => candidates.some((one) => one.id === id && one.root === root)
  return {
    registries: found.filter(({ hasTags }) => hasTags).map(({ layout }) => layout),
    empty: found.filter(({ layout, hasTags }) => !hasTags && isCandidate(layout)).map(({ layout }) => layout),
    unnameable: candidates.map(({ root }) => root).filter((root) => !isNameable(root)),
    isEmptyBucket,
    lists,
    isPartial: isPartial || nameable.length > MAX_CANDIDATES,
  }
}

// A root with other characters can't be given as a setting, and one with slashes at its ends would lead elsewhere.
const isNameable = (root: string): boolean => ROOT_PATH.test(root) && withoutSlashes(root) === root

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

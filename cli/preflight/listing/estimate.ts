// Estimates how many repositories and tags a registry has, from a bounded number of LISTs. Small registries are counted. Of
// larger ones folders are sampled: a folder that two pages hold is counted, and one that has more is sampled in the same way.

import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import type { Lister } from '../ports.ts'
import { type Walked, walk } from './walk.ts'

export interface Estimate {
  readonly repositories: number
  readonly tags: number
  /** Half of the range in which the number of tags most likely lies, if the sample is like the rest; 0 if all was counted. */
  readonly tagsMargin: number
  readonly isExact: boolean
  /** True if a part was seen in part only, so that there is more than the estimate says. */
  readonly isLeast: boolean
  readonly lists: number
}

/** Standard errors to each side of an estimate: more than the usual two, since samples are small. */
const MARGIN = 2.5
/** Pages after which a folder is no longer counted, but sampled. */
const FOLDER_PAGES = 2
/** LISTs for each folder of a sample, so that most can be counted, and larger ones sampled in their turn. */
const LISTS_PER_FOLDER = 4

/**
 * Estimates the size of a registry. The first half of the LISTs may count all of it; if it doesn't, the other half samples.
 * @param maxLists most LISTs
 */
export const estimate = async (
  list: Lister,
  layout: Layout,
  maxLists: number,
): Promise<Estimate & { readonly walked: Walked }> => {
  const walked = await walk(list, layout, layout.prefix, Math.ceil(maxLists / 2))
  const { repositories, tags, lists, isWhole } = walked
  if (isWhole) return { repositories, tags, tagsMargin: 0, isExact: true, isLeast: false, lists, walked }
  const part = await sampleFolder(list, layout, layout.prefix, maxLists - lists)
  return {
    // What was counted is there, whatever the sample says.
    repositories: Math.max(repositories, Math.round(part.repositories)),
    tags: Math.max(tags, Math.round(part.tags)),
    tagsMargin: Math.round(MARGIN * Math.sqrt(part.variance)),
    isExact: false,
    isLeast: part.isLeast,
    lists: lists + part.lists,
    walked,
  }
}

interface Part {
  readonly repositories: number
  readonly tags: number
  /** Of `tags`. */
  readonly variance: number
  readonly isLeast: boolean
  readonly lists: number
}

const counted = ({ repositories, tags, lists, isWhole }: Walked): Part => ({
  repositories,
  tags,
  variance: 0,
  isLeast: !isWhole,
  lists,
})

const folder = async (list: Lister, layout: Layout, prefix: string, budget: number): Promise<Part> => {
  if (MANIFESTS.test(prefix)) return tagFolders(list, prefix, budget)
  const walked = counted(await walk(list, layout, prefix, Math.min(FOLDER_PAGES, budget)))
  // With three more LISTs there is one for the folders, and one for each of two.
  if (!walked.isLeast || budget - walked.lists < 3) return walked
  const sampled = await sampleFolder(list, layout, prefix, budget - walked.lists)
  const more = sampled.tags >= walked.tags ? sampled : walked
  return { ...more, isLeast: sampled.isLeast, lists: walked.lists + sampled.lists }
}

/** Folders of a repository that have no tags. */
const WITHOUT_TAGS = /\/_(layers|uploads)\/$/
/** The folder of a repository of CNCF distribution that has its tags. */
const MANIFESTS = /\/_manifests\/$/

// Takes all folders if there are LISTs for them, else one of each of so many equal parts of their order. Up to half of the
// LISTs may go into finding the folders.
const sampleFolder = async (list: Lister, layout: Layout, prefix: string, budget: number): Promise<Part> => {
  const listed = await folders(list, prefix, Math.max(1, Math.floor(budget / 2)))
  const all = listed.folders.filter((one) => !WITHOUT_TAGS.test(one))
  const left = budget - listed.lists
  const size = Math.min(all.length, Math.max(1, Math.floor(left / LISTS_PER_FOLDER)))
  const parts: Part[] = []
  let lists = listed.lists
  for (let at = 0; at < size && lists < budget; at++) {
    const one = all[Math.floor(((at + fraction(at)) * all.length) / size)] ?? ''
    const part = await folder(list, layout, one, Math.floor((budget - lists) / (size - at)) || 1)
    parts.push(part)
    lists += part.lists
  }
  return { ...scaled(parts, all.length), lists, isLeast: listed.more || parts.some(({ isLeast }) => isLeast) }
}

// A place in a part, the same at every run but in no step with the names: names repeat at even distances (app-1 to app-9).
const fraction = (at: number): number => ((at + 1) * 0.618_033_988_75) % 1

// The usual estimator of a simple random sample without replacement, and its variance.
const scaled = (parts: readonly Part[], all: number): Omit<Part, 'isLeast' | 'lists'> => {
  const size = parts.length
  if (size === 0) return { repositories: 0, tags: 0, variance: 0 }
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0)
  const mean = sum(({ tags }) => tags) / size
  const spread = size < 2 ? mean ** 2 : sum(({ tags }) => (tags - mean) ** 2) / (size - 1)
  const between = size === all ? 0 : (all ** 2 * (1 - size / all) * spread) / size
  return {
    repositories: (sum(({ repositories }) => repositories) * all) / size,
    tags: mean * all,
    variance: between + (sum(({ variance }) => variance) * all) / size,
  }
}

// The tags of one repository, each of which is a folder.
const tagFolders = async (list: Lister, prefix: string, budget: number): Promise<Part> => {
  const { folders: tags, lists, more } = await folders(list, `${prefix}tags/`, budget)
  return { repositories: tags.length > 0 ? 1 : 0, tags: tags.length, variance: 0, isLeast: more, lists }
}

const folders = async (list: Lister, prefix: string, maxLists: number) => {
  const found: string[] = []
  let [lists, more] = [0, true]
  let after: string | undefined
  while (more && lists < maxLists) {
    const page = await list({ prefix, byFolder: true, ...(after === undefined ? {} : { after }) })
    lists++
    found.push(...page.prefixes)
    const last = page.prefixes.at(-1)
    const key = page.keys.at(-1)?.key
    // Behind all keys of the last folder: "0" is the character after "/".
    const end = last === undefined || (key !== undefined && key > last) ? key : `${last.slice(0, -1)}0`
    more = page.more && end !== undefined && end !== after
    after = end
  }
  return { folders: found, lists, more }
}

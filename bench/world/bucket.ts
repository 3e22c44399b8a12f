// A made-up registry bucket. It stores no objects: the keys and bodies of a repository are computed when they are
// requested, so that a bucket of 100,000 repositories fits into memory.

import {
  type FoldersPage,
  type ListedObject,
  type RegistryBucket,
  wholeSeconds,
} from '../../lambda/registry/bucket/registry-bucket.ts'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { type Content, contentOf, etagOf } from './content.ts'
import type { Counts } from './counts.ts'
import { shapeOf } from './shape.ts'
import { position } from './sorted.ts'

const MAX_PAGE_KEYS = 1000
/** Must be more than the repositories that a run works on at the same time, since blobs are found through the cache. */
const MAX_CACHED_REPOSITORIES = 2000

type Read = Awaited<ReturnType<RegistryBucket['get']>>
type Page = Awaited<ReturnType<RegistryBucket['list']>>

/**
 * Creates a bucket with these repositories, and adds every request to the counts.
 * @param names repositories in the order in which S3 lists their keys
 */
export const lazyBucket = (layout: BlobLayout, names: readonly string[], counts: () => Counts) => {
  const paths = names.map((name) => `${name}/_`)
  const kept = new Map<string, Content>()
  const ownerOf = new Map<string, string>()
  const pushed = new Map<string, Map<string, { times: number; at: string }>>()

  const content = (name: string): Content => {
    const known = kept.get(name)
    const made = known ?? contentOf(layout, name, pushed.get(name))
    kept.delete(name)
    kept.set(name, made)
    if (known === undefined) for (const key of made.blobs.keys()) ownerOf.set(key, name)
    for (const [oldest, { blobs }] of kept) {
      if (kept.size <= MAX_CACHED_REPOSITORIES) break
      kept.delete(oldest)
      for (const key of blobs.keys()) if (ownerOf.get(key) === oldest) ownerOf.delete(key)
    }
    return made
  }

  const find = (key: string) => {
    const tag = layout.parseTagKey(key)
    if (tag !== undefined) return isRepository(tag.repository) ? content(tag.repository).links.get(key) : undefined
    const owner = ownerOf.get(key)
    if (owner === undefined) {
      throw new Error(`${key} is not in the cache of the bench's bucket; raise MAX_CACHED_REPOSITORIES in bucket.ts`)
    }
    return content(owner).blobs.get(key)
  }
  const isRepository = (name: string) => paths[position(paths, `${name}/_`)] === `${name}/_`

  return {
    content,

    get(key: string, maxBytes: number): Read {
      const found = find(key)
      counts().get++
      if (found?.kind === 'image') {
        counts().imageGets++
        if (found.tag !== '') counts().imageLinks++
      }
      if (found === undefined) return undefined
      const { body, lastModified } = found
      const read = { etag: etagOf(body), lastModified, size: body.length }
      // Copied, because a small Buffer is a slice of a pool, and a message to another thread takes all of that pool
      // along.
      return body.length > maxBytes ? read : { ...read, body: Uint8Array.from(Buffer.from(body)) }
    },

    list(prefix: string, after: string | undefined): Page {
      counts().list++
      const range = prefix.slice(layout.prefix.length)
      const from = after !== undefined && after > prefix ? after : prefix
      const objects: ListedObject[] = []
      // All keys of a repository sort between its own path and the path of the next repository.
      let at = Math.max(0, position(paths, from.slice(layout.prefix.length), true) - 1)
      for (; at < names.length; at++) {
        const path = paths[at] ?? ''
        if (path > range && !path.startsWith(range)) break
        const { keys, links, others } = content(names[at] ?? '')
        for (const key of keys) {
          if (!key.startsWith(prefix) || (after !== undefined && key <= after)) continue
          if (objects.length === MAX_PAGE_KEYS) return { objects, more: true }
          const link = links.get(key)
          const lastModified = link?.lastModified ?? wholeSeconds(undefined)
          const { length: size } = link?.body ?? others.get(key) ?? ''
          objects.push({ key, etag: link === undefined ? '0' : etagOf(link.body), lastModified, size })
        }
      }
      return { objects, more: false }
    },

    folders(prefix: string, next: string | undefined): FoldersPage {
      counts().list++
      const path = prefix.slice(layout.prefix.length)
      const folders: string[] = []
      // A repository's own keys are in folders with an underscore. All that a folder holds is passed over at once.
      for (let from = next ?? path; folders.length <= MAX_PAGE_KEYS; ) {
        const found = paths[position(paths, from)]
        if (found === undefined || !found.startsWith(path)) break
        const folder = found.startsWith('_', path.length)
          ? `${path}_`
          : found.slice(0, found.indexOf('/', path.length) + 1)
        folders.push(...(folder.endsWith('_') ? [`${path}_layers/`, `${path}_manifests/`] : [folder]))
        from = `${folder.slice(0, -1)}${folder.endsWith('_') ? '`' : '0'}`
      }
      const page = folders.slice(0, MAX_PAGE_KEYS)
      const more = folders.length > MAX_PAGE_KEYS ? `${page.at(-1)?.slice(0, -1)}0` : undefined
      return { folders: page.map((one) => layout.prefix + one), next: more }
    },

    /** Pushes a new image under a tag, which is created if the repository lacks it. */
    push(name: string, tag: string, at: Date) {
      const ofName = pushed.get(name) ?? new Map<string, { times: number; at: string }>()
      pushed.set(name, ofName)
      const isNew = !ofName.has(tag) && !shapeOf(name).tags.some((one) => one.tag === tag)
      ofName.set(tag, { times: isNew ? 0 : (ofName.get(tag)?.times ?? 0) + 1, at: wholeSeconds(at) })
      kept.delete(name)
    },
  }
}

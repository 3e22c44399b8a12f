// Which manifests of one repository have a tag, as far as a listing tells: it has no contents, but ETags and times.

import { createHash } from 'node:crypto'
import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { unpack } from './packed-digest.ts'

type Listed = Pick<ListedObject, 'etag' | 'lastModified'>

interface OpenTag {
  readonly name: string
  /** ETag of its current link. */
  current?: string
  /** Times in epoch milliseconds. */
  readonly history: { readonly packed: string; readonly etag: string; readonly time: number }[]
}

/** The manifests and tags of one repository, taken key by key; the keys of one tag follow each other. Digests are short ones. */
export const revisionTable = () => {
  // When the link was written. Epoch milliseconds.
  const revisions = new Map<string, number>()
  const tagged = new Set<string>()
  const unsure: Pick<OpenTag, 'current' | 'history'>[] = []
  let open: OpenTag | undefined
  let tags = 0

  const close = () => {
    // A push that broke off leaves a history without a current link: there is no such tag.
    if (open?.current === undefined) return
    tags++
    const { current, history } = open
    const same = history.filter(({ etag }) => etag === current)
    // The ETag is the MD5 of the content where S3 keeps it as it came, so only one can have the same.
    if (same.length === 1 && same[0] !== undefined) tagged.add(same[0].packed)
    else unsure.push({ current, history: written(history) })
  }

  const tag = (name: string): OpenTag => {
    if (open?.name === name) return open
    close()
    open = { name, history: [] }
    return open
  }

  return {
    /** A manifest, tagged or not. */
    revision: (packed: string, { lastModified }: Listed) => void revisions.set(packed, Date.parse(lastModified)),
    /** The link of what a tag is. */
    current(name: string, { etag }: Listed): void {
      tag(name).current = etag
    },
    /** The link of what a tag is or was. */
    history: (name: string, packed: string, { etag, lastModified }: Listed) =>
      void tag(name).history.push({ packed, etag, time: Date.parse(lastModified) }),
    /**
     * What the repository has, when all of its keys were taken.
     * @param before epoch milliseconds: manifests without a tag whose link was last written earlier than this
     */
    end(before: number): { tags: number; untagged: string[] } {
      close()
      open = undefined
      for (const packed of currentOf(unsure, revisions.keys())) tagged.add(packed)
      const untagged = [...revisions].filter(([packed, time]) => !tagged.has(packed) && time < before)
      return { tags, untagged: untagged.map(([packed]) => packed) }
    },
  }
}

// The entries written last; all of them where the times are the same: rather too few untagged manifests than too many.
const written = (history: OpenTag['history']): OpenTag['history'] => {
  const last = history.reduce((latest, { time }) => Math.max(latest, time), 0)
  return history.filter(({ time }) => time === last)
}

// Of tags whose history has no entry with their ETag: the manifest whose digest gives that ETag (the entry was lost); else,
// for ETags say nothing of contents in a bucket encrypted by SSE-KMS, the entries written last.
function* currentOf(unsure: readonly Pick<OpenTag, 'current' | 'history'>[], revisions: Iterable<string>) {
  if (unsure.length === 0) return
  const byEtag = new Map<string, string>()
  for (const packed of revisions) byEtag.set(createHash('md5').update(unpack(packed)).digest('hex'), packed)
  for (const { current, history } of unsure) {
    const found = byEtag.get(current ?? '')
    if (found !== undefined) yield found
    else for (const { packed } of history) yield packed
  }
}

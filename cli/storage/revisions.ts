// Finds out which manifests of one repository have a tag, from a listing alone. A listing has no contents of links, but
// their ETags and times, and the digests in the keys of each tag's history.

import { createHash } from 'node:crypto'
import type { ListedObject } from '../../lambda/registry/bucket/registry-bucket.ts'
import { unpackDigest } from './packed-digest.ts'

type Listed = Pick<ListedObject, 'etag' | 'lastModified'>

interface OpenTag {
  readonly name: string
  /** ETag of the tag's current link. Absent if there is none (yet). */
  current?: string
  /** The tag's history: digest, and ETag and time (epoch milliseconds) of the link. */
  readonly history: { readonly packed: string; readonly etag: string; readonly time: number }[]
}

/**
 * Returns an empty table of the manifests and tags of one repository. The keys of one tag must be added one after the
 * other. Digests are packed ones.
 */
export const revisionTable = () => {
  // By manifest, when its link was last written. Epoch milliseconds.
  const revisions = new Map<string, number>()
  const tagged = new Set<string>()
  const unresolved: Pick<OpenTag, 'current' | 'history'>[] = []
  let open: OpenTag | undefined
  let tags = 0

  const close = () => {
    // An interrupted push leaves a history without a current link. Then the tag does not exist.
    if (open?.current === undefined) return
    tags++
    const { current, history } = open
    const matches = history.filter(({ etag }) => etag === current)
    // Where S3 stores the content as it came (not with SSE-KMS), the ETag is its MD5, so that only one entry can match.
    if (matches.length === 1 && matches[0] !== undefined) tagged.add(matches[0].packed)
    else unresolved.push({ current, history: lastWritten(history) })
  }

  const tag = (name: string): OpenTag => {
    if (open?.name === name) return open
    close()
    open = { name, history: [] }
    return open
  }

  return {
    /** Adds the link of a manifest, tagged or not. */
    revision: (packed: string, { lastModified }: Listed) => void revisions.set(packed, Date.parse(lastModified)),
    /** Adds the current link of a tag. */
    current(name: string, { etag }: Listed): void {
      tag(name).current = etag
    },
    /** Adds the link of a digest that a tag points to or once pointed to. */
    history: (name: string, packed: string, { etag, lastModified }: Listed) =>
      void tag(name).history.push({ packed, etag, time: Date.parse(lastModified) }),
    /**
     * Returns the number of tags and the untagged manifests, after the last key.
     * @param before epoch milliseconds; untagged manifests are returned only if their link was last written earlier
     */
    end(before: number): { tags: number; untagged: string[] } {
      close()
      open = undefined
      for (const packed of resolve(unresolved, revisions.keys())) tagged.add(packed)
      const untagged = [...revisions].filter(([packed, time]) => !tagged.has(packed) && time < before)
      return { tags, untagged: untagged.map(([packed]) => packed) }
    },
  }
}

// Returns the history's entries with the latest time. There may be several, for it is better to report too few untagged
// manifests than too many.
const lastWritten = (history: OpenTag['history']): OpenTag['history'] => {
  const last = history.reduce((latest, { time }) => Math.max(latest, time), 0)
  return history.filter(({ time }) => time === last)
}

// Yields the manifests of tags whose ETag does not identify an entry of their history. If the ETag is the MD5 of a
// manifest's digest, it is this manifest: its entry was lost. Else it is the manifests of the entries written last: in
// a bucket encrypted by SSE-KMS an ETag does not depend on the content.
function* resolve(unresolved: readonly Pick<OpenTag, 'current' | 'history'>[], revisions: Iterable<string>) {
  if (unresolved.length === 0) return
  const byEtag = new Map<string, string>()
  for (const packed of revisions) byEtag.set(createHash('md5').update(unpackDigest(packed)).digest('hex'), packed)
  for (const { current, history } of unresolved) {
    const found = byEtag.get(current ?? '')
    if (found !== undefined) yield found
    else for (const { packed } of history) yield packed
  }
}

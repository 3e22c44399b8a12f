import { createHash } from 'node:crypto'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'

type Put = (key: string, body: string, lastModified?: Date) => void

const NOON = Date.parse('2026-11-01T12:00:00Z')

/** The digest of this content. */
export const digestOf = (content: string, algorithm: 'sha256' | 'sha512' = 'sha256'): string =>
  `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`

/** A time on a day of November 2026; days count from 1. */
export const day = (number: number): Date => new Date(NOON + (number - 1) * 86_400_000)

/** Writes the links of a registry one by one, as it does for all that is pushed. */
export const linkWriter = (layout: BlobLayout, put: Put) => {
  const path = (digest: string) => `${digest.replace(':', '/')}/link`
  const manifests = (repository: string) => `${layout.prefix}${repository}/_manifests`
  const link = {
    /** Puts the blob of this content; its digest. */
    blob(content: string): string {
      put(layout.blobKey(digestOf(content)), content)
      return digestOf(content)
    },
    layer: (repository: string, digest: string) => put(`${layout.prefix}${repository}/_layers/${path(digest)}`, digest),
    revision: (repository: string, digest: string, at = day(1)) =>
      put(`${manifests(repository)}/revisions/${path(digest)}`, digest, at),
    history: (repository: string, tag: string, digest: string, at = day(1)) =>
      put(`${manifests(repository)}/tags/${tag}/index/${path(digest)}`, digest, at),
    current: (repository: string, tag: string, digest: string, at = day(1)) =>
      put(layout.tagKey({ repository, tag }), digest, at),
    upload: (repository: string, id: string, file: string, content: string) =>
      put(`${layout.prefix}${repository}/_uploads/${id}/${file}`, content),
    /** Pushes a manifest under a tag: all of its links. */
    push(repository: string, tag: string, digest: string, at = day(1)) {
      link.revision(repository, digest, at)
      link.history(repository, tag, digest, at)
      link.current(repository, tag, digest, at)
    },
  }
  return link
}

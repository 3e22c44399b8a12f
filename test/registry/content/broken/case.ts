// The form of the broken things: what stands in the bucket, and what is to be known of it.

import { createHash } from 'node:crypto'
import type { Facts } from '../../../../lambda/registry/content/facts.ts'
import { memorySystem } from '../../../fakes/system.ts'

/** Bytes, text, or a value that stands there as JSON. */
type Content = string | Buffer | object | null | number | boolean

/** `digest:name` in texts stands for the digest of the blob of that name, whether or not there is such a blob. */
export interface Case {
  readonly name: string
  /** `app`, if not given. */
  readonly repository?: string
  /** `v1`, if not given. */
  readonly tag?: string
  /** Content of the tag's key, if not the digest of `manifest`. */
  readonly link?: string | Buffer
  readonly blobs?: Readonly<Record<string, Content>>
  /** What stands in the place of these blobs instead. */
  readonly damaged?: Readonly<Record<string, Content>>
  /** All facts but the digest of the manifest. */
  readonly facts: Partial<Facts>
  readonly problem?: string | RegExp
  readonly heals?: true
  /** The tag is neither counted nor shown. */
  readonly hidden?: true
}

/** A broken thing in a registry v1: `images` is what stands below `images/`, the tag that of `library/app`. */
export interface CaseV1 extends Omit<Case, 'link' | 'blobs' | 'damaged'> {
  readonly content: string | Buffer
  readonly images?: Readonly<Record<string, Content>>
  /** The key is none of a tag. */
  readonly gone?: true
}

export const system = () => memorySystem({ layouts: ['distribution', 'docker-v1'] })
type System = ReturnType<typeof system>

const NAMED = /digest:([a-z0-9]+)/g
const sha256 = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const isText = (content: Content): content is string | Buffer => typeof content === 'string' || Buffer.isBuffer(content)

/** The tag of a case. */
export const placeOf = ({ repository = 'app', tag = 'v1' }: Pick<Case, 'repository' | 'tag'>) => ({ repository, tag })

/** Puts the objects of a case into the bucket; returns a function that gives digests their names again. */
export const put = ({ bucket, layout }: System, one: Case): ((text: string) => string) => {
  const names = new Map<string, string>()
  const digestOf = (name: string): string => {
    const content = one.blobs?.[name]
    const bytes = content === undefined ? `no blob ${name}` : bytesOf(content)
    const digest = sha256(bytes)
    names.set(digest, `digest:${name}`)
    if (content !== undefined) bucket.put(layout.blobKey(digest), bytes)
    return digest
  }
  const bytesOf = (content: Content): string | Buffer => {
    if (Buffer.isBuffer(content)) return content
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    return text.replaceAll(NAMED, (_, name: string) => digestOf(name))
  }
  for (const name of Object.keys(one.blobs ?? {})) digestOf(name)
  bucket.put(layout.tagKey(placeOf(one)), bytesOf(one.link ?? 'digest:manifest'))
  // Last, over what naming them has put there.
  for (const [name, content] of Object.entries(one.damaged ?? {})) {
    const key = layout.blobKey(digestOf(name))
    bucket.put(key, bytesOf(content))
  }
  return (text) => text.replaceAll(/sha256:[0-9a-f]{64}/g, (digest) => names.get(digest) ?? digest)
}

/** The id of the repository of cases of v1. */
export const APP_V1 = 'library/app@docker-v1'

export const putV1 = ({ bucket }: System, { content, images = {}, tag = 'v1' }: CaseV1): void => {
  bucket.put(`registry/repositories/library/app/tag_${tag}`, content)
  for (const [key, one] of Object.entries(images))
    bucket.put(`registry/images/${key}`, isText(one) ? one : JSON.stringify(one))
}

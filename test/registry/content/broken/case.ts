// The shape of a case: the content of the bucket, and the facts that are expected of it.

import { createHash } from 'node:crypto'
import type { Facts } from '../../../../lambda/registry/content/facts.ts'
import { memorySystem } from '../../../fakes/system.ts'

/** Bytes, text, or a value that is written as JSON. */
type Content = string | Buffer | object | null | number | boolean

/** `digest:name` in texts stands for the digest of the blob with that name, whether or not this blob exists. */
export interface Case {
  readonly name: string
  /** `app` by default. */
  readonly repository?: string
  /** `v1` by default. */
  readonly tag?: string
  /** Content of the tag's key; the digest of `manifest` by default. */
  readonly link?: string | Buffer
  readonly blobs?: Readonly<Record<string, Content>>
  /** Content that replaces these blobs under their old digests. */
  readonly damaged?: Readonly<Record<string, Content>>
  /** All facts except the digest of the manifest. */
  readonly facts: Partial<Facts>
  readonly problem?: string | RegExp
  readonly heals?: true
  /** The tag is neither counted nor shown. */
  readonly hidden?: true
}

/** A case in a registry v1: `images` is the content below `images/`, and the tag is one of `library/app`. */
export interface CaseV1 extends Omit<Case, 'link' | 'blobs' | 'damaged'> {
  readonly content: string | Buffer
  readonly images?: Readonly<Record<string, Content>>
  /** The key is not that of a tag. */
  readonly gone?: true
}

export const system = () => memorySystem({ layouts: ['distribution', 'docker-v1'] })
type System = ReturnType<typeof system>

const NAMED = /digest:([a-z0-9]+)/g
const sha256 = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`
const isText = (content: Content): content is string | Buffer => typeof content === 'string' || Buffer.isBuffer(content)

/** The tag of a case. */
export const placeOf = ({ repository = 'app', tag = 'v1' }: Pick<Case, 'repository' | 'tag'>) => ({ repository, tag })

/** Puts the objects of a case into the bucket. Returns a function that replaces digests by their names again. */
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
  // Done last, since resolving the names puts the undamaged blobs there.
  for (const [name, content] of Object.entries(one.damaged ?? {})) {
    const key = layout.blobKey(digestOf(name))
    bucket.put(key, bytesOf(content))
  }
  return (text) => text.replaceAll(/sha256:[0-9a-f]{64}/g, (digest) => names.get(digest) ?? digest)
}

/** The id of the repository that the v1 cases use. */
export const APP_V1 = 'library/app@docker-v1'

export const putV1 = ({ bucket }: System, { content, images = {}, tag = 'v1' }: CaseV1): void => {
  bucket.put(`registry/repositories/library/app/tag_${tag}`, content)
  for (const [key, one] of Object.entries(images))
    bucket.put(`registry/images/${key}`, isText(one) ? one : JSON.stringify(one))
}

// Looks into statements, envelopes and bundles whose annotations don't tell what they are about.

import type { Blobs } from '../blobs/blobs.ts'
import { type Fields, fieldsOf } from '../json/json-fields.ts'
import { documentsIn, jsonOf } from '../json/json-lines.ts'
import { orProblem, Problem } from '../json/problem.ts'
import { distinct, type Evidence, evidenceOf, type Typed } from './evidence.ts'
import { PLAIN_SIGNATURE } from './evidence-types.ts'

/** Blobs of one tag that are looked into. */
export const MAX_CONTENTS_READ = 10
/** Most bytes of one. An SBOM has megabytes, and its type is told by annotations as a rule; a signature has some thousand. */
const CONTENT_MAX_BYTES = 256 * 1024

/** A layer that may say more of an artifact. */
export interface Content {
  readonly digest: string | undefined
  /** Bytes, as its manifest says. */
  readonly size: number | undefined
  readonly mediaType: string | undefined
}

/** Returns what these layers of an artifact hold; nothing where they don't tell, can't be read, or are too large. */
export type ContentReader = (contents: readonly Content[]) => Promise<Evidence[]>

/** Returns a reader for one tag. It reads a bounded number of blobs, whatever it is asked for. */
export const contentReader = (blobs: Pick<Blobs, 'get'>): ContentReader => {
  const known = new Map<string, readonly Evidence[]>()
  const read = async ({ digest, size, mediaType }: Content): Promise<readonly Evidence[]> => {
    if (digest === undefined || size === undefined || size > CONTENT_MAX_BYTES) return []
    const found = known.get(digest)
    if (found !== undefined || known.size >= MAX_CONTENTS_READ) return found ?? []
    const typed = await orProblem(async () =>
      documentsIn(await blobs.get(digest, CONTENT_MAX_BYTES)).map((one) => typedByContent(one, mediaType)),
    )
    const evidence = typed instanceof Problem ? [] : closed(typed)
    known.set(digest, evidence)
    return evidence
  }
  return async (contents) => {
    const found: Evidence[] = []
    for (const content of contents) found.push(...(await read(content)))
    return distinct(found)
  }
}

const closed = (typed: readonly Typed[]): Evidence[] => {
  const { evidence, isOpen } = evidenceOf(typed)
  return isOpen ? [] : evidence
}

// A bundle of Sigstore (protobuf-specs, sigstore_bundle.proto), an envelope of DSSE, or a statement of in-toto.
const typedByContent = (document: Fields, mediaType: string | undefined): Typed => {
  if (document.object('messageSignature') !== undefined) return { mediaType, bundleContent: PLAIN_SIGNATURE }
  const payload = (document.object('dsseEnvelope') ?? document).text('payload')
  const statement = payload === undefined ? document : fieldsOf(jsonOf(Buffer.from(payload, 'base64')), [])
  return { mediaType, predicateType: statement?.text('predicateType') }
}

// What an artifact is evidence of: a signature, an attestation, an SBOM. It follows from its media types and predicate types
// alone (evidence-types.ts). Nothing is verified.

import { clean } from '../../../shared/text.ts'
import type { Texts } from '../json/json-fields.ts'
import {
  BUNDLE_CONTENT_ANNOTATION,
  EVIDENCE,
  EVIDENCE_MEDIA_TYPES,
  EVIDENCE_PREDICATES,
  type EvidenceOf,
  type EvidenceType,
  PLAIN_SIGNATURE,
  PREDICATE_ANNOTATIONS,
} from './evidence-types.ts'

/** That an artifact is, or holds, a signature, an attestation or an SBOM. */
export interface Evidence {
  readonly is: EvidenceOf
  /** The format where it is known, such as `SPDX`, or the predicate type of an attestation that has no other name. */
  readonly kind?: string | undefined
}

/** Kinds of signatures, of attestations and of SBOMs that are kept of one artifact. */
const MAX_KINDS = 4
const KIND_MAX_BYTES = 100
const MEDIA_TYPE_MAX_CHARS = 255

/** A media type, and what annotations say of what has it. */
export interface Typed {
  readonly mediaType: string | undefined
  readonly predicateType?: string | undefined
  /** What Sigstore's bundle holds. */
  readonly bundleContent?: string | undefined
}

/** What types say. */
export interface Finding {
  readonly evidence: Evidence[]
  /** True if they are those of wrappers, and nothing says what is in these. */
  readonly isOpen: boolean
}

const NOTHING: Finding = { evidence: [], isOpen: false }

/** True if the annotations of a layer with this media type are worth reading. */
export const isWrapperType = (mediaType: string): boolean => typeOf(mediaType)?.isWrapper === true

/** Returns what annotations say of a statement or a bundle. */
export const typedBy = (mediaType: string | undefined, annotations: Texts | undefined): Typed => ({
  mediaType,
  predicateType: PREDICATE_ANNOTATIONS.map((key) => annotations?.get(key)).find((text) => text?.trim()),
  bundleContent: annotations?.get(BUNDLE_CONTENT_ANNOTATION),
})

/** Returns what the media types of an artifact and of its layers say: what a wrapper says counts only if nothing else does. */
export const evidenceOf = (types: readonly Typed[]): Finding => {
  const all = types.map(told)
  const closed = distinct(all.filter(({ isOpen }) => !isOpen).flatMap(({ evidence }) => evidence))
  if (closed.length > 0) return { evidence: closed, isOpen: false }
  return { evidence: distinct(all.flatMap(({ evidence }) => evidence)), isOpen: all.some(({ isOpen }) => isOpen) }
}

const told = ({ mediaType, predicateType, bundleContent }: Typed): Finding => {
  const type = mediaType === undefined ? undefined : typeOf(mediaType)
  if (type === undefined) return NOTHING
  if (type.isBundle && bundleContent === PLAIN_SIGNATURE)
    return { evidence: [{ is: 'signature', kind: 'Sigstore' }], isOpen: false }
  const predicate = predicateType?.trim()
  if (type.isWrapper && predicate) return { evidence: predicateEvidence(predicate), isOpen: false }
  return { evidence: evidences(type), isOpen: type.isWrapper === true }
}

const PREDICATE_VERSION = /\/v?\d{1,3}(\.\d{1,3}){0,2}$/

const predicateEvidence = (predicateType: string): Evidence[] => {
  const known = EVIDENCE_PREDICATES.get(predicateType.replace(PREDICATE_VERSION, ''))
  const kind = clean(predicateType, KIND_MAX_BYTES)
  return evidences(known ?? { is: ['attestation'], ...(kind === undefined ? {} : { kind }) })
}

const evidences = ({ is, kind }: EvidenceType): Evidence[] =>
  is.map((one) => ({ is: one, ...(kind === undefined ? {} : { kind }) }))

const VERSION = /\.v\d{1,3}(\.\d{1,3}){0,2}(?=$|\+)/

/** How a document was compressed (RFC 6839 has suffixes for its form alone, but clients write one for this too). */
const COMPRESSION = /\+(?:gzip|zstd)$/

// Media types are compared without case and parameters (RFC 2045), without versions and compression.
const typeOf = (mediaType: string): EvidenceType | undefined =>
  mediaType.length > MEDIA_TYPE_MAX_CHARS
    ? undefined
    : EVIDENCE_MEDIA_TYPES.get(
        (mediaType.split(';')[0] ?? '').trim().toLowerCase().replace(COMPRESSION, '').replace(VERSION, ''),
      )

/** Returns each once, in the order of `EVIDENCE`; one without a kind only if there is none with a kind. Capped. */
export const distinct = (all: readonly Evidence[]): Evidence[] =>
  EVIDENCE.flatMap((is) => {
    const some = all.filter((one) => one.is === is)
    const kinds = [...new Set(some.flatMap(({ kind }) => kind ?? []))].slice(0, MAX_KINDS)
    if (kinds.length > 0) return kinds.map((kind) => ({ is, kind }))
    return some.length > 0 ? [{ is }] : []
  })

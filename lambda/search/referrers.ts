// What there is about an image: signatures, attestations, SBOMs. Worked out when it is asked for, from rows alone, so that a
// push of either touches its own rows only. Nothing is verified: that it is there is all that is known.

import type { IndexStore } from '../model/index-store.ts'
import type { StoredTag, TagBrief, TagDetail } from '../model/row-schemas.ts'
import type { Evidence } from '../registry/content/evidence/evidence.ts'
import { defined } from '../shared/defined.ts'

/** Kinds of signatures, attestations or SBOMs that are named. */
const MAX_KINDS = 20

/** Something that refers to an image. */
interface Referrer {
  readonly digest?: string
  readonly artifactType?: string
  /** The tag by which it was found; absent where it is a part of the image's own index. */
  readonly tag?: string
  /** What it is: absent if it is neither a signature nor an attestation nor an SBOM, as far as its types tell. */
  readonly evidence?: Evidence[]
}

/** What is known of a digest beside itself. Kinds are formats and predicate types, as far as they are known. */
export interface Referrers {
  /** Whether it has a signature. */
  readonly hasSignature: boolean
  readonly signatures: string[]
  /** Whether it has provenance or another attestation. */
  readonly hasAttestation: boolean
  readonly attestations: string[]
  /** Whether it has an SBOM. */
  readonly hasSbom: boolean
  readonly sboms: string[]
  readonly referrers: readonly Referrer[]
}

/** Suffixes of cosign's tags. What such a tag holds decides what it is. */
const COSIGN_SUFFIXES = ['.sig', '.att', '.sbom']

/**
 * Returns the tags by which the schemes of referrers and of cosign name what refers to a digest (distribution-spec, cosign's
 * SIGNATURE_SPEC).
 */
export const tagsOfReferrers = (digest: string): string[] => {
  const [algorithm = '', hex = ''] = digest.split(':')
  const base = `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`
  return [base, ...COSIGN_SUFFIXES.map((suffix) => base + suffix)]
}

/**
 * Returns what refers to a digest of a repository, by one read of four tags.
 * @param tag a tag with this digest
 */
export const readReferrers = async (
  store: Pick<IndexStore, 'tags'>,
  repository: string,
  digest: string,
  tag: { readonly brief: Pick<TagBrief, 'hidden'>; readonly detail?: TagDetail | undefined },
): Promise<Referrers> => {
  const names = tagsOfReferrers(digest)
  const stored = await store.tags(repository, names)
  const found = [...names.flatMap((name) => referrersBy(name, stored.get(name))), ...builtIn(tag)]
  // Several entries may name one attestation.
  const referrers = [...new Map(found.map((one) => [JSON.stringify(one), one])).values()]
  const all = referrers.flatMap(({ evidence = [] }) => evidence)
  const has = (is: Evidence['is']) => all.some((one) => one.is === is)
  const kindsOf = (is: Evidence['is']) =>
    [...new Set(all.flatMap((one) => (one.is === is ? (one.kind ?? []) : [])))].slice(0, MAX_KINDS)
  return {
    hasSignature: has('signature'),
    signatures: kindsOf('signature'),
    hasAttestation: has('attestation'),
    attestations: kindsOf('attestation'),
    hasSbom: has('sbom'),
    sboms: kindsOf('sbom'),
    referrers,
  }
}

// What the image index of the tag lists of its own images. A list of referrers, which is hidden, is about something else.
const builtIn = ({ brief, detail }: Parameters<typeof readReferrers>[3]): Referrer[] =>
  brief.hidden
    ? []
    : (detail?.children ?? [])
        .filter(({ attests, evidence, missing }) => !missing && (attests ?? evidence) !== undefined)
        .map(({ digest, artifactType, evidence }) => ({ digest, ...defined({ artifactType, evidence }) }))

// Under the tag of the referrers is a list of them; under a tag of cosign is the artifact itself, as a rule.
const referrersBy = (tag: string, stored: StoredTag | undefined): Referrer[] => {
  if (stored?.brief === undefined) return []
  const { brief, detail } = stored
  const { artifactType, evidence, children } = { ...detail }
  if (children !== undefined)
    return children
      .filter(({ missing }) => !missing)
      .map(({ digest, ...child }) => ({
        tag,
        digest,
        ...defined({ artifactType: child.artifactType, evidence: child.evidence }),
      }))
  const isReferrer = COSIGN_SUFFIXES.some((suffix) => tag.endsWith(suffix))
  return isReferrer ? [{ tag, ...defined({ digest: brief.digest, artifactType, evidence }) }] : []
}

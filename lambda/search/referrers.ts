// What says something of an image: signatures, attestations, SBOMs. Worked out when it is asked for, so that a push of
// either touches its own rows only.

import type { IndexStore } from '../model/index-store.ts'
import type { StoredTag, TagDetail } from '../model/row-schemas.ts'

/** Something that refers to an image. */
interface Referrer {
  readonly digest?: string
  readonly artifactType?: string
  /** The tag by which it was found; absent where it is a part of the image's own index. */
  readonly tag?: string
}

/** What is known of a digest beside itself. */
export interface Referrers {
  readonly signed: boolean
  readonly attested: boolean
  readonly sbom: boolean
  readonly referrers: readonly Referrer[]
}

/** Suffixes of cosign's tags, and what they are of. */
const COSIGN = { '.sig': 'signed', '.att': 'attested', '.sbom': 'sbom' } as const
type Mark = (typeof COSIGN)[keyof typeof COSIGN]

/** What artifact types are of: cosign's and sigstore's, Notary's, in-toto's, SPDX's and CycloneDX's. */
const TYPES: readonly (readonly [RegExp, Mark])[] = [
  [/signature|cosign\.artifact\.sig|sigstore\.bundle|notary/, 'signed'],
  [/in-toto|attestation|provenance|slsa/, 'attested'],
  [/spdx|cyclonedx|sbom|syft/, 'sbom'],
]

/** How the schemes of referrers and of cosign name the tags of a digest (distribution-spec, cosign's SIGNATURE_SPEC). */
const tagsOf = (digest: string): string[] => {
  const [algorithm = '', hex = ''] = digest.split(':')
  const base = `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`
  return [base, ...Object.keys(COSIGN).map((suffix) => base + suffix)]
}

/** What refers to a digest of a repository: one read of four tags. `detail` is that of the tag with this digest. */
export const readReferrers = async (
  store: Pick<IndexStore, 'tags'>,
  repository: string,
  digest: string,
  detail: TagDetail | undefined,
): Promise<Referrers> => {
  const names = tagsOf(digest)
  const stored = await store.tags(repository, names)
  const found = names.flatMap((tag) => referrersBy(tag, stored.get(tag)))
  const own = (detail?.children ?? []).filter(({ attests }) => attests !== undefined)
  const built = own.map((child) => ({ digest: child.digest, marks: ['attested'] as Mark[] }))
  const all: (Referrer & { readonly marks: readonly Mark[] })[] = [...found, ...built]
  const has = (mark: Mark) => all.some(({ marks }) => marks.includes(mark))
  const referrers = all.map(({ marks, ...referrer }) => referrer)
  return { signed: has('signed'), attested: has('attested'), sbom: has('sbom'), referrers }
}

const referrersBy = (tag: string, stored: StoredTag | undefined): (Referrer & { readonly marks: Mark[] })[] => {
  if (stored?.brief === undefined) return []
  const { brief, detail } = stored
  const suffix = Object.keys(COSIGN).find((end) => tag.endsWith(end)) as keyof typeof COSIGN | undefined
  const digest = brief.digest === undefined ? {} : { digest: brief.digest }
  if (suffix !== undefined) return [{ tag, ...digest, ...typed(detail?.artifactType), marks: [COSIGN[suffix]] }]
  return (detail?.children ?? []).map((child) => ({
    tag,
    digest: child.digest,
    ...typed(child.artifactType),
    marks: TYPES.filter(([pattern]) => pattern.test(child.artifactType ?? '')).map(([, mark]) => mark),
  }))
}

const typed = (artifactType: string | undefined) => (artifactType === undefined ? {} : { artifactType })

// What refers to an image, in words.

interface Referrer {
  readonly tag?: string | undefined
  readonly artifactType?: string | undefined
}

/** By the types that cosign, Notary, BuildKit, SPDX and CycloneDX give, and by the suffixes of cosign's tags. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/spdx/i, 'SBOM: SPDX'],
  [/cyclonedx/i, 'SBOM: CycloneDX'],
  [/syft/i, 'SBOM: Syft'],
  [/sbom/i, 'SBOM'],
  [/notary/i, 'signature: Notary'],
  [/sigstore\.bundle/i, 'signature: Sigstore bundle'],
  [/cosign\.artifact\.sig|signature/i, 'signature: cosign'],
  [/slsa|provenance/i, 'attestation: provenance'],
  [/in-toto|attestation/i, 'attestation: in-toto'],
  [/\.sig$/, 'signature: cosign'],
  [/\.att$/, 'attestation: cosign'],
]

/** Returns what a referrer is, for people; where its type says nothing known, the type itself. */
export const referrerWords = ({ tag, artifactType }: Referrer): string => {
  for (const text of [artifactType, tag]) {
    const known = text === undefined ? undefined : WORDS.find(([pattern]) => pattern.test(text))
    if (known !== undefined) return known[1]
  }
  // An entry of the image's own index, by which BuildKit attests how it was built.
  return artifactType ?? (tag === undefined ? 'attestation: how it was built' : 'artifact of unknown type')
}

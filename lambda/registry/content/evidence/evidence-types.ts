// Which media types, predicate types and annotations make an artifact a signature, an attestation or an SBOM. Whatever is
// not listed is none of them. Nothing is verified: an artifact of such a type is there, and that is all that is known.

/** What an artifact may be evidence of: "has a signature", "has provenance or another attestation", "has an SBOM". */
export const EVIDENCE = ['signature', 'attestation', 'sbom'] as const
export type EvidenceOf = (typeof EVIDENCE)[number]

/** What a media type or a predicate type says. */
export interface EvidenceType {
  readonly is: readonly EvidenceOf[]
  /** The format, as people call it. */
  readonly kind?: string
  /** Set for a wrapper: a predicate type or a layer may say what is in it, and then only that counts. */
  readonly isWrapper?: true
  /** Set for a bundle of Sigstore, which may hold a plain signature in place of a statement. */
  readonly isBundle?: true
}

const sbom = (kind: string): EvidenceType => ({ is: ['sbom'], kind })
const sbomStatement = (kind: string): EvidenceType => ({ is: ['attestation', 'sbom'], kind })
const signature = (kind: string): EvidenceType => ({ is: ['signature'], kind })
const WRAPPER: EvidenceType = { is: ['attestation'], isWrapper: true }
const SLSA: EvidenceType = { is: ['attestation'], kind: 'SLSA' }

/**
 * Media types of artifacts (`artifactType`, or the type of their config) and of their layers, in lower case. Versions
 * (`.v1` at the end, before `+json`) and parameters (`;version=0.3`) are left out.
 */
export const EVIDENCE_MEDIA_TYPES: ReadonlyMap<string, EvidenceType> = new Map([
  // Cosign: layers of the tag `.sig` (specs/SIGNATURE_SPEC.md), and config of a signature as a referrer
  // (internal/pkg/oci/remote/remote.go).
  ['application/vnd.dev.cosign.simplesigning+json', signature('Cosign')],
  ['application/vnd.dev.cosign.artifact.sig+json', signature('Cosign')],
  // Notation (notaryproject/specifications, specs/signature-specification.md), and before its version 1.0.
  ['application/vnd.cncf.notary.signature', signature('Notation')],
  ['application/vnd.cncf.notary.v2.signature', signature('Notation')],
  // Sigstore's bundle: `.v0.3+json`, before `+json;version=0.1` to `0.3` (sigstore-go, pkg/bundle/bundle.go). Cosign 3 and
  // GitHub's attestations (actions/attest, src/attest.ts) attach it. It may hold anything that is signed.
  ['application/vnd.dev.sigstore.bundle+json', { ...WRAPPER, isBundle: true }],
  // DSSE, as in layers of cosign's tag `.att` (specs/ATTESTATION_SPEC.md), and cosign's referrers.
  ['application/vnd.dsse.envelope+json', WRAPPER],
  ['application/vnd.dev.cosign.artifact.att+json', WRAPPER],
  // BuildKit (docs/attestations/attestation-storage.md): the artifact, of which the layers are statements of in-toto.
  ['application/vnd.docker.attestation.manifest+json', WRAPPER],
  // in-toto (in-toto/attestation, spec/v1/envelope.md and bundle.md): a statement, in an envelope or without.
  ['application/vnd.in-toto+json', WRAPPER],
  ['application/vnd.in-toto+dsse', WRAPPER],
  ['application/vnd.in-toto.bundle', WRAPPER],
  ['application/vnd.in-toto.provenance+json', SLSA],
  ['application/vnd.in-toto.provenance+dsse', SLSA],
  ['application/vnd.in-toto.vsa+dsse', { is: ['attestation'] }],
  ['application/vnd.in-toto.spdx+json', sbomStatement('SPDX')],
  ['application/vnd.in-toto.spdx+dsse', sbomStatement('SPDX')],
  ['application/vnd.in-toto.cyclonedx+json', sbomStatement('CycloneDX')],
  ['application/vnd.in-toto.cyclonedx+dsse', sbomStatement('CycloneDX')],
  // SPDX: registered with IANA (`spdx3` in 2026), as cosign attaches it (specs/SBOM_SPEC.md), as Google names it
  // (Artifact Registry, attachments).
  ['application/spdx+json', sbom('SPDX')],
  ['application/spdx3+json', sbom('SPDX')],
  ['text/spdx', sbom('SPDX')],
  ['text/spdx+json', sbom('SPDX')],
  ['text/spdx+xml', sbom('SPDX')],
  ['application/vnd.spdx+json', sbom('SPDX')],
  // CycloneDX: registered with IANA, the form for protobuf (CycloneDX/specification, README.md), as cosign attaches it, and
  // as cdxgen tells people to name it for `oras attach`.
  ['application/vnd.cyclonedx+json', sbom('CycloneDX')],
  ['application/vnd.cyclonedx+xml', sbom('CycloneDX')],
  ['application/x.vnd.cyclonedx+protobuf', sbom('CycloneDX')],
  ['application/vnd.cyclonedx', sbom('CycloneDX')],
  ['sbom/cyclonedx', sbom('CycloneDX')],
  // Syft's own format (cosign, pkg/types/media.go).
  ['application/vnd.syft+json', sbom('Syft')],
  // Cosign's SBOM as a referrer, of any format (cmd/cosign/cli/attach/sbom.go).
  ['application/vnd.dev.cosign.artifact.sbom+json', { is: ['sbom'], isWrapper: true }],
  // Harbor's SBOM, always SPDX (harbor, src/pkg/scan/sbom/sbom.go).
  ['application/vnd.goharbor.harbor.sbom', sbom('SPDX')],
])

/**
 * Predicate types of statements of in-toto, without a version at the end (`/v1`, `/v0.2`). A statement of any other
 * predicate type is an attestation, and the predicate type is its kind.
 */
export const EVIDENCE_PREDICATES: ReadonlyMap<string, EvidenceType> = new Map([
  // A signature by cosign 3 (pkg/types/predicate.go).
  ['https://sigstore.dev/cosign/sign', signature('Cosign')],
  // in-toto/attestation, spec/predicates/spdx2.md, spdx3.md and cyclonedx.md.
  ['https://spdx.dev/Document', sbomStatement('SPDX')],
  ['https://cyclonedx.org/bom', sbomStatement('CycloneDX')],
  // Until 2022 (in-toto-golang, in_toto/model.go).
  ['https://cyclonedx.org/schema', sbomStatement('CycloneDX')],
  // As Syft's and Docker Scout's own formats are attested (docs.docker.com/dhi/core-concepts/attestations).
  ['https://syft.dev/bom', sbomStatement('Syft')],
  ['https://scout.docker.com/sbom', sbomStatement('Docker Scout')],
  // in-toto/attestation, spec/predicates/provenance.md; the second until version 0.1.
  ['https://slsa.dev/provenance', SLSA],
  ['https://in-toto.io/Provenance', SLSA],
])

/** Annotations with the predicate type of a statement: of BuildKit, of Sigstore's bundle, of cosign's layers. */
export const PREDICATE_ANNOTATIONS = [
  'in-toto.io/predicate-type',
  'dev.sigstore.bundle.predicateType',
  'predicateType',
] as const
/** Says what Sigstore's bundle holds (cosign, specs/BUNDLE_SPEC.md), and the value for a plain signature. */
export const BUNDLE_CONTENT_ANNOTATION = 'dev.sigstore.bundle.content'
export const PLAIN_SIGNATURE = 'message-signature'

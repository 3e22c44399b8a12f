// What refers to an image, in words. Nothing of it is verified.

import type { Evidence } from '../../../registry/content/evidence/evidence.ts'

interface Referrer {
  readonly tag?: string | undefined
  readonly artifactType?: string | undefined
  readonly evidence?: readonly Evidence[] | undefined
}

const WORDS: Readonly<Record<Evidence['is'], string>> = {
  signature: 'signature',
  attestation: 'attestation',
  sbom: 'SBOM',
}

/** Returns what a referrer is, for people; where it is no evidence that is known, its type. */
export const referrerWords = ({ tag, artifactType, evidence = [] }: Referrer): string => {
  if (evidence.length > 0) return evidence.map(({ is, kind }) => withKinds(WORDS[is], kind)).join(', ')
  // An entry of the image's own index, by which BuildKit attests how it was built.
  return artifactType ?? (tag === undefined ? 'attestation' : 'artifact of unknown type')
}

/** Returns what is there, with its kinds where they are known. */
export const withKinds = (what: string, ...kinds: readonly (string | undefined)[]): string => {
  const known = kinds.filter((kind) => kind !== undefined)
  return known.length === 0 ? what : `${what}: ${known.join(', ')}`
}

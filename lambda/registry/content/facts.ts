// The facts of a tag: everything that the registry bucket tells about what the tag points to. An absent fact is
// unknown. All texts are cleaned and capped.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import type { DescriptiveFacts } from './annotations/annotations.ts'
import type { Evidence } from './evidence/evidence.ts'
import type { Notes } from './json/json-fields.ts'
import type { Problem } from './json/problem.ts'
import type { Kind } from './manifests/kinds.ts'

const PROBLEM_MAX_BYTES = 255
/** Layers that are kept. Docker accepts no image with more. */
export const MAX_LAYERS = 127

export interface Layer {
  readonly digest: string
  /** Compressed bytes. */
  readonly size?: number
  readonly mediaType?: string
}

/** An entry of an image index, or of an image index in it. */
export interface Child {
  readonly digest: string
  readonly mediaType?: string
  readonly artifactType?: string
  readonly platform?: string
  /** Compressed bytes of its config and layers. */
  readonly size?: number
  /** Number of its layers. */
  readonly layers?: number
  /** Only for an attestation: the digest of the entry that it attests. */
  readonly attests?: string
  /** Only for an image index: the number of its own entries. Those that are read come behind it. */
  readonly entries?: number
  /** In how many image indexes it lies beside the tag's own; absent for an entry of that. */
  readonly depth?: number
  /** Only for an artifact: what it is evidence of. */
  readonly evidence?: Evidence[]
  /** Set if its manifest can't be read. */
  readonly missing?: true
}

export interface Facts extends DescriptiveFacts {
  /** Digest of the manifest. In the layout `docker-v1` the id of the image, which is not a digest. */
  readonly digest?: string
  readonly kind: Kind
  readonly mediaType?: string
  readonly artifactType?: string
  /** `os/architecture[/variant]`, in the order of the image index. */
  readonly platforms: readonly string[]
  /** Compressed bytes of the configs and layers of all platforms, each blob counted once. */
  readonly size?: number
  /** When the image was built, as it says. ISO 8601. */
  readonly created?: string
  readonly configDigest?: string
  /** Digest of the manifest that this one refers to (it is a referrer). */
  readonly subject?: string
  /** Only for an artifact: what it is evidence of. */
  readonly evidence?: Evidence[]
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  /** Layers, the lowest first. */
  readonly layers?: readonly Layer[]
  /** Entries of the image index, each before those of the image index that it is. */
  readonly children?: readonly Child[]
  /** Number of entries beyond those that are read. */
  readonly childrenLeft?: number
  /**
   * Number of things that the tag points to and that are not there: entries of an image index that can't be read, and
   * manifests, configs and layers that do not exist, as far as they were looked for (tag-blobs.ts).
   */
  readonly dangling?: number
  /** Digests of blobs that it points to and that do not exist, the first few; in the layout `docker-v1` ids of images. */
  readonly gone?: readonly string[]
  /** Why facts are missing. Shown to users. */
  readonly problem?: string
  /** Set if the problem may go away without the tag being written. */
  readonly heals?: true
}

/** Returns the facts of a tag of which nothing can be read. */
export const broken = (problem: Problem): Facts => ({
  kind: 'unknown',
  platforms: [],
  ...problemOf(problem, []),
})

/** Returns the facts about a problem, or else about the invalid fields that were noted. */
export const problemOf = (
  problem: Problem | undefined,
  notes: Notes,
): Pick<Facts, 'problem' | 'heals' | 'dangling'> => {
  const text = clean(
    problem?.message ?? (notes.length === 0 ? undefined : `invalid: ${notes.join('; ')}`),
    PROBLEM_MAX_BYTES,
  )
  return defined({
    problem: text,
    heals: problem?.heals === true ? (true as const) : undefined,
    dangling: problem?.isMissing === true ? 1 : undefined,
  })
}

// What S3 tells of what a tag points to. Absent is unknown; all texts are clean and capped.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import type { Described } from './annotations.ts'
import type { Notes } from './json-fields.ts'
import type { Kind } from './manifest.ts'
import type { Problem } from './problem.ts'

/** Caps. */
const PROBLEM_MAX = 255
export const STRING_MAX = 255

/** A layer, the lowest first. */
export interface Layer {
  readonly digest: string
  /** Compressed bytes. */
  readonly size?: number
  readonly mediaType?: string
}

/** An entry of an index. */
export interface Child {
  readonly digest: string
  readonly mediaType?: string
  readonly artifactType?: string
  readonly platform?: string
  /** Compressed bytes of its config and layers. */
  readonly size?: number
  readonly layers?: number
  /** Of an attestation: the digest of the entry that it is of. */
  readonly attests?: string
  /** Its manifest can't be read. */
  readonly missing?: true
}

export interface Facts extends Described {
  /** Of the manifest; in the layout `docker-v1` the id of the image, which is no digest. */
  readonly digest?: string
  readonly kind: Kind
  readonly mediaType?: string
  readonly artifactType?: string
  /** `os/architecture[/variant]`, in the order of the index. */
  readonly platforms: readonly string[]
  /** Compressed bytes of config and layers, of all platforms, each blob once. */
  readonly size?: number
  /** ISO 8601, when the image says it was built. */
  readonly created?: string
  readonly configDigest?: string
  /** Digest of the manifest that it says something of. */
  readonly subject?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly layers?: readonly Layer[]
  readonly children?: readonly Child[]
  /** How many more children the index has than are looked at. */
  readonly childrenLeft?: number
  /** Children of the index that are not there. */
  readonly dangling?: number
  /** Why facts are missing, for people. */
  readonly problem?: string
  /** Whether the problem may go away without the tag being written. */
  readonly heals?: true
}

/** The facts of a tag of which nothing can be read. */
export const broken = (problem: Problem): Facts => ({
  kind: 'unknown',
  platforms: [],
  ...problemOf(problem, []),
})

/** What is said of a problem, or else of what was not sound. */
export const problemOf = (problem: Problem | undefined, notes: Notes): Pick<Facts, 'problem' | 'heals'> => {
  const text = clean(
    problem?.message ?? (notes.length === 0 ? undefined : `not sound: ${notes.join('; ')}`),
    PROBLEM_MAX,
  )
  return defined({ problem: text, heals: problem?.heals === true ? (true as const) : undefined })
}

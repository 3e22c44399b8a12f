// The search document of a repository: all that search knows of it. It is stored in the repository's row as one map and
// projected into the index `changes` as it is, so that what search keeps in memory can be loaded without the rows.

import * as z from 'zod/mini'
import { KINDS } from '../registry/content/manifests/kinds.ts'

const text = z.string()
const texts = z.array(text)
const count = z.int().check(z.nonnegative())

/** The fields that a repository takes from its representative tag: shown wherever the repository is listed. */
export const representedFields = {
  tag: z.optional(text),
  description: z.optional(text),
  title: z.optional(text),
  version: z.optional(text),
  kind: z.optional(z.enum(KINDS)),
  platforms: z.optional(texts),
  /** Compressed bytes. */
  size: z.optional(count),
  source: z.optional(text),
  licenses: z.optional(text),
  vendor: z.optional(text),
  /** With `, ` between them. */
  keywords: z.optional(text),
  /** When it was built, as it says. ISO 8601 in UTC with whole seconds. */
  created: z.optional(text),
}

const represented = z.object(representedFields)
export type Represented = z.infer<typeof represented>

/** Returns those fields that come from the representative tag, without the absent ones. */
export const representedOf = (document: Represented): Represented => z.parse(represented, document)

/** The stored form. Which repository it is of stands in the row's key. */
export const searchDocument = z.object({
  /** The registry that the repository is in: the name of its bucket. */
  registry: text,
  layout: text,
  /** How many visible and hidden tags the repository has. */
  visible: count,
  hidden: count,
  /**
   * How many of these were only listed: they have no rows yet. All others have. Absent if there is none, so in every
   * repository that a run has read.
   */
  unread: z.optional(count),
  unreadHidden: z.optional(count),
  ...representedFields,
  /** How many of its visible tags are dangling: something that they point to is missing. Absent if none is. */
  dangling: z.optional(count),
  /** Hidden from unauthenticated callers. */
  private: z.optional(z.literal(true)),
  /** When its newest visible tag was pushed, ISO 8601 in UTC with whole seconds, and which tag that is. */
  pushedAt: z.optional(text),
  newestTag: z.optional(text),
})

export type SearchDocument = z.infer<typeof searchDocument>

/** A repository's document, or that it has none any more, as of the commit that wrote it. */
export interface DocumentState {
  /** Id of the repository. */
  readonly id: string
  /** The row's `changedAt`: epoch milliseconds, which grow with every change of the document. */
  readonly changedAt: number
  /** Undefined if the repository has no tag left. */
  readonly document: SearchDocument | undefined
}

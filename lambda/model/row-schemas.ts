// The rows of the index, as they are stored; parsed when read, since anybody with the rights may have written them.

import * as z from 'zod/mini'
import { KINDS } from '../registry/content/manifest.ts'

const text = z.string()
const texts = z.array(text)
const count = z.int().check(z.nonnegative())
const kind = z.enum(KINDS)
const labels = z.record(text, text)

/** What the representative tag of a repository gives to it: stored in its row, and shown wherever it is listed. */
export const representedFields = {
  tag: z.optional(text),
  description: z.optional(text),
  title: z.optional(text),
  version: z.optional(text),
  kind: z.optional(kind),
  platforms: z.optional(texts),
  /** Compressed bytes. */
  size: z.optional(count),
  source: z.optional(text),
  licenses: z.optional(text),
  vendor: z.optional(text),
}

const represented = z.object(representedFields)
export type Represented = z.infer<typeof represented>

/** The fields of a row that its representative tag gives, without those that are absent. */
export const representedOf = (row: Represented): Represented => z.parse(represented, row)

const repositoryRow = z.object({
  /** Its id: the name, in other layouts than `distribution` with the layout. */
  name: text,
  layout: text,
  /** Grows with every commit that touches the repository. */
  rev: count,
  /** Counts of its tags. */
  visible: count,
  hidden: count,
  /** The greatest keys of its visible tags. */
  rank: z.optional(text),
  newest: z.optional(text),
  ...representedFields,
  /** How many of its visible tags lack something that they point to; absent where none does. */
  dangling: z.optional(count),
  /** Hidden from the anonymous. */
  private: z.optional(z.literal(true)),
  /** When its newest visible tag was pushed. */
  pushedAt: z.optional(text),
  /** The tags of the last commit, and which of them it removed. */
  last: z.object({ tags: texts, removed: texts }),
  /** Which entries stand in the search table: places of the name, words of the description (sorted). */
  places: texts,
  words: texts,
  /** Keys of the indexes; absent where they do not apply. */
  catalog: z.optional(text),
  path: z.optional(text),
  recent: z.optional(text),
  recentKey: z.optional(text),
  /** Epoch seconds; only where no tag is left. */
  expires: z.optional(count),
})

const tagBrief = z.object({
  repository: text,
  tag: text,
  /** The repository's, when this was written. */
  rev: count,
  /** The rev with which the detail was written last. */
  detailRev: count,
  /** The run that wrote it anew, so that one which had to stop goes on where it was. */
  rebuilt: z.optional(text),
  digest: z.optional(text),
  kind,
  /** The first 8. */
  platforms: texts,
  size: z.optional(count),
  created: z.optional(text),
  licenses: z.optional(text),
  vendor: z.optional(text),
  pushedAt: text,
  /** ETag of the link. */
  etag: text,
  hidden: z.optional(z.literal(true)),
  problem: z.optional(text),
  dangling: z.optional(count),
  /** Where there is a problem: how often it was met since the link was last written, and when to look again. */
  tries: z.optional(count),
  retryAt: z.optional(text),
  facts: count,
  /** Keys of the local indexes. */
  rank: text,
  newest: text,
})

/** A layer, and an entry of an index; as the facts have them. */
export const layer = z.object({ digest: text, size: z.optional(count), mediaType: z.optional(text) })
export const child = z.object({
  digest: text,
  mediaType: z.optional(text),
  artifactType: z.optional(text),
  platform: z.optional(text),
  size: z.optional(count),
  layers: z.optional(count),
  attests: z.optional(text),
  missing: z.optional(z.literal(true)),
})

const tagDetail = z.object({
  repository: text,
  /** As tag-keys.ts makes it from the tag. */
  tag: text,
  rev: count,
  mediaType: z.optional(text),
  artifactType: z.optional(text),
  description: z.optional(text),
  title: z.optional(text),
  version: z.optional(text),
  source: z.optional(text),
  revision: z.optional(text),
  url: z.optional(text),
  documentation: z.optional(text),
  authors: z.optional(text),
  baseName: z.optional(text),
  baseDigest: z.optional(text),
  appVersion: z.optional(text),
  icon: z.optional(text),
  home: z.optional(text),
  /** All of them. */
  platforms: texts,
  configDigest: z.optional(text),
  subject: z.optional(text),
  labels: z.optional(labels),
  annotations: z.optional(labels),
  layers: z.optional(z.array(layer)),
  children: z.optional(z.array(child)),
  childrenLeft: z.optional(count),
  /** Which lookup entries stand in the search table, and how many did not fit. */
  lookups: texts,
  lookupsLeft: z.optional(count),
  /** Of which of its lists and maps a part did not fit the row. */
  cut: z.optional(texts),
})

export type RepositoryRow = z.infer<typeof repositoryRow>
export type TagBrief = z.infer<typeof tagBrief>
export type TagDetail = z.infer<typeof tagDetail>

/** Whether a tag that is shown lacks something that it points to. */
export const isDangling = ({ dangling, hidden }: TagBrief): boolean => dangling !== undefined && !hidden

/** Both rows of a tag, as they were read: they may be of different commits. */
export interface StoredTag {
  readonly brief?: TagBrief | undefined
  readonly detail?: TagDetail | undefined
  /** A detail that does not fit the brief, and stays so: only what it says of entries is of use, to remove them. */
  readonly unfit?: TagDetail | undefined
}

const parser =
  <T extends z.core.$ZodType>(schema: T, what: string) =>
  (item: unknown): z.infer<T> => {
    const parsed = z.safeParse(schema, item)
    if (parsed.success) return parsed.data
    const where = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    throw new Error(
      `the stored ${what} ${JSON.stringify(item).slice(0, 200)} is not as this version writes it (${where}); delete it and run a rebuild`,
    )
  }

export const parseRepositoryRow = parser(repositoryRow, 'repository')

/** The row, or nothing where it is not as any version writes it. */
export const soundRepositoryRow = (item: unknown): RepositoryRow | undefined => {
  const parsed = z.safeParse(repositoryRow, item)
  return parsed.success ? parsed.data : undefined
}

/**
 * The row; of a damaged one what is needed to write over it: its rev, and nothing that it says of tags and entries.
 * @throws Error where not even that is sound
 */
export const mendedRepositoryRow = (item: Record<string, unknown>): RepositoryRow => {
  const sound = soundRepositoryRow(item)
  if (sound !== undefined) return sound
  const { name, rev } = parser(z.object({ name: text, rev: count }), 'repository')(item)
  return { name, rev, layout: '', visible: 0, hidden: 0, last: { tags: [], removed: [] }, places: [], words: [] }
}

/** The brief, or nothing where it is not as any version writes it. */
export const soundTagBrief = (item: unknown): TagBrief | undefined => z.safeParse(tagBrief, item).data

export const parseTagBrief = parser(tagBrief, 'tag')
export const parseTagDetail = parser(tagDetail, 'detail of a tag')

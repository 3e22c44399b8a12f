// The schemas of the index's rows as they are stored. Rows are parsed when they are read, because anybody with the
// permissions may have written them.

import * as z from 'zod/mini'
import { REPOSITORY } from '../names/tables.ts'
import { EVIDENCE } from '../registry/content/evidence/evidence-types.ts'
import { KINDS } from '../registry/content/manifests/kinds.ts'
import { searchDocument } from './search-document.ts'
import { isLookup, MAX_LOOKUPS } from './search-entries.ts'
import { changeTime } from './times.ts'

const text = z.string()
const texts = z.array(text)
const count = z.int().check(z.nonnegative())
/** ISO 8601 in UTC. */
const utcTime = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/))
const kind = z.enum(KINDS)
const labels = z.record(text, text)

const repositoryRow = z.object({
  /** The repository's id: its name, followed by the layout in layouts other than `distribution`. */
  name: text,
  /** Incremented by every commit that touches the repository. */
  rev: count,
  /** The greatest `rank` and `newest` keys of its visible tags. */
  rank: z.optional(text),
  newest: z.optional(text),
  /** What search knows of the repository; absent if it has no tag. */
  document: z.optional(searchDocument),
  /** When the document was changed last, in epoch milliseconds; each change has a greater time than the one before. */
  changedAt: changeTime,
  /** The tags of the last commit, and those of them that it removed or found absent. */
  last: z.object({ tags: texts, removed: texts }),
  /** The rev of the last commit that removed a tag, or found one absent, or was the first of this row. */
  removedRev: z.optional(count),
  /** Keys of the table's indexes. Repositories without tags are not in the catalog. */
  changes: text,
  catalog: z.optional(text),
  path: z.optional(text),
  /** When DynamoDB may delete the row, in epoch seconds; only on rows of repositories without tags. */
  expires: z.optional(count),
})

const tagBrief = z.object({
  repository: text,
  tag: text,
  /** The repository's rev when this brief was written. */
  rev: count,
  /** The rev with which the tag's detail was last written. */
  detailRev: count,
  /** The rebuild run that wrote this brief, so that a run that was interrupted continues where it stopped. */
  rebuilt: z.optional(text),
  digest: z.optional(text),
  kind,
  /** The first 8 of them. */
  platforms: texts,
  size: z.optional(count),
  created: z.optional(utcTime),
  licenses: z.optional(text),
  vendor: z.optional(text),
  pushedAt: text,
  /** ETag of the tag's link object. */
  etag: text,
  hidden: z.optional(z.literal(true)),
  problem: z.optional(text),
  dangling: z.optional(count),
  /** For a problem that may heal: how often it was met again since the link was last written, and when to retry. */
  tries: z.optional(count),
  retryAt: z.optional(utcTime),
  /** FACTS_VERSION of the code that read the tag. */
  facts: count,
  /** Keys of the table's local indexes. */
  rank: text,
  newest: text,
})

/** What an artifact is evidence of, a layer, and a child of an image index, in the form of the facts. */
export const evidence = z.object({ is: z.enum(EVIDENCE), kind: z.optional(text) })
export const layer = z.object({ digest: text, size: z.optional(count), mediaType: z.optional(text) })
export const child = z.object({
  digest: text,
  mediaType: z.optional(text),
  artifactType: z.optional(text),
  platform: z.optional(text),
  size: z.optional(count),
  layers: z.optional(count),
  attests: z.optional(text),
  entries: z.optional(count),
  depth: z.optional(count),
  evidence: z.optional(z.array(evidence)),
  missing: z.optional(z.literal(true)),
})

const tagDetail = z.object({
  repository: text,
  /** The sort key that tag-keys.ts makes from the tag. */
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
  keywords: z.optional(text),
  authors: z.optional(text),
  baseName: z.optional(text),
  baseDigest: z.optional(text),
  appVersion: z.optional(text),
  icon: z.optional(text),
  home: z.optional(text),
  /** All platforms, unlike the brief's. */
  platforms: texts,
  configDigest: z.optional(text),
  subject: z.optional(text),
  evidence: z.optional(z.array(evidence)),
  labels: z.optional(labels),
  annotations: z.optional(labels),
  layers: z.optional(z.array(layer)),
  children: z.optional(z.array(child)),
  childrenLeft: z.optional(count),
  /** Digests of blobs that were looked for and are gone, the first few. They are looked for whenever the tag is read. */
  gone: z.optional(texts),
  /** Which lookup entries the search table has, and how many more did not fit. */
  lookups: texts,
  lookupsLeft: z.optional(count),
  /** How many labels it could be looked up by as well, beyond those that it is. */
  labelsLeft: z.optional(count),
  /** Keys of the table's indexes by values, as `indexKeys` makes them. Tags without such a value have none. */
  digestPartition: z.optional(text),
  digestEntry: z.optional(text),
  configPartition: z.optional(text),
  configEntry: z.optional(text),
  revisionPartition: z.optional(text),
  revisionEntry: z.optional(text),
  /** Names of the lists and maps that were cut to fit the row. */
  cut: z.optional(texts),
})

export type RepositoryRow = z.infer<typeof repositoryRow>
export type TagBrief = z.infer<typeof tagBrief>
export type TagDetail = z.infer<typeof tagDetail>

/** Names of the fields that each kind of row may have. */
export const ROW_FIELDS = {
  repository: Object.keys(repositoryRow.shape),
  brief: Object.keys(tagBrief.shape),
  detail: Object.keys(tagDetail.shape),
} as const

/** True if a visible tag is dangling: something that it points to is missing. */
export const isDangling = ({ dangling, hidden }: TagBrief): boolean => dangling !== undefined && !hidden

/** A row that exists, valid or not: the rev that a commit over it must expect, of whatever type it is stored. */
export interface ExistingRow {
  readonly rev: unknown
}

/** Both rows of a tag, as they were read. They may be of different commits, and invalid. */
export interface StoredTag {
  readonly brief?: TagBrief | undefined
  readonly detail?: TagDetail | undefined
  /** The row of the brief, also if it is invalid; undefined if there is none. */
  readonly existing?: ExistingRow | undefined
  /** Lookups that a detail records which can't be used, being invalid or of another commit: their entries are removed. */
  readonly staleLookups?: readonly string[] | undefined
  /** True if one of the rows is invalid. */
  readonly isInvalid?: true
  /** Of an invalid brief the rev of its detail, and of an invalid detail its own rev; each of whatever type is stored. */
  readonly namedRev?: unknown
  readonly foundRev?: unknown
}

/** A brief of a listing, or the name of a tag whose brief is invalid. */
export type ListedBrief =
  | { readonly tag: string; readonly brief: TagBrief }
  | { readonly tag: string; readonly brief?: undefined }

const parser =
  <T extends z.core.$ZodType>(schema: T, what: string) =>
  (item: unknown): z.infer<T> => {
    const parsed = z.safeParse(schema, item)
    if (parsed.success) return parsed.data
    const where = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    throw new Error(
      `the stored ${what} ${JSON.stringify(item).slice(0, 200)} does not match the schema of this version (${where}); delete the row and run a rebuild`,
    )
  }

export const parseRepositoryRow = parser(repositoryRow, 'repository row')

/** Returns the row, or undefined if it is invalid. */
export const validRepositoryRow = (item: unknown): RepositoryRow | undefined => {
  const parsed = z.safeParse(repositoryRow, item)
  return parsed.success ? parsed.data : undefined
}

/** A repository's row as it was read. */
export interface StoredRepositoryRow extends RepositoryRow {
  /**
   * Set if the stored row is invalid. All other fields but `changedAt`, which has to go on growing, are empty then, so
   * that the next commit writes the row anew.
   */
  readonly invalid?: ExistingRow
}

/** Returns the row; for an invalid one what is needed to overwrite it. */
export const storedRepositoryRow = (name: string, item: Record<string, unknown>): StoredRepositoryRow => {
  const valid = validRepositoryRow(item)
  // A rev that can't grow any more is of the right type, and would break the next commit.
  if (valid !== undefined && valid.rev < Number.MAX_SAFE_INTEGER) return valid
  const changedAt = z.safeParse(changeTime, item['changedAt']).data ?? 0
  const nothing = { changes: REPOSITORY.all, last: { tags: [], removed: [] } }
  return { name, rev: 0, changedAt, ...nothing, invalid: { rev: item['rev'] } }
}

/** Returns a row of the tag table with the tag that it is of: a brief, or a detail. Invalid ones are marked. */
export const storedTagRow = (
  key: { readonly tag: string; readonly isDetail: boolean },
  item: Record<string, unknown>,
): StoredTag => {
  if (!key.isDetail) {
    const brief = validTagBrief(item)
    const invalid = { isInvalid: true, namedRev: item['detailRev'] } as const
    return { brief, existing: { rev: item['rev'] }, ...(brief === undefined ? invalid : {}) }
  }
  const detail = z.safeParse(tagDetail, item).data
  if (detail?.lookups.every(isLookup) && detail.lookups.length <= MAX_LOOKUPS) return { detail }
  const lookups = Array.isArray(item['lookups']) ? item['lookups'] : []
  // More than a tag can have would not fit into one transaction.
  const staleLookups = lookups.filter((one) => isLookup(one)).slice(0, MAX_LOOKUPS)
  return { isInvalid: true, foundRev: item['rev'], staleLookups }
}

/** Returns the brief, or undefined if it is invalid. */
export const validTagBrief = (item: unknown): TagBrief | undefined => z.safeParse(tagBrief, item).data

/** Returns the brief of a row in a listing, or only its tag if it is invalid. */
export const listedBrief = (tag: string, item: unknown): ListedBrief => {
  const brief = validTagBrief(item)
  return brief === undefined ? { tag } : { tag, brief }
}

export const parseTagBrief = parser(tagBrief, 'tag brief')
export const parseTagDetail = parser(tagDetail, 'tag detail')

// Parses the records of the streams of the tag table and of the repository table. Anybody with the permissions may have
// written the rows. What an event does not need is not looked at, and a field that is wrong is left out.

import * as z from 'zod/mini'
import { KINDS, type Kind } from '../registry/content/manifests/kinds.ts'
import { defined } from '../shared/defined.ts'
import { optionalIfValid } from '../shared/optional-if-valid.ts'
import { byteLength } from '../shared/text.ts'

/** What an event tells of a tag's brief. */
export interface BriefImage {
  readonly pushedAt?: string
  readonly digest?: string
  readonly kind?: Kind
  readonly hidden?: true
  readonly size?: number
  readonly platforms: readonly string[]
  readonly rev?: number
}

/** What an event tells of a repository's row. */
interface RepositoryImage {
  readonly hasDocument: boolean
  /** Only rows of repositories without tags expire. */
  readonly expires: boolean
  readonly rev?: number
}

/** A row before and after a commit; undefined where it was not there. */
interface Images<Image> {
  readonly before: Image | undefined
  readonly after: Image | undefined
}

/** One change of a row. */
export type RowChange = {
  /** By which Lambda knows the record. */
  readonly sequence: string
  /** When it was written, in epoch milliseconds, exact to a second. Undefined if the record does not say. */
  readonly at: number | undefined
} & (
  | ({ readonly row: 'tag'; readonly repository: string; readonly sort: string } & Images<BriefImage>)
  | ({ readonly row: 'repository'; readonly repository: string } & Images<RepositoryImage>)
)

/** The last second that a date in JavaScript has. */
const MAX_TIME_S = 8.64e12
const MAX_DIGEST_BYTES = 256
const MAX_PLATFORM_BYTES = 255
const MAX_PLATFORMS = 8

// Values as DynamoDB writes them: an object with the letter of the type as its only key.
const string = z.pipe(
  z.object({ S: z.string() }),
  z.transform(({ S }) => S),
)
const count = z.pipe(
  z.pipe(
    z.object({ N: z.string() }),
    z.transform(({ N }) => Number(N)),
  ),
  z.int().check(z.nonnegative()),
)
const isTrue = z.pipe(
  z.object({ BOOL: z.literal(true) }),
  z.transform(({ BOOL }) => BOOL),
)
const list = z.pipe(
  z.object({ L: z.array(z.unknown()) }),
  z.transform(({ L }) => L),
)

const digest = string.check(z.regex(/^[A-Za-z0-9:+._=-]+$/), z.maxLength(MAX_DIGEST_BYTES))
const time = string.check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/))

const briefImage = z.object({
  pushedAt: optionalIfValid(time),
  digest: optionalIfValid(digest),
  kind: optionalIfValid(z.pipe(string, z.enum(KINDS))),
  hidden: optionalIfValid(isTrue),
  size: optionalIfValid(count),
  platforms: optionalIfValid(list),
  rev: optionalIfValid(count),
})
const repositoryImage = z.object({
  document: optionalIfValid(z.object({ M: z.unknown() })),
  expires: optionalIfValid(count),
  rev: optionalIfValid(count),
})

const record = z.object({
  dynamodb: z.object({
    SequenceNumber: z.string(),
    ApproximateCreationDateTime: optionalIfValid(z.number().check(z.nonnegative(), z.lte(MAX_TIME_S))),
    Keys: z.union([z.object({ repository: string, tag: string }), z.object({ name: string })]),
    OldImage: z.optional(z.unknown()),
    NewImage: z.optional(z.unknown()),
  }),
})

/** Returns the change that a record of a stream tells of; undefined if it is none of these two tables. */
export const parseRowChange = (item: unknown): RowChange | undefined => {
  const parsed = record.safeParse(item)
  if (!parsed.success) return undefined
  const {
    SequenceNumber: sequence,
    ApproximateCreationDateTime: seconds,
    Keys,
    OldImage,
    NewImage,
  } = parsed.data.dynamodb
  const common = { sequence, at: seconds === undefined ? undefined : seconds * 1000 }
  return 'name' in Keys
    ? { ...common, row: 'repository', repository: Keys.name, before: rowOf(OldImage), after: rowOf(NewImage) }
    : {
        ...common,
        row: 'tag',
        repository: Keys.repository,
        sort: Keys.tag,
        before: briefOf(OldImage),
        after: briefOf(NewImage),
      }
}

const briefOf = (image: unknown): BriefImage | undefined => {
  const parsed = briefImage.safeParse(image)
  if (!parsed.success) return undefined
  const { platforms = [], ...fields } = parsed.data
  const texts = platforms.slice(0, MAX_PLATFORMS).flatMap((one) => string.safeParse(one).data ?? [])
  return { ...defined(fields), platforms: texts.filter((text) => byteLength(text) <= MAX_PLATFORM_BYTES) }
}

const rowOf = (image: unknown): RepositoryImage | undefined => {
  const parsed = repositoryImage.safeParse(image)
  if (!parsed.success) return undefined
  const { document, expires, rev } = parsed.data
  return { hasDocument: document !== undefined, expires: expires !== undefined, ...defined({ rev }) }
}

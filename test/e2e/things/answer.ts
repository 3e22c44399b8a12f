// What the index tells of a tag, in the form of GET /api/repositories/<name>/tags/<tag>; the only file that knows where
// it comes from and how the fields are called.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb'
import { expect } from 'vitest'
import { detailKey } from '../../../lambda/index/records.ts'
import { eventually } from '../eventually.ts'
import type { Spot } from './place.ts'

interface Child {
  readonly digest: string
  readonly mediaType: string
  readonly platform?: string
  readonly artifactType?: string
  /** Compressed bytes of that platform. */
  readonly size?: number
  /** Digest of the child that an attestation is for. */
  readonly attests?: string
}

interface Referrer {
  readonly digest?: string
  readonly artifactType?: string
  readonly tag: string
}

type Text = string | undefined

interface TagAnswer {
  readonly digest: string
  readonly kind: 'image' | 'index' | 'chart' | 'artifact'
  readonly mediaType: string
  readonly artifactType: Text
  readonly platforms: readonly string[]
  readonly size: number
  readonly created: Text
  readonly hidden: boolean
  readonly description: Text
  readonly title: Text
  readonly version: Text
  readonly source: Text
  readonly revision: Text
  readonly url: Text
  readonly documentation: Text
  readonly licenses: Text
  readonly vendor: Text
  readonly authors: Text
  readonly baseName: Text
  readonly baseDigest: Text
  readonly appVersion: Text
  readonly icon: Text
  readonly home: Text
  readonly configDigest: Text
  readonly subject: Text
  readonly labels: Readonly<Record<string, string>> | undefined
  readonly annotations: Readonly<Record<string, string>> | undefined
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly mediaType: string }[]
  readonly children: readonly Child[]
  readonly signed: boolean
  readonly attested: boolean
  readonly sbom: boolean
  readonly referrers: readonly Referrer[]
  readonly problem: Text
}

/** What a test expects; undefined where a field must be absent. */
export type Expected = Partial<TagAnswer>

/** What the rows hold until the HTTP answer is there. */
const IN_ROWS = new Set<string>([
  ...['digest', 'kind', 'mediaType', 'platforms', 'size', 'created', 'hidden', 'description', 'title', 'version'],
  ...['configDigest', 'problem'],
])

const TAG_TABLE = 'docker-registry-tag'

// The brief, completed by the detail.
const tagAnswer = async (
  table: DynamoDBDocumentClient,
  { repository, tag }: Spot,
): Promise<Record<string, unknown> | undefined> => {
  const Keys = [tag, detailKey(tag)].map((key) => ({ repository, tag: key }))
  const request = new BatchGetCommand({ RequestItems: { [TAG_TABLE]: { Keys, ConsistentRead: true } } })
  const rows = (await table.send(request)).Responses?.[TAG_TABLE] ?? []
  const brief = rows.find((row) => row['tag'] === tag)
  const detail = rows.find((row) => row['tag'] !== tag)
  return brief && { ...brief, ...detail, hidden: brief['hidden'] === true }
}

// Rows know no kind of their own for charts.
const comparable = (expected: Expected): Expected => ({
  ...(Object.fromEntries(Object.entries(expected).filter(([field]) => IN_ROWS.has(field))) as Expected),
  ...(expected.kind === 'chart' ? { kind: 'artifact' } : {}),
})

/** Milliseconds in which the index must tell of a push; twice what it promises, for a machine that does much else. */
const LIMIT = 20_000

const pick = (from: object, like: object): object =>
  Object.fromEntries(Object.entries(from).filter(([field]) => Object.hasOwn(like, field)))

/**
 * Waits until the index tells all of this of a tag, field by field: texts, numbers and labels exactly; of the things in
 * a list at least what is expected of each.
 * @throws the last difference after the limit
 */
export const expectTold = async (table: DynamoDBDocumentClient, at: Spot, expected: Expected): Promise<void> => {
  const entries = Object.entries(comparable(expected))
  const lists = Object.fromEntries(entries.filter(([, value]) => Array.isArray(value)))
  const others = Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value)))
  await eventually(LIMIT, async () => {
    const answer = await tagAnswer(table, at)
    if (answer === undefined) throw new Error(`the index does not know ${at.repository}:${at.tag}`)
    expect(pick(answer, others)).toEqual(others)
    expect(pick(answer, lists)).toMatchObject(lists)
  })
}

import type { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import type { TagOrder } from '../../lambda/search/tag-pages.ts'

const PUSHED = '2026-11-01T00:00:00Z'
const brief = (tag: string) => ({
  ...{ repository: 'app', tag, rev: 1, detailRev: 1, kind: 'image', platforms: [], etag: 'e', facts: 1 },
  ...{ pushedAt: PUSHED, rank: `1${PUSHED}${tag}`, newest: `1${PUSHED}${tag}` },
})

/** Reads tags while DynamoDB answers with these pages. Returns the tags found and the queries that were sent. */
const asked = async (order: TagOrder, after: string | undefined, pages: string[][] = [[]], limit = 3) => {
  const inputs: QueryCommand['input'][] = []
  const send = async ({ input }: QueryCommand) => {
    const tags = pages[inputs.length] ?? []
    inputs.push(input)
    const more = inputs.length < pages.length ? { LastEvaluatedKey: { repository: 'app', tag: tags.at(-1) } } : {}
    return { Items: tags.map(brief), ...more }
  }
  const reader = dynamoTags({ send } as unknown as DynamoDBDocumentClient, 'tags')
  const key = order === 'name' ? (after ?? '') : `1${PUSHED}${after}`
  const found = await reader.tagsBy('app', order, {
    after: after === undefined ? undefined : { tag: after, key },
    limit,
  })
  return { found: found.map(({ tag }) => tag), inputs }
}
const least = (input: QueryCommand['input'] | undefined) => input?.ExpressionAttributeValues?.[':least']

describe('reading tags by name', () => {
  // The keys of details have the prefix "#"; they are not tags.
  it.each([undefined, '', '!', '#', '#z', '$'])(
    'begins after the details, even to continue after %j',
    async (after) => {
      expect(least((await asked('name', after)).inputs[0])).toBe('$')
    },
  )

  it('continues after a tag that may not exist, over as many pages as it takes', async () => {
    const { found, inputs } = await asked('name', '1.0', [['1.1'], ['2', '3']])
    expect(found).toEqual(['1.1', '2', '3'])
    expect(inputs.map(least)).toEqual(['1.0', '1.0'])
    expect(inputs[0]?.ExclusiveStartKey).toBeUndefined()
    expect(inputs[1]).toMatchObject({ ExclusiveStartKey: { repository: 'app', tag: '1.1' }, Limit: 2 })
  })
})

it.each(['newest', 'version'] as const)(
  'reading tags by %s returns visible tags only, in descending order',
  async (order) => {
    const { inputs } = await asked(order, 'v1')
    const sort = order === 'newest' ? 'newest' : 'rank'
    expect(inputs).toMatchObject([{ IndexName: sort, ScanIndexForward: false }])
    expect(least(inputs[0])).toBe('1')
    expect(inputs[0]?.ExclusiveStartKey).toEqual({ repository: 'app', tag: 'v1', [sort]: `1${PUSHED}v1` })
  },
)

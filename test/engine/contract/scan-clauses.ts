// Scans of a whole table.

import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect } from 'vitest'
import type { Clause } from './requests.ts'
import { type Item, S, tag } from './rows.ts'

export const scanClauses = (clause: Clause) =>
  describe('a scan', () => {
    clause(
      'returns every item once, page by page, and only the attributes asked for',
      async ({ client, tables, put }) => {
        for (const name of ['a', 'b', 'c', 'd']) await put(tag('scan', name), {}, tables.tag)
        await put({ repository: S('scan'), tag: S('#a') }, {}, tables.tag)
        const seen: string[] = []
        let start: Item | undefined
        do {
          const { Items = [], LastEvaluatedKey } = await client.send(
            new ScanCommand({
              TableName: tables.tag,
              Limit: 2,
              ProjectionExpression: 'repository, #tag',
              ExpressionAttributeNames: { '#tag': 'tag' },
              ExclusiveStartKey: start,
            }),
          )
          for (const item of Items) {
            expect(Object.keys(item).sort()).toEqual(['repository', 'tag'])
            seen.push(`${item['repository']?.S}:${item['tag']?.S}`)
          }
          start = LastEvaluatedKey
        } while (start !== undefined)
        const ours = seen.filter((one) => one.startsWith('scan:')).sort()
        expect(ours).toEqual(['scan:#a', 'scan:a', 'scan:b', 'scan:c', 'scan:d'])
        expect(new Set(seen).size).toBe(seen.length)
      },
    )
  })

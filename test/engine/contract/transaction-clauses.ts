// Transactions of writes.

import { describe, expect } from 'vitest'
import { reasons, refusal } from './refusals.ts'
import type { Clause } from './requests.ts'
import { absent, entry, KB, revIs, row, S, tag } from './rows.ts'

export const transactionClauses = (clause: Clause) =>
  describe('a transaction', () => {
    clause(
      'writes all or nothing, and tells why for each action in their order',
      async ({ tables, get, transact, putting, entriesOf }) => {
        await transact([
          putting(row('first'), absent),
          putting(tag('first', 'v1', { rev: { N: '1' } }), absent, tables.tag),
          putting(entry('t', 'first'), {}, tables.search),
        ])
        const again = transact([
          putting(row('second'), absent),
          { ConditionCheck: { TableName: tables.repository, Key: { name: S('first') }, ...absent } },
          { Delete: { TableName: tables.tag, Key: { repository: S('first'), tag: S('v1') }, ...revIs(7) } },
          { Delete: { TableName: tables.search, Key: entry('t', 'first') } },
        ])
        expect(await reasons(again)).toEqual(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed', 'None'])
        expect(await get('second')).toBeUndefined()
        expect((await entriesOf('t')).entries).toEqual(['first'])
        await transact([
          putting(row('first', 2), revIs(1)),
          { ConditionCheck: { TableName: tables.repository, Key: { name: S('second') }, ...absent } },
          { Delete: { TableName: tables.tag, Key: { repository: S('first'), tag: S('v1') }, ...revIs(1) } },
          { Delete: { TableName: tables.search, Key: entry('t', 'none') } },
        ])
        expect(await get('first')).toEqual(row('first', 2))
      },
    )

    clause(
      'is done once for a token, and a token can not be used for another',
      async ({ tables, get, transact, putting }) => {
        const token = `token-${tables.repository}`
        const first = [putting(row('token'), absent)]
        await transact(first, token)
        await transact(first, token)
        expect(await refusal(transact([putting(row('token', 2), absent)], token))).toBe(
          'IdempotentParameterMismatchException',
        )
        expect(await reasons(transact(first, `${token}-2`))).toEqual(['ConditionalCheckFailed'])
        expect(await get('token')).toEqual(row('token'))
      },
    )

    clause('that was cancelled is tried again with the same token', async ({ tables, put, get, transact, putting }) => {
      const token = `again-${tables.repository}`
      const wanted = [putting(row('again', 2), revIs(1))]
      expect(await reasons(transact(wanted, token))).toEqual(['ConditionalCheckFailed'])
      await put(row('again'))
      await transact(wanted, token)
      expect(await get('again')).toEqual(row('again', 2))
    })

    clause('has at most 100 actions, and one for each item', async ({ transact, putting }) => {
      const many = (count: number) => Array.from({ length: count }, (_, at) => putting(row(`many${at}`)))
      await transact(many(100))
      expect(await refusal(transact(many(101)))).toBe('ValidationException')
      expect(await refusal(transact([putting(row('twice')), putting(row('twice'))]))).toBe('ValidationException')
    })

    clause('has at most 4 MB, and each item 400 KB', async ({ get, transact, putting }) => {
      const large = (count: number, bytes: number) =>
        Array.from({ length: count }, (_, at) => putting({ name: S(`mb${at}`), text: S('x'.repeat(bytes)) }))
      expect(await refusal(transact(large(11, 390 * KB)))).toBe('ValidationException')
      expect(await refusal(transact(large(1, 400 * KB)))).toBe('ValidationException')
      expect(await get('mb0')).toBeUndefined()
      await transact(large(10, 390 * KB))
    })

    clause(
      'is refused with an empty key, and cancelled with one of another type',
      async ({ get, transact, putting }) => {
        expect(await refusal(transact([putting(row('valid')), putting(row(''))]))).toBe('ValidationException')
        const typed = transact([putting(row('valid')), putting({ name: { N: '1' } })])
        expect(await reasons(typed)).toEqual(['None', 'ValidationError'])
        const index = transact([putting(row('valid', 1, { catalog: { N: '1' }, path: S('p') }))])
        expect(await reasons(index)).toEqual(['ValidationError'])
        expect(await get('valid')).toBeUndefined()
      },
    )

    clause('is refused with a key that is too long', async ({ get, transact, putting }) => {
      expect(await refusal(transact([putting(row('valid')), putting(row('n'.repeat(2049)))]))).not.toBe('no error')
      expect(await get('valid')).toBeUndefined()
    })

    clause('is refused where it has a name or value that no expression uses', async ({ transact, putting }) => {
      const unused = { ...revIs(1), ExpressionAttributeNames: { '#x': 'x' } }
      expect(await refusal(transact([putting(row('unused'), unused)]))).toBe('ValidationException')
    })
  })

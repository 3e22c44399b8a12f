// Items by themselves: put, read, updated and deleted.

import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect } from 'vitest'
import { refusal } from './refusals.ts'
import type { Clause } from './requests.ts'
import { absent, entry, type Item, KB, revIs, row, S, tag } from './rows.ts'

export const itemClauses = (clause: Clause) =>
  describe('an item', () => {
    clause('is read as it was written, whatever its attributes are called', async ({ put, get }) => {
      const item = row('odd', 12_345_678_901, {
        constructor: S(''),
        toString: { M: { valueOf: { L: [{ N: '0.5' }, { BOOL: true }, { NULL: true }] } } },
        text: S('ünï\u0001code "quoted" 𝒳'),
      })
      await put(item)
      expect(await get('odd')).toEqual(item)
      expect(await get('none')).toBeUndefined()
    })

    clause('is put only where the condition holds', async ({ put, get }) => {
      await put(row('condition', 1, { lease: { M: { until: { N: '7' }, run: S('one') } } }), absent)
      expect(await refusal(put(row('condition', 2), absent))).toBe('ConditionalCheckFailedException')
      expect(await refusal(put(row('condition', 2), revIs(2)))).toBe('ConditionalCheckFailedException')
      const nested = (condition: string, until: string, run = 'other') => ({
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until', '#run': 'run' },
        ExpressionAttributeValues: { ':now': { N: until }, ':run': S(run) },
      })
      const free = 'attribute_not_exists(#lease) OR #lease.#until < :now OR #lease.#run = :run'
      const held = row('condition', 1, { lease: { M: { until: { N: '7' }, run: S('one') } } })
      expect(await refusal(put(held, nested(free, '7')))).toBe('ConditionalCheckFailedException')
      await put(held, nested(free, '8'))
      await put(held, nested(free, '1', 'one'))
      expect(await refusal(put(held, nested(`NOT (${free})`, '8')))).toBe('ConditionalCheckFailedException')
      expect(await refusal(put(held, nested('#lease.#until > :now AND #lease.#run = :run', '6')))).toBe(
        'ConditionalCheckFailedException',
      )
      await put(row('condition', 2), revIs(1))
      expect(await get('condition')).toEqual(row('condition', 2))
    })

    clause('is updated in some attributes, and made where there is none', async ({ client, tables, get }) => {
      const update = (UpdateExpression: string, names: Record<string, string>, values: Item | undefined, more = {}) =>
        client.send(
          new UpdateItemCommand({
            TableName: tables.repository,
            Key: { name: S('updated') },
            UpdateExpression,
            ExpressionAttributeNames: names,
            ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
            ...more,
          }),
        )
      await update('SET #a = :a, #b = :a', { '#a': 'a', '#b': 'b' }, { ':a': S('x') })
      await update('REMOVE #a SET #c = :c', { '#a': 'a', '#c': 'c' }, { ':c': { M: { d: { N: '1' } } } })
      expect(await get('updated')).toEqual({ name: S('updated'), b: S('x'), c: { M: { d: { N: '1' } } } })
      const condition = { ConditionExpression: 'attribute_exists(#a)' }
      expect(await refusal(update('REMOVE #a', { '#a': 'a' }, undefined, condition))).toBe(
        'ConditionalCheckFailedException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'a', '#b': 'b' }, { ':a': S('x') }))).toBe(
        'ValidationException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'a' }, { ':a': S('x'), ':b': S('y') }))).toBe(
        'ValidationException',
      )
      expect(await refusal(update('SET #a = :a', { '#a': 'name' }, { ':a': S('x') }))).toBe('ValidationException')
    })

    clause('is refused where an expression names an attribute by a reserved word', async ({ put }) => {
      const condition = { ConditionExpression: 'attribute_not_exists(name)' }
      expect(await refusal(put(row('reserved'), condition))).toBe('ValidationException')
      const named = { ConditionExpression: 'attribute_not_exists(#n)', ExpressionAttributeNames: { '#n': 'name' } }
      await put(row('reserved'), named)
    })

    clause('is deleted, also where there is none', async ({ client, tables, put, get }) => {
      await put(row('deleted'))
      const remove = (more = {}) =>
        client.send(new DeleteItemCommand({ TableName: tables.repository, Key: { name: S('deleted') }, ...more }))
      expect(await refusal(remove(revIs(2)))).toBe('ConditionalCheckFailedException')
      await remove(revIs(1))
      await remove()
      expect(await get('deleted')).toBeUndefined()
    })

    clause('is refused with keys that are empty, missing, too long or of another type', async ({ tables, put }) => {
      for (const item of [
        row(''),
        { rev: { N: '1' } },
        { name: { N: '1' } },
        row('n'.repeat(2049)),
        row('empty-index', 1, { catalog: S('1'), path: S('') }),
        row('typed-index', 1, { catalog: S('1'), path: { N: '1' } }),
      ])
        expect(await refusal(put(item as Item))).toBe('ValidationException')
      expect(await refusal(put(entry('long', 'e'.repeat(1025)), {}, tables.search))).toBe('ValidationException')
      await put(row('n'.repeat(2048)))
      await put(entry('long', 'e'.repeat(1024)), {}, tables.search)
      await put(row('half-index', 1, { catalog: S('1') }))
    })

    clause('is refused with a key of a secondary index that is too long', async ({ tables, put }) => {
      expect(await refusal(put(row('long-index', 1, { catalog: S('1'), path: S('p'.repeat(1025)) })))).toBe(
        'ValidationException',
      )
      expect(await refusal(put(tag('long-index', 'v1', { rank: S('r'.repeat(1025)) }), {}, tables.tag))).toBe(
        'ValidationException',
      )
    })

    clause('has at most 400 KB, with the names of its attributes', async ({ put }) => {
      const bytes = 400 * KB - 'name'.length - 'large'.length - 'text'.length
      await put({ name: S('large'), text: S('x'.repeat(bytes)) })
      expect(await refusal(put({ name: S('large'), text: S('x'.repeat(bytes + 1)) }))).toBe('ValidationException')
    })
  })

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { attributeOf, itemOf, numberOf } from '../../lambda/aws/dynamo/marshal.ts'
import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'

const there = (row: object): unknown => unmarshall(marshall(itemOf(row), { removeUndefinedValues: true }))

describe('a row', () => {
  it.each(PROTOTYPE_NAMES.filter((name) => name !== '__proto__'))('keeps a label called %s', (name) => {
    const row = { labels: { [name]: 'x' }, children: [{ [name]: 'y' }] }
    expect(there(row)).toEqual(row)
  })

  it('comes back as it was, whatever the names in its maps', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom(...PROTOTYPE_NAMES)).filter((one) => one !== '__proto__')
    const map = fc.array(fc.tuple(name, fc.string())).map((pairs) => Object.fromEntries(pairs))
    fc.assert(
      fc.property(map, fc.array(map), fc.integer(), (labels, children, size) => {
        const row = { tag: 'v1', size, labels, children }
        expect(there(row)).toEqual(row)
      }),
    )
  })

  it('loses what is undefined, as in a plain object', () => {
    expect(there({ a: undefined, b: { c: undefined, d: 'x' } })).toEqual({ b: { d: 'x' } })
  })
})

describe('a stored number', () => {
  it.each(['0', '-7', '1.5', '9007199254740991', '1E+3'])('%s is a number', (text) => {
    expect(numberOf(text)).toBe(Number(text))
  })

  const odd = ['9007199254740992', '9007199254740993.5', `1${'0'.repeat(40)}`, '5.00000000000000000001', '1E+126']
  it.each(odd)('%s is none, and is written back and compared as it was', (N) => {
    const read = unmarshall({ rev: { N }, all: { L: [{ N: '1' }, { N }] } }, { wrapNumbers: numberOf })
    expect(z.safeParse(z.number(), read['rev']).success).toBe(false)
    expect(marshall(itemOf(read))).toEqual({ rev: { N }, all: { L: [{ N: '1' }, { N }] } })
  })

  it.each([
    { NS: ['1', '9007199254740993.5'] },
    { NS: ['9007199254740993.5', '1'] },
    { SS: ['a', 'b'] },
    { B: new Uint8Array([1, 2]) },
    { BS: [new Uint8Array([1]), new Uint8Array([2])] },
    { M: { constructor: { S: 'x' }, toString: { N: '1E+126' } } },
    { NULL: true },
  ])('or whatever else stands in its place is written back as it was: %j', (attribute) => {
    const { rev } = unmarshall({ rev: attribute }, { wrapNumbers: numberOf })
    expect(marshall({ rev: attributeOf(rev) })).toEqual({ rev: attribute })
  })
})

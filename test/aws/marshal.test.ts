import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemOf } from '../../lambda/aws/marshal.ts'
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

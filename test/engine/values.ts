// DynamoDB's attribute values as JSON, and the plain values that the engine keeps of them. The index stores no sets, and
// numbers that JavaScript can hold; whatever else comes is an error of the engine, not of DynamoDB.

import { isDeepStrictEqual } from 'node:util'
import { BYTES, type Item, isBytes } from '../../bench/world/capacity.ts'
import { invalid } from './refusal.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Returns the plain value of an attribute value.
 * @throws Refusal where it is none
 */
const decode = (value: unknown): unknown => {
  const types = isFields(value) ? Object.keys(value) : []
  if (!isFields(value) || types.length !== 1)
    throw invalid('Supplied AttributeValue must contain exactly one of the supported datatypes')
  const [type = ''] = types
  const content = value[type]
  if (type === 'S') return String(content)
  if (type === 'N') return decodeNumber(String(content))
  if (type === 'BOOL') return content === true
  if (type === 'NULL') return null
  if (type === 'B') return { [BYTES]: String(content) }
  if (type === 'L' && Array.isArray(content)) return content.map(decode)
  if (type === 'M' && isFields(content)) return decodeItem(content)
  throw new Error(`the engine keeps no values of type ${type}; add it to test/engine/values.ts`)
}

const decodeNumber = (text: string): number => {
  const number = Number(text)
  if (text.trim() === '' || Number.isNaN(number)) throw invalid('The parameter cannot be converted to a numeric value')
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)))
    throw new Error(`the engine keeps no number such as ${text}; add it to test/engine/values.ts`)
  return number
}

const encode = (value: unknown): object => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (value === null) return { NULL: true }
  if (Array.isArray(value)) return { L: value.map(encode) }
  if (isBytes(value)) return { B: value[BYTES] }
  return { M: encodeItem(value as Item) }
}

/**
 * Returns the plain item of an item as DynamoDB's protocol has it. Both keep any name, `__proto__` too.
 * @throws Refusal where a value is none
 */
export const decodeItem = (item: unknown): Item =>
  Object.fromEntries(Object.entries(isFields(item) ? item : {}).map(([name, value]) => [name, decode(value)]))

/** Returns an item in the form of DynamoDB's protocol. */
export const encodeItem = (item: Item): object =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encode(value)]))

/** True if two plain values are the same to DynamoDB. */
export const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b)

// UTF-16's order is that of UTF-8, which is DynamoDB's and S3's, except for characters beyond its first 65,536.
const SURROGATE = /[\ud800-\udfff]/

/** True if one text sorts before another by their bytes in UTF-8. */
export const precedes = (a: string, b: string): boolean =>
  SURROGATE.test(a) || SURROGATE.test(b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0 : a < b

/** Orders two plain values; undefined if DynamoDB does not compare values of these types. */
export const order = (a: unknown, b: unknown): number | undefined => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'string' || typeof b !== 'string') return undefined
  return a === b ? 0 : precedes(a, b) ? -1 : 1
}

// What goes through the marshaller of the document client, in both directions: rows that anybody may have written, and rows
// that are made of what anybody may have pushed.

import { NumberValue } from '@aws-sdk/lib-dynamodb'

/**
 * Returns a row whose nested objects are Maps. The marshaller tells what a plain object is by its `constructor`, which in
 * a map of labels may be a label: it then throws, or takes the object for something else (util-dynamodb, convertToAttr).
 * A Map is recognised by its class. The names of the row's own fields are ours.
 */
export const itemOf = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, attributeOf(value)]))

/** Returns a value in the form in which the marshaller writes it as it was read, or made. */
export const attributeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(attributeOf)
  // The marshaller tells by the first number of a set how to write all of them.
  if (value instanceof Set)
    return [...value].some((one) => one instanceof NumberValue) ? new Set([...value].map(NumberValue.from)) : value
  if (!isPlain(value)) return value
  return new Map(Object.entries(value).map(([name, inner]) => [name, attributeOf(inner)]))
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))

/**
 * Returns a stored number. One that has no equal in JavaScript stays what it is, as a `NumberValue`: no schema takes it for
 * a number, so its row counts as damaged, and it can be written back and compared. The SDK itself throws for some of them,
 * which fails the whole page that the row is in.
 */
export const numberOf = (text: string): number | NumberValue => {
  const number = Number(text)
  const isExact = String(number) === text || (Number.isInteger(number) && !text.includes('.'))
  return isExact && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : NumberValue.from(text)
}

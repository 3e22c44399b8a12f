// What DynamoDB refuses of keys and items, from the developer guide ("Quotas", "Constraints").

import { type Item, itemSize } from '../../bench/world/capacity.ts'
import { invalid, type Refusal } from './refusal.ts'

/** Bytes of a key. */
const MAX_KEY_BYTES = { HASH: 2048, RANGE: 1024 } as const
/** Bytes of an item, the names of its attributes included. */
const MAX_ITEM_BYTES = 400 * 1024
/** Bytes of all items of a transaction. */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024
export const MAX_TRANSACTION_ACTIONS = 100
/** Keys of one BatchGetItem, and bytes of its answer: what exceeds these is returned as unprocessed. */
export const MAX_BATCH_KEYS = 100
export const MAX_BATCH_BYTES = 16 * 1024 * 1024
/** Bytes of a page of a Query or Scan. */
export const MAX_PAGE_BYTES = 1024 * 1024

interface Key {
  readonly name: string
  readonly key: keyof typeof MAX_KEY_BYTES
  /** A text, if not given. */
  readonly type?: 'string' | 'number' | undefined
}

/** Returns why a value can't be a key because of its type; undefined if it can. */
export const keyTypeError = ({ name, type = 'string' }: Key, value: unknown): string | undefined => {
  if (typeof value === type) return undefined
  const what = value === undefined ? 'Missing the key' : 'Type mismatch for key'
  return `One or more parameter values were invalid: ${what} ${name} in the item`
}

/**
 * Returns a value that can be a key, as a text that sorts as it does.
 * @throws Refusal
 */
export const checkKey = (key: Key, value: unknown): string => {
  const mismatch = keyTypeError(key, value)
  if (mismatch !== undefined) throw invalid(mismatch)
  return checkKeyLength(key, keyText(value))
}

/** Digits of the greatest number that can be a key here. */
const KEY_DIGITS = 16

/** Returns a key as a text. Texts sort as the keys do. */
export const keyText = (value: unknown): string => {
  if (typeof value !== 'number') return String(value)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`the engine sorts no number such as ${value}; add it to test/engine/limits.ts`)
  return String(value).padStart(KEY_DIGITS, '0')
}

/**
 * Returns a text that can be a key by its length.
 * @throws Refusal
 */
export const checkKeyLength = ({ name, key }: Key, text: string): string => {
  if (text === '')
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    )
  if (Buffer.byteLength(text) > MAX_KEY_BYTES[key])
    throw invalid(
      `One or more parameter values were invalid: the size of ${name} has exceeded the maximum size limit of ${MAX_KEY_BYTES[key]} bytes`,
    )
  return text
}

/** Returns the refusal of an item that is too large; undefined if it isn't. */
export const itemSizeError = (item: Item): Refusal | undefined =>
  itemSize(item) > MAX_ITEM_BYTES ? invalid('Item size has exceeded the maximum allowed size') : undefined

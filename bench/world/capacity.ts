// Computes DynamoDB's capacity units. The rules are from the developer guide: item sizes from "DynamoDB item sizes and
// formats", units from "Provisioned capacity mode", secondary indexes from "Local secondary indexes" and "Provisioned
// throughput considerations". A transaction doubles the units of its items in the table itself but not in the secondary
// indexes, as was measured at AWS (github.com/nubo-db/dynoxide, pull 188).

export type Item = Readonly<Record<string, unknown>>

/** A local or global secondary index, and the keys of its table. */
export interface SecondaryIndex {
  readonly name: string
  readonly keys: readonly [partition: string, sort: string]
  readonly projection: 'all' | 'keys' | { readonly include: readonly string[] }
  readonly tableKeys: readonly string[]
  /** Type of the sort key: a text, if not given. */
  readonly sortType?: 'number'
}

/** The only name in a plain value that stands for bytes, which are there in base64. */
export const BYTES = '\0bytes'

const READ_UNIT_BYTES = 4096
const WRITE_UNIT_BYTES = 1024
/** A transaction writes each item of the table twice: to prepare and to commit. */
const TRANSACTION_FACTOR = 2

const utf8 = (text: string): number => Buffer.byteLength(text, 'utf8')

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

/** Returns the bytes of an item: the names and values of its attributes. An undefined value is no attribute. */
export const itemSize = (item: Item): number => total(attributes(item).map(([name, at]) => utf8(name) + valueSize(at)))

const attributes = (item: object): [string, unknown][] => Object.entries(item).filter(([, at]) => at !== undefined)

const valueSize = (value: unknown): number => {
  if (typeof value === 'string') return utf8(value)
  if (typeof value === 'number') return numberSize(value)
  if (typeof value === 'boolean' || value === null) return 1
  if (Array.isArray(value)) return 3 + total(value.map((one) => 1 + valueSize(one)))
  if (isBytes(value)) return Buffer.byteLength(value[BYTES], 'base64')
  if (typeof value === 'object') return 3 + total(attributes(value).map(([name, at]) => 1 + utf8(name) + valueSize(at)))
  throw new TypeError(`a value of type ${typeof value} has no size in DynamoDB; use only values that JSON can write`)
}

/** True if a plain value stands for bytes. */
export const isBytes = (value: unknown): value is { readonly [BYTES]: string } =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, BYTES)

// One byte for two significant digits, one for the exponent and one for a minus sign. The guide calls this approximate.
const numberSize = (value: number): number => {
  const [mantissa = ''] = Math.abs(value).toExponential().split('e')
  return Math.ceil(mantissa.replace('.', '').length / 2) + 1 + (value < 0 ? 1 : 0)
}

/**
 * Returns the read units of one item, or of one page of a Query.
 * @param bytes of the item, or of all items of the page together; 0 for a missing item, which costs as much as the
 * smallest
 */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5)

/** Returns the write units of one item outside of a transaction. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES))

/**
 * Returns the write units, in the table itself, of one action in a transaction. They follow from the larger of the
 * sizes before and after; 0 bytes mean that there is no item.
 */
export const transactionUnits = (bytesBefore: number, bytesAfter: number): number =>
  TRANSACTION_FACTOR * writeUnits(Math.max(bytesBefore, bytesAfter))

/** Returns what a secondary index stores of an item; undefined if the item lacks one of the index's keys. */
export const indexEntry = (
  item: Item | undefined,
  { keys, projection, tableKeys }: SecondaryIndex,
): Item | undefined => {
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined
  if (projection === 'all') return item
  const included = projection === 'keys' ? [] : projection.include.filter((name) => item[name] !== undefined)
  return Object.fromEntries([...new Set([...keys, ...tableKeys, ...included])].map((key) => [key, item[key]]))
}

/**
 * Returns the write units of a secondary index for a change of an item: none if the index's entry stays the same, two
 * writes if the entry's key changes, otherwise one write.
 */
export const indexUnits = (before: Item | undefined, after: Item | undefined, index: SecondaryIndex): number => {
  const [old, now] = [indexEntry(before, index), indexEntry(after, index)]
  const size = (entry: Item | undefined) => (entry === undefined ? 0 : itemSize(entry))
  if (old === undefined && now === undefined) return 0
  if (old === undefined || now === undefined) return writeUnits(size(old ?? now))
  if (index.keys.some((key) => old[key] !== now[key])) return writeUnits(size(old)) + writeUnits(size(now))
  return isSame(old, now) ? 0 : writeUnits(Math.max(size(old), size(now)))
}

const isSame = (a: Item, b: Item): boolean => canonical(a) === canonical(b)

const canonical = (item: Item): string => JSON.stringify(attributes(item).sort(([a], [b]) => (a < b ? -1 : 1)))

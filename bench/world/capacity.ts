// DynamoDB's capacity units. Item sizes: developer guide, "DynamoDB item sizes and formats"; units: "Provisioned
// capacity mode"; indexes: "Local secondary indexes", "Provisioned throughput considerations". A transaction doubles
// what its items cost in the table itself, not in indexes: measured at AWS (github.com/nubo-db/dynoxide, pull 188).

export type Item = Readonly<Record<string, unknown>>

/** A secondary index, with the table's own keys. */
export interface Index {
  readonly name: string
  readonly keys: readonly [partition: string, sort: string]
  readonly projection: 'all' | 'keys'
  readonly tableKeys: readonly string[]
}

const READ_BYTES = 4096
const WRITE_BYTES = 1024
/** Table writes of a transaction are made twice: prepared, and committed. */
const TRANSACTION = 2

const utf8 = (text: string): number => Buffer.byteLength(text, 'utf8')

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

/** Bytes of an item: names and values of its attributes. An undefined value is no attribute. */
export const itemSize = (item: Item): number => total(attributes(item).map(([name, at]) => utf8(name) + valueSize(at)))

const attributes = (item: object): [string, unknown][] => Object.entries(item).filter(([, at]) => at !== undefined)

const valueSize = (value: unknown): number => {
  if (typeof value === 'string') return utf8(value)
  if (typeof value === 'number') return numberSize(value)
  if (typeof value === 'boolean' || value === null) return 1
  if (Array.isArray(value)) return 3 + total(value.map((one) => 1 + valueSize(one)))
  if (typeof value === 'object') return 3 + total(attributes(value).map(([name, at]) => 1 + utf8(name) + valueSize(at)))
  throw new TypeError(`a value of type ${typeof value} has no size in DynamoDB; allowed is what JSON can write`)
}

// One byte for two significant digits, one for the exponent, one for a sign: "approximately", says the guide.
const numberSize = (value: number): number => {
  const [mantissa = ''] = Math.abs(value).toExponential().split('e')
  return Math.ceil(mantissa.replace('.', '').length / 2) + 1 + (value < 0 ? 1 : 0)
}

/** Read units of one item, or of the items of one Query's page together; what is missing costs as the smallest item. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (consistent ? 1 : 0.5)

/** Write units of one item outside of a transaction. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BYTES))

/** Write units in the table itself of one action in a transaction: the larger of before and after. 0 is no item. */
export const transactionUnits = (bytesBefore: number, bytesAfter: number): number =>
  TRANSACTION * writeUnits(Math.max(bytesBefore, bytesAfter))

/** What an index stores of an item; undefined where the item lacks one of its keys. */
const indexEntry = (item: Item | undefined, { keys, projection, tableKeys }: Index): Item | undefined => {
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined
  if (projection === 'all') return item
  return Object.fromEntries([...new Set([...keys, ...tableKeys])].map((key) => [key, item[key]]))
}

/** Write units of an index for a change: nothing where its entry stays, two writes where the entry's key moves. */
export const indexUnits = (before: Item | undefined, after: Item | undefined, index: Index): number => {
  const [old, now] = [indexEntry(before, index), indexEntry(after, index)]
  const size = (entry: Item | undefined) => (entry === undefined ? 0 : itemSize(entry))
  if (old === undefined && now === undefined) return 0
  if (old === undefined || now === undefined) return writeUnits(size(old ?? now))
  if (index.keys.some((key) => old[key] !== now[key])) return writeUnits(size(old)) + writeUnits(size(now))
  return isSame(old, now) ? 0 : writeUnits(Math.max(size(old), size(now)))
}

const isSame = (a: Item, b: Item): boolean => canonical(a) === canonical(b)

const canonical = (item: Item): string => JSON.stringify(attributes(item).sort(([a], [b]) => (a < b ? -1 : 1)))

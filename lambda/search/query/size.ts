import { QueryError } from './query-error.ts'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't'].flatMap((unit, at): [string, number][] => [
    [unit, 1000 ** (at + 1)],
    [`${unit}b`, 1000 ** (at + 1)],
    [`${unit}ib`, 1024 ** (at + 1)],
  ]),
])

/**
 * The sizes, in bytes, that `>1GB`, `<100MiB`, `>=`, `<=` or `1MB..1GB` name.
 * @throws QueryError
 */
export const sizeRange = (value: string): { least: number; most: number } => {
  const [, operator, first, second] = /^(>=|<=|>|<)?([\d.]+?[a-z]*)(?:\.\.([\d.]+[a-z]*))?$/i.exec(value) ?? []
  const size = bytes(value, first)
  if (second !== undefined && operator === undefined) {
    const most = bytes(value, second)
    if (most < size) throw new QueryError(`size:${value} ends before it begins; the smaller size comes first`)
    return { least: size, most }
  }
  if (second !== undefined || operator === undefined) throw wrong(value)
  // What is asked for may lie between two bytes: `<1000.5B` has 1000 in it.
  if (operator.startsWith('>'))
    return { least: operator === '>' ? Math.floor(size) + 1 : size, most: Number.POSITIVE_INFINITY }
  return { least: 0, most: operator === '<' ? Math.ceil(size) - 1 : size }
}

const bytes = (value: string, said = ''): number => {
  const [, whole = '', fraction = '', unit = ''] = /^(\d+)(?:\.(\d+))?([a-z]*)$/i.exec(said) ?? []
  const scale = UNITS.get(unit.toLowerCase()) ?? Number.NaN
  // Digits and unit are multiplied before they are divided, for 4.1 by itself is less than is meant.
  const size = whole === '' ? Number.NaN : (Number(whole + fraction) * scale) / 10 ** fraction.length
  if (Number.isNaN(size)) throw wrong(value)
  return size
}

const wrong = (value: string): QueryError =>
  new QueryError(
    `size:${value} is no size; give > or < and a number with kB, MB, GB or KiB, MiB, GiB, such as size:>1GB, or size:100MB..1GB`,
  )

// What must hold of facts and of rows, whatever stood in the bucket: caps, and texts that harm nobody.

import { itemSize } from '../../bench/world/capacity.ts'
import { parseRepositoryRow, parseTagBrief, parseTagDetail } from '../../lambda/model/row-schemas.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { byteLength } from '../../lambda/shared/text.ts'
import type { memorySystem } from './system.ts'

const ROW_MAX = 4096
const DETAIL_MAX = 16 * 1024
/** Bytes that DynamoDB takes as a sort key. */
const KEY_MAX = 1024
const HARMFUL = /[\p{Cc}\p{Bidi_Control}]/u

const isHarmful = (text: string): boolean => !text.isWellFormed() || HARMFUL.test(text)

/** All texts of a value, the names of its fields among them. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsOf(one)])
}

const harmful = (what: string, value: unknown): string[] =>
  textsOf(value)
    .filter(isHarmful)
    .map((text) => `${what} has ${JSON.stringify(text).slice(0, 100)}`)

const over = (what: string, actual: number, most: number): string[] =>
  actual > most ? [`${what} is ${actual}, more than ${most}`] : []

const numbers = (value: unknown): number[] => {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : []
}

const mapBytes = (of: object = {}): number => byteLength(Object.entries(of).flat().join(''))

/** Where facts break a cap of the design or have a text that does harm. */
export const unsoundFacts = (facts: Facts): string[] => {
  const { description = '', labels, annotations, layers = [], children = [], platforms, ...rest } = facts
  const others = [...layers, ...children, rest].flatMap((one) => Object.values(one))
  return [
    ...harmful('the facts', facts),
    ...over('the description', byteLength(description), 1000),
    ...others.flatMap((one) => (typeof one === 'string' ? over('a text', byteLength(one), 255) : [])),
    ...platforms.flatMap((one) => over('a platform', byteLength(one), 64)),
    ...over('platforms', platforms.length, 64),
    ...over('children', children.length, 100),
    ...over('layers', layers.length, 127),
    ...over('labels', mapBytes(labels), 8192),
    ...over('annotations', mapBytes(annotations), 8192),
    ...numbers(facts)
      .filter((one) => !Number.isSafeInteger(one) || one < 0)
      .map((one) => `${one} is no count`),
  ]
}

/** Where rows are too large, would not be read again, or have a text that does harm. */
export const unsoundRows = ({ tables }: Pick<ReturnType<typeof memorySystem>, 'tables'>): string[] => {
  const complaints: string[] = []
  for (const row of tables.repositories.values()) {
    complaints.push(
      ...over('a repository', itemSize(parseRepositoryRow(row)), ROW_MAX),
      ...harmful('a repository', row),
    )
    for (const key of [row.name, row.path]) complaints.push(...over('a key', byteLength(key ?? ''), KEY_MAX))
  }
  for (const row of tables.briefs.values()) {
    complaints.push(...over('a brief', itemSize(parseTagBrief(row)), ROW_MAX), ...harmful('a brief', row))
    for (const key of [row.tag, row.rank, row.newest]) complaints.push(...over('a key', byteLength(key), KEY_MAX))
  }
  for (const row of tables.details.values()) {
    // NUL stands between the parts of an entry, here as below.
    const { digestEntry = '', configEntry = '', revisionEntry = '', ...rest } = row
    const keys = [digestEntry, configEntry, revisionEntry]
    complaints.push(
      ...over('a detail', itemSize(parseTagDetail(row)), DETAIL_MAX),
      ...harmful('a detail', { ...rest, keys: keys.map((key) => key.split('\0')) }),
      ...keys.flatMap((key) => over('a key', byteLength(key), KEY_MAX)),
    )
  }
  // Partition and entry together: less than what either may have. NUL stands between the parts of an entry.
  for (const entry of tables.entries())
    complaints.push(...over('an entry', byteLength(entry), KEY_MAX), ...harmful('an entry', entry.split('\0')))
  return complaints
}

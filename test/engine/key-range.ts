// The range of sort keys that a Query reads, from its key condition.

import { givenValue, namesOf, type References } from './evaluate.ts'
import { type Condition, type Operand, parseCondition } from './expressions.ts'
import { checkKey } from './limits.ts'
import { invalid } from './refusal.ts'

/** One end of a range. */
interface Bound {
  readonly text: string
  readonly isIncluded: boolean
}

export interface KeyRange {
  readonly partition: string
  readonly least?: Bound
  readonly most?: Bound
  /** What the sort keys begin with. */
  readonly prefix?: string
}

/**
 * Returns the range of a key condition over these keys.
 * @throws Refusal where the condition is none of these keys
 */
export const keyRange = (
  text: string,
  references: References,
  [partitionName, sortName]: readonly [string, string?],
  sortType?: 'number',
): KeyRange => {
  const condition = parseCondition(text)
  const parts = condition.kind === 'and' ? condition.of : [condition]
  const nameOf = (operand: Operand): string | undefined =>
    operand.kind === 'path' ? namesOf(operand.path, references).join('.') : undefined
  const textOf = (operand: Operand, key: 'HASH' | 'RANGE'): string => {
    if (operand.kind !== 'value') throw unsupported()
    const name = key === 'HASH' ? partitionName : (sortName ?? '')
    return checkKey({ name, key, type: key === 'RANGE' ? sortType : undefined }, givenValue(operand.name, references))
  }
  const isOf = (part: Condition, name: string | undefined): boolean => nameOf(subjectOf(part)) === name
  const ofPartition = parts.find((part) => isOf(part, partitionName))
  const ofSort = parts.find((part) => isOf(part, sortName))
  if (ofPartition?.kind !== 'compare' || ofPartition.by !== '=')
    throw invalid(`Query condition missed key schema element: ${partitionName}`)
  if (parts.length > (ofSort === undefined ? 1 : 2)) throw unsupported()
  return { partition: textOf(ofPartition.right, 'HASH'), ...sortRange(ofSort, (operand) => textOf(operand, 'RANGE')) }
}

const unsupported = () => invalid('Query key condition not supported')

const subjectOf = (part: Condition): Operand => {
  if (part.kind === 'compare') return part.left
  if (part.kind === 'between' || part.kind === 'begins') return part.operand
  throw unsupported()
}

const sortRange = (part: Condition | undefined, textOf: (operand: Operand) => string): Omit<KeyRange, 'partition'> => {
  if (part === undefined) return {}
  if (part.kind === 'begins') return { prefix: textOf(part.prefix) }
  if (part.kind === 'between') {
    const [least, most] = [textOf(part.low), textOf(part.high)]
    if (least > most)
      throw invalid(
        'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
      )
    return { least: { text: least, isIncluded: true }, most: { text: most, isIncluded: true } }
  }
  if (part.kind !== 'compare' || part.by === '<>') throw unsupported()
  const bound = { text: textOf(part.right), isIncluded: part.by.endsWith('=') }
  if (part.by === '=') return { least: bound, most: bound }
  return part.by.startsWith('<') ? { most: bound } : { least: bound }
}

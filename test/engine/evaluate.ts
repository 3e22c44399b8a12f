// Evaluates parsed expressions over plain items.

import type { Item } from '../../bench/world/capacity.ts'
import type { Condition, Operand, Path, Update } from './expressions.ts'
import { placeholders } from './expressions.ts'
import { invalid } from './refusal.ts'
import { isSame, order } from './values.ts'

/** What the placeholders of an expression stand for. */
export interface References {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Item | undefined
}

/** Returns the names of a path, with its placeholders replaced. */
export const namesOf = (path: Path, { ExpressionAttributeNames: names = {} }: References): string[] =>
  path.map((name) => (name.startsWith('#') ? (names[name] ?? undefinedReference('name', name)) : name))

/** Returns what a placeholder of a value stands for. */
export const givenValue = (name: string, { ExpressionAttributeValues: values = {} }: References): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefinedReference('value', name)

const undefinedReference = (what: string, name: string): never => {
  throw invalid(`An expression attribute ${what} used in expression is not defined; attribute ${what}: ${name}`)
}

const attributeAt = (item: Item | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, name)
        ? (at as Item)[name]
        : undefined,
    item,
  )

const resolved = (operand: Operand, references: References, item: Item | undefined): unknown =>
  operand.kind === 'value' ? givenValue(operand.name, references) : attributeAt(item, namesOf(operand.path, references))

const compares = (by: string, left: unknown, right: unknown): boolean => {
  if (left === undefined || right === undefined) return by === '<>' && left !== right
  if (by === '=' || by === '<>') return isSame(left, right) === (by === '=')
  const ordered = order(left, right)
  if (ordered === undefined) return false
  return by === '<' ? ordered < 0 : by === '<=' ? ordered <= 0 : by === '>' ? ordered > 0 : ordered >= 0
}

/** True if a condition holds for an item, or for the absence of one. */
export const holds = (condition: Condition, references: References, item: Item | undefined): boolean => {
  const get = (operand: Operand) => resolved(operand, references, item)
  switch (condition.kind) {
    // Each part is evaluated, so that a placeholder that is not defined is noticed wherever it stands.
    case 'and':
      return condition.of.map((one) => holds(one, references, item)).every((one) => one)
    case 'or':
      return condition.of.map((one) => holds(one, references, item)).some((one) => one)
    case 'not':
      return !holds(condition.of, references, item)
    case 'compare':
      return compares(condition.by, get(condition.left), get(condition.right))
    case 'between':
      return (
        compares('>=', get(condition.operand), get(condition.low)) &&
        compares('<=', get(condition.operand), get(condition.high))
      )
    case 'begins': {
      const [text, prefix] = [get(condition.operand), get(condition.prefix)]
      return typeof text === 'string' && typeof prefix === 'string' && text.startsWith(prefix)
    }
    case 'exists':
      return (attributeAt(item, namesOf(condition.path, references)) !== undefined) === condition.wanted
  }
}

/** Returns an item after an update of whole attributes. */
export const updated = ({ set, remove, add }: Update, references: References, item: Item): Item => {
  const attribute = (path: Path): string => {
    const [name = '', ...rest] = namesOf(path, references)
    if (rest.length > 0)
      throw new Error('the engine updates whole attributes only; add the others to test/engine/evaluate.ts')
    return name
  }
  const changed = new Map(Object.entries(item))
  for (const { path, to } of set) {
    const value = resolved(to, references, item)
    if (value === undefined)
      throw invalid('The provided expression refers to an attribute that does not exist in the item')
    changed.set(attribute(path), value)
  }
  for (const { path, value } of add) {
    const [before = 0, by] = [item[attribute(path)], resolved(value, references, item)]
    if (typeof by !== 'number') throw new Error('the engine adds numbers only; add sets to test/engine/evaluate.ts')
    if (typeof before !== 'number') throw invalid('An operand in the update expression has an incorrect data type')
    changed.set(attribute(path), before + by)
  }
  for (const path of remove) changed.delete(attribute(path))
  return Object.fromEntries(changed)
}

/**
 * Checks that each placeholder is used by one of the expressions: DynamoDB refuses others.
 * @throws Refusal
 */
export const checkReferences = (
  { ExpressionAttributeNames: names, ExpressionAttributeValues: values }: References,
  ...expressions: readonly (string | undefined)[]
): void => {
  const given = expressions.filter((text) => text !== undefined)
  const used = new Set(given.flatMap(placeholders))
  for (const [what, of] of [
    ['Names', names],
    ['Values', values],
  ] as const) {
    if (of === undefined) continue
    const attributes = `ExpressionAttribute${what}`
    if (given.length === 0) throw invalid(`${attributes} can only be specified when using expressions`)
    if (Object.keys(of).length === 0) throw invalid(`${attributes} must not be empty`)
    const unused = Object.keys(of).filter((name) => !used.has(name))
    if (unused.length > 0)
      throw invalid(`Value provided in ${attributes} unused in expressions: keys: {${unused.join(', ')}}`)
  }
}

// Parses DynamoDB's expressions: conditions, key conditions and updates, as far as this project uses them. Whatever
// else DynamoDB knows is an error of the engine, which says where to add it.

import { invalid } from './refusal.ts'
import { isReserved } from './reserved-words.ts'

/** An attribute, or a part of one: names, or their placeholders such as `#name`. */
export type Path = readonly string[]

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  /** A placeholder of a value, such as `:value`. */
  | { readonly kind: 'value'; readonly name: string }

type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'begins'; readonly operand: Operand; readonly prefix: Operand }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }

export interface Update {
  readonly set: readonly { readonly path: Path; readonly to: Operand }[]
  readonly remove: readonly Path[]
  /** Numbers to add to numbers. */
  readonly add: readonly { readonly path: Path; readonly value: Operand }[]
}

const TOKEN = /\s*(?:([#:]?[A-Za-z_][\w-]*)|(<>|<=|>=|[=<>(),.]))/uy
const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
    const at = TOKEN.lastIndex
    const [, word, sign] = TOKEN.exec(trimmed) ?? []
    const token = word ?? sign
    if (token === undefined) throw invalid(`Invalid expression: Syntax error; token: "${trimmed.slice(at)}"`)
    tokens.push(token)
  }
  return tokens
}

const readerOf = (text: string) => {
  const tokens = tokensOf(text)
  let at = 0
  const reader = {
    peek: () => tokens[at] ?? '',
    next: () => tokens[at++] ?? '',
    /** True, and goes on, if the next token is this keyword or sign. */
    takes: (token: string): boolean => {
      const isNext = reader.peek().toUpperCase() === token
      if (isNext) at++
      return isNext
    },
    expect: (token: string): void => {
      if (!reader.takes(token)) reader.fail()
    },
    fail: (): never => {
      throw invalid(`Invalid expression: Syntax error; token: "${reader.peek() || '<EOF>'}", near: "${text}"`)
    },
    isDone: () => at >= tokens.length,
  }
  return reader
}

type Reader = ReturnType<typeof readerOf>

const pathAt = (reader: Reader): Path => {
  const path = [reader.next()]
  while (reader.takes('.')) path.push(reader.next())
  const reserved = path.find(isReserved)
  if (reserved !== undefined)
    throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${reserved}`)
  return path.every((name) => /^#?[A-Za-z_]/.test(name)) ? path : reader.fail()
}

const operandAt = (reader: Reader): Operand =>
  reader.peek().startsWith(':') ? { kind: 'value', name: reader.next() } : { kind: 'path', path: pathAt(reader) }

const chainAt = (reader: Reader, kind: 'and' | 'or', part: () => Condition): Condition => {
  const of = [part()]
  while (reader.takes(kind.toUpperCase())) of.push(part())
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind, of }
}

const conditionAt = (reader: Reader): Condition =>
  chainAt(reader, 'or', () => chainAt(reader, 'and', () => factorAt(reader)))

const factorAt = (reader: Reader): Condition => {
  if (reader.takes('NOT')) return { kind: 'not', of: factorAt(reader) }
  if (reader.takes('(')) {
    const inner = conditionAt(reader)
    reader.expect(')')
    return inner
  }
  for (const [name, wanted] of [
    ['ATTRIBUTE_EXISTS', true],
    ['ATTRIBUTE_NOT_EXISTS', false],
  ] as const)
    if (reader.takes(name)) return inParentheses(reader, () => ({ kind: 'exists', path: pathAt(reader), wanted }))
  if (reader.takes('BEGINS_WITH'))
    return inParentheses(reader, () => {
      const operand = operandAt(reader)
      reader.expect(',')
      return { kind: 'begins', operand, prefix: operandAt(reader) }
    })
  const left = operandAt(reader)
  if (reader.takes('BETWEEN')) {
    const low = operandAt(reader)
    reader.expect('AND')
    return { kind: 'between', operand: left, low, high: operandAt(reader) }
  }
  if (['(', 'IN'].includes(reader.peek().toUpperCase()))
    throw new Error(`the engine does not know this condition: ${reader.peek()}; add it to test/engine/expressions.ts`)
  if (!COMPARISONS.includes(reader.peek())) reader.fail()
  const by = reader.next() as Comparison
  return { kind: 'compare', by, left, right: operandAt(reader) }
}

const inParentheses = (reader: Reader, inner: () => Condition): Condition => {
  reader.expect('(')
  const condition = inner()
  reader.expect(')')
  return condition
}

const whole = <T>(text: string, parse: (reader: Reader) => T): T => {
  const reader = readerOf(text)
  const parsed = parse(reader)
  return reader.isDone() ? parsed : reader.fail()
}

// The same few expressions come again and again.
const remembered = <T>(parse: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>()
  return (text) => {
    const parsed = known.get(text) ?? parse(text)
    known.set(text, parsed)
    return parsed
  }
}

/**
 * Parses a condition or a key condition.
 * @throws Refusal for a syntax error
 */
export const parseCondition = remembered((text) => whole(text, conditionAt))

/**
 * Parses an update: SET, REMOVE and ADD.
 * @throws Refusal for a syntax error
 */
export const parseUpdate = remembered(
  (text): Update =>
    whole(text, (reader) => {
      const set: { path: Path; to: Operand }[] = []
      const remove: Path[] = []
      const add: { path: Path; value: Operand }[] = []
      const each = (one: () => void) => {
        do one()
        while (reader.takes(','))
      }
      while (!reader.isDone()) {
        if (reader.takes('SET'))
          each(() => {
            const path = pathAt(reader)
            reader.expect('=')
            set.push({ path, to: operandAt(reader) })
          })
        else if (reader.takes('ADD')) each(() => add.push({ path: pathAt(reader), value: operandAt(reader) }))
        else if (reader.takes('REMOVE')) each(() => remove.push(pathAt(reader)))
        else reader.fail()
      }
      return { set, remove, add }
    }),
)

/** Returns the placeholders of names and values that expressions use. */
export const placeholders = remembered((text): readonly string[] =>
  tokensOf(text).filter((token) => token.startsWith('#') || token.startsWith(':')),
)

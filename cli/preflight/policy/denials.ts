// Which statements of a bucket policy deny what the stack's functions need.

import { type Condition, type Functions, holds } from './conditions.ts'
import { matches, type Statement } from './policy-document.ts'

/** A right that the functions need, and on what. */
export interface Need {
  readonly action: string
  /** ARN of the bucket; of objects also the prefix of their keys behind it. */
  readonly resource: string
  readonly isPrefix: boolean
}

export interface Denial {
  readonly sid: string
  readonly actions: readonly string[]
  /** The conditions that decide it: those that certainly hold if `isCertain`, else those that may. */
  readonly conditions: readonly Condition[]
  readonly isCertain: boolean
}

/** Returns the statements that deny any of these needs to the functions, or may. */
export const denials = (statements: readonly Statement[], needs: readonly Need[], functions: Functions): Denial[] =>
  statements.flatMap((statement, at) => {
    if (statement.Effect !== 'Deny' || !concerns(statement, functions)) return []
    const actions = needs.filter((need) => covers(statement, need)).map(({ action }) => action)
    if (actions.length === 0) return []
    const conditions = conditionsOf(statement).map((condition) => ({ condition, is: holds(condition, functions) }))
    // All conditions of a statement must hold.
    if (conditions.some(({ is }) => is === 'no')) return []
    const open = conditions.filter(({ is }) => is === 'unknown')
    const shown = open.length > 0 ? open : conditions
    return [
      {
        sid: statement.Sid ?? `number ${at + 1}`,
        actions: [...new Set(actions)],
        conditions: shown.map(({ condition }) => condition),
        isCertain: open.length === 0,
      },
    ]
  })

const conditionsOf = ({ Condition = {} }: Statement): Condition[] =>
  Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values })),
  )

// The roles of the functions don't exist yet, so a statement that names other roles or users is not about them.
const concerns = ({ Principal, NotPrincipal }: Statement, { account, role }: Functions): boolean => {
  const isMeant = (principal: string) =>
    principal === '*' || principal === role || (account !== undefined && [account, rootOf(role)].includes(principal))
  const meant = (one: Statement['Principal']) =>
    typeof one === 'string'
      ? [one]
      : one === undefined
        ? []
        : Object.entries(one).flatMap(([kind, names]) => (kind === 'AWS' ? names : []))
  return NotPrincipal === undefined
    ? meant(Principal).some(isMeant)
    : !meant(NotPrincipal).some((one) => one === '*' || one === role)
}

const rootOf = (role: string): string => role.replace(/:role\/.*$/, ':root')

const covers = ({ Action, NotAction, Resource, NotResource }: Statement, need: Need): boolean => {
  const isNamed = (patterns: readonly string[]) =>
    patterns.some((pattern) => matches(pattern.toLowerCase(), need.action.toLowerCase()))
  const isAction = Action === undefined ? !isNamed(NotAction ?? ['*']) : isNamed(Action)
  const isResource =
    Resource === undefined
      ? !(NotResource ?? ['*']).some((pattern) => matches(pattern, need.resource))
      : Resource.some((pattern) => mayCover(pattern, need))
  return isAction && isResource
}

// A pattern may be about a part of the keys with this prefix.
const mayCover = (pattern: string, { resource, isPrefix }: Need): boolean => {
  if (matches(pattern, resource)) return true
  if (!isPrefix) return false
  const literal = pattern.split(/[*?]/, 1)[0] ?? ''
  return literal.startsWith(resource) || (literal !== pattern && resource.startsWith(literal))
}

// Whether a condition of a policy holds for requests of the stack's functions. They run outside of a VPC, over TLS 1.2 or
// newer, under roles that don't exist yet.

import { matches } from './policy-document.ts'

/** `yes` and `no` are certain; `unknown` depends on what only the account or the organization knows. */
export type Holds = 'yes' | 'no' | 'unknown'

/** Who asks: the functions of the stack. */
export interface Functions {
  readonly account: string | undefined
  readonly region: string
  /** ARN of a role as the stack will make it. */
  readonly role: string
}

export interface Condition {
  readonly operator: string
  /** In lower case: IAM does not tell them apart. */
  readonly key: string
  readonly values: readonly string[]
}

/** Keys that say by which network a request came. */
const NETWORK = new Set(['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourcevpcarn', 'aws:vpcsourceip', 'aws:sourceip'])
/** Keys that say to which organization who asks belongs. */
const ORGANIZATION = new Set(['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths'])

export const isNetwork = ({ key }: Condition): boolean => NETWORK.has(key)
export const isOrganization = ({ key }: Condition): boolean => ORGANIZATION.has(key)

/** Returns whether the condition holds for a request of the functions. */
export const holds = (condition: Condition, functions: Functions): Holds => {
  const { key, operator } = condition
  // Of many values of a key that the request doesn't have, "any" is false and "all" is true: not decided here.
  if (operator.startsWith('For')) return 'unknown'
  if (isNetwork(condition)) return ofNetwork(condition)
  return RULES.get(key)?.(condition, functions) ?? 'unknown'
}

const isNegative = (operator: string): boolean => /^(String|Arn|Numeric|Date)?Not/.test(operator)
const yesIf = (is: boolean): Holds => (is ? 'yes' : 'no')

const ofNetwork = ({ operator, key, values }: Condition): Holds => {
  // Every request has an address, and none of the functions' has a VPC.
  if (operator === 'Null') return yesIf(values.includes(String(key !== 'aws:sourceip')))
  // An address outside of a list: those of Lambda are in none that anybody keeps.
  if (isNegative(operator)) return 'yes'
  return key === 'aws:sourceip' ? 'unknown' : yesIf(operator.endsWith('IfExists'))
}

const flag =
  (actual: boolean) =>
  (condition: Condition): Holds =>
    condition.operator.startsWith('Bool') ? yesIf(condition.values.includes(String(actual))) : 'unknown'

// The request has this value; patterns hold where the operator knows them.
const text =
  (actual: (functions: Functions) => string | undefined) =>
  ({ operator, values }: Condition, functions: Functions): Holds => {
    const value = actual(functions)
    if (value === undefined || !/^(String|Arn)/.test(operator)) return 'unknown'
    const isPattern = /Like|^Arn/.test(operator)
    const isMet = values.some((one) => (isPattern ? matches(one, value) : one === value))
    return yesIf(isMet !== isNegative(operator))
  }

const RULES: ReadonlyMap<string, (condition: Condition, functions: Functions) => Holds> = new Map([
  ['aws:securetransport', flag(true)],
  ['aws:viaawsservice', flag(false)],
  ['aws:principalisawsservice', flag(false)],
  [
    's3:tlsversion',
    ({ operator, values }: Condition): Holds =>
      operator.startsWith('NumericLessThan') && values.every((one) => Number(one) <= 1.2) ? 'no' : 'unknown',
  ],
  // A role of a function never has it. Without "IfExists" a condition on a key that isn't there does not hold.
  [
    'aws:multifactorauthpresent',
    ({ operator, values }: Condition): Holds => {
      if (operator === 'BoolIfExists') return 'yes'
      if (operator === 'Null') return yesIf(values.includes('true'))
      return operator === 'Bool' ? 'no' : 'unknown'
    },
  ],
  ['aws:principalarn', text(({ account, role }) => account && role)],
  ['aws:principalaccount', text(({ account }) => account)],
  ['aws:requestedregion', text(({ region }) => region)],
])

// What a check says. A finding is a sentence about the bucket or the account, with what to do about it.

import { findingsOf, type Finding as SharedFinding } from '../finding.ts'
import { CallError } from './ports.ts'

/** The checks, in the order in which their findings are shown. */
export const CHECKS = [
  'credentials',
  'bucket',
  'region',
  'stack',
  'registry',
  'read',
  'encryption',
  'policy',
  'versioning',
  'notifications',
  'rights',
  'tables',
  'concurrency',
  'first-load',
] as const
export type CheckName = (typeof CHECKS)[number]

/** Checks without which a deployment is a guess: where one couldn't be made, the command fails. */
const ESSENTIAL: readonly CheckName[] = ['credentials', 'bucket', 'registry', 'read', 'notifications', 'tables']

/** `error`: the deployment would fail, or the index would be empty or wrong. */
export type Finding = SharedFinding<CheckName>

/** True if the command fails for this finding. */
export const isFailure = ({ check, level }: Finding): boolean =>
  level === 'error' || (level === 'unknown' && ESSENTIAL.includes(check))

/** Returns the finding for an answer of AWS that says nothing of what was asked. */
export const unchecked = (check: CheckName, what: string, error: CallError): Finding => {
  const { unknown } = findingsOf(check)
  const message = `couldn't be checked: ${what}: ${error.message}`
  return error.kind === 'denied' && error.right !== undefined
    ? unknown(message, `give yourself ${error.right}`)
    : unknown(message, error.fix)
}

/**
 * Returns what a check finds. An error of AWS becomes a finding.
 * @param what a part of the check, which ends the sentence "couldn't be checked"
 * @throws what is no error of AWS: an error of our own code
 */
export const checked = async (
  check: CheckName,
  what: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof CallError) return [unchecked(check, what, error)]
    throw error
  }
}

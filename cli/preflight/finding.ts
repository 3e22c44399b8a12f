// What a check says. A finding is a sentence about the bucket or the account, with what to do about it.

import { CallError } from './ports.ts'

/**
 * `ok`: as it must be. `note`: worth knowing. `warning`: the deployment works, but something will be slow, missing or
 * undone. `unknown`: couldn't be checked. `error`: the deployment would fail, or the index would be empty or wrong.
 */
export type Level = 'ok' | 'note' | 'warning' | 'unknown' | 'error'

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

export interface Finding {
  readonly check: CheckName
  readonly level: Level
  /** One sentence or a few, without a full stop at the end. May quote what AWS answers: print it by `visible`. */
  readonly message: string
  /** What to do. */
  readonly fix?: string
}

/** True if the command fails for this finding. */
export const isFailure = ({ check, level }: Finding): boolean =>
  level === 'error' || (level === 'unknown' && ESSENTIAL.includes(check))

/** Makes the findings of one check. */
export const findingsOf = (check: CheckName) => {
  const make =
    (level: Level) =>
    (message: string, fix?: string): Finding => ({ check, level, message, ...(fix === undefined ? {} : { fix }) })
  return {
    ok: make('ok'),
    note: make('note'),
    warning: make('warning'),
    unknown: make('unknown'),
    error: make('error'),
  }
}

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

/** Returns text with every character escaped that a terminal would obey or not show, such as those of a rule's name. */
export const visible = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)

// Git revisions, which tools write in many ways: alone, behind a branch or tag, behind the name of an algorithm, in the
// address of a page.

import { normalize } from './tokenizer.ts'

/** Hexadecimal digits that stand alone. Git writes seven or more of a commit. */
const HEX_RUN = /(?<![\da-z])(?:[\da-f]{7,128})(?![\da-z])/gi
/** What stands right before a commit says that it is one, however few its digits: `main@sha1:6c9f`, `git:6c9f`, `sha-6c9f`. */
const NAMED =
  /(?:(?<![\da-z])(?:sha-?1|sha-?256|sha-?512|git(?:sha)?|hg|sha|commit|rev(?:ision)?)[:=\-/ ]+|@)([\da-f]{4,128})(?![\da-z:])/gi
/** `git describe`: a tag, the commits since, and the commit behind a g. */
const DESCRIBED = /-\d+-g([\da-f]{4,128})(?![\da-z])/gi
const BEHIND_G = /(?<![\da-z])g([\da-f]{7,128})(?![\da-z])/gi
const DIRTY = /(?<![\da-z])([\da-f]{6,128})[-+_.]?(?:dirty|modified)\b/gi
/** Digits of a whole commit of git, by SHA-1 and SHA-256. */
const WHOLE: readonly number[] = [40, 64]
/** Letters a to f alone are a word, and digits alone a date or a number. */
const MIXED = /^(?=.*\d)(?=.*[a-f])/
const UUID = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i
/** Longer texts are no revisions. */
const MAX_LENGTH = 1024

/**
 * Returns the hexadecimal digits of the commit in a revision, in lower case; undefined if there is none in it.
 * @example commitIn('main@sha1:6C9F1E3') // '6c9f1e3'
 * @example commitIn('v1.2-4-gabcdef0-dirty') // 'abcdef0'
 */
export const commitIn = (revision: string): string | undefined => {
  const text = revision.slice(0, MAX_LENGTH).trim()
  if (UUID.test(text)) return undefined
  const runs = [...text.matchAll(HEX_RUN)].map(([run]) => run)
  const found =
    lastOf(text, DESCRIBED) ??
    runs.find((run) => WHOLE.includes(run.length)) ??
    lastOf(text, NAMED) ??
    lastOf(text, DIRTY) ??
    lastOf(text, BEHIND_G) ??
    runs.findLast((run) => MIXED.test(run.toLowerCase()))
  return found?.toLowerCase()
}

/** Returns the value by which a revision is looked up: its commit, or else the text, normalized. */
export const revisionValue = (revision: string): string => commitIn(revision) ?? normalize(revision)

/** Commits are often abbreviated to so many digits, or to more. */
const ABBREVIATED = 7
const ABBREVIABLE = /^[\da-f]{8,128}$/

/** Returns how values begin that may be this commit: it may be abbreviated where it is stored. */
export const commitStart = (value: string): string => (ABBREVIABLE.test(value) ? value.slice(0, ABBREVIATED) : value)

const lastOf = (text: string, pattern: RegExp): string | undefined => [...text.matchAll(pattern)].at(-1)?.[1]

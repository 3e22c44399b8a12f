// Versions in tags as texts that sort by bytes, since DynamoDB sorts so. A key is of one tag alone: what other tags its
// repository has, it can't know.
//
// A key is a class and steps (version-steps.ts).

import parse from 'semver/functions/parse.js'
import { isCommit } from './commit-like.ts'
import { dateOf } from './tag-date.ts'
import {
  identifierSteps,
  numberStep,
  PLUS,
  releaseSteps,
  suffixSteps,
  variantSteps,
  wordStep,
} from './version-steps.ts'
import { isRevision, isVariant, phaseAt, type Token, tokensOf } from './version-words.ts'

/** Classes of keys, in their order; sort-keys.ts has those below and above. */
const CLASS = { serial: '2', unreleased: '3', release: '4' } as const

/** The word of builds after a release, which git describes: it sorts after all kinds of pre-releases. */
const AFTER_RELEASE = '~'

const VERSION = /^((?:version|ver|v|release|rel)[._-]?v?)?(\d+(?:\.\d+)*)(.*)$/i
const SERIAL = /^(?:rev|r|build|b)[._-]?(\d+)(.*)$/i
/** `git describe`: commits since the tag, and the commit. */
const DESCRIBED = /^-[1-9]\d*-g[\da-f]{4,40}(?![\da-z])/i
/** A pseudo-version of Go, which comes before the version in it. */
const PSEUDO = /^-(?:0\.)?\d{14}-[\da-f]{12}(?![\da-z])/i

const SEMVER_NUMBERS = 3
/** A first number from this on is a serial number, not a version. */
const SERIAL_FROM = 1_000_000

/**
 * Returns the key of a version: releases sort above pre-releases, and these above dates and serial numbers. Undefined if the
 * tag is no version. Equal versions have equal keys. Its length is at most four times that of the tag, and eight.
 * @example versionKey('v1.10') > versionKey('1.9.2') // true
 */
export const versionKey = (tag: string): string | undefined => {
  if (isCommit(tag.split(/[-_]/, 1)[0] ?? '')) return undefined
  const [, serial, behind = ''] = SERIAL.exec(tag) ?? []
  if (serial !== undefined) return isKnown(tokensOf(behind), false) ? serialKey([serial], behind) : undefined
  const [, prefix = '', text, rest = ''] = VERSION.exec(tag) ?? []
  if (text === undefined) return undefined
  const date = dateOf(text + rest)
  if (date !== undefined) return serialKey([date.digits], date.rest)
  const numbers = text.split('.')
  if (Number(numbers[0]) >= SERIAL_FROM) return serialKey(numbers, rest)
  if (numbers.length === 1 && !isKnown(tokensOf(rest), prefix !== '')) return undefined
  return numberedKey(tag, numbers, rest)
}

const serialKey = (numbers: readonly string[], rest: string): string =>
  CLASS.serial + numbers.map((one) => numberStep(one)).join('') + suffixSteps(tokensOf(rest))

// Branches are often called after the number of an issue, so behind one number alone only known words make a version.
const isKnown = (tokens: readonly Token[], hasPrefix: boolean): boolean => {
  const [first, second] = tokens
  if (first === undefined || isRevision(tokens, 0)) return true
  if (first.separator !== '' && (first.isNumber || hasPrefix || isVariant(first))) return true
  if (phaseAt(tokens, 0) === undefined || first.text.length === 1) return false
  return second === undefined || second.isNumber || isVariant(second)
}

const numberedKey = (tag: string, numbers: readonly string[], rest: string): string => {
  const semver = numbers.length === SEMVER_NUMBERS ? parse(tag.replace('_', PLUS)) : null
  // Helm writes a plus as an underscore. Of a semver it is known where the build begins, which makes no pre-release; but
  // `1.2.3_rc1` is how Alpine writes one.
  const [before, build] = semver === null ? [rest, ''] : [joined('-', semver.prerelease), joined(PLUS, semver.build)]
  const buildTokens = tokensOf(build)
  const isApk = before === '' && phaseAt(buildTokens, 0) !== undefined
  const tokens = isApk ? buildTokens : tokensOf(before)
  const builds = isApk ? [] : buildTokens
  const unreleased = CLASS.unreleased + releaseSteps(withoutZeros(numbers))
  if (DESCRIBED.test(before)) {
    const [commits, ...commit] = tokens as [Token, ...Token[]]
    return unreleased + wordStep(AFTER_RELEASE) + numberStep(commits.text) + variantSteps([...commit, ...builds])
  }
  if (PSEUDO.test(before)) return unreleased + wordStep('') + identifierSteps([...tokens, ...builds])
  const at = tokens.findIndex((_, index) => phaseAt(tokens, index) !== undefined)
  if (at < 0) return CLASS.release + releaseSteps(numbers) + suffixSteps([...tokens, ...builds])
  const phase = wordStep(phaseAt(tokens, at) ?? '')
  return unreleased + phase + identifierSteps([...tokens.slice(at + 1), ...builds], tokens.slice(0, at))
}

const joined = (separator: string, parts: readonly (string | number)[]): string =>
  parts.length === 0 ? '' : separator + parts.join('.')

// Of pre-releases zeros at the end say nothing: 1.2-rc1 and 1.2.0-rc2 are of one version.
const withoutZeros = (numbers: readonly string[]): readonly string[] =>
  numbers.slice(0, numbers.findLastIndex((one) => /[1-9]/.test(one)) + 1)

// The steps of a version's key. Each is one character that says what follows, and then a number, a word, or nothing at the
// end. Numbers have their length before them and words an end, so that no step is the beginning of another, and two keys
// differ first where their versions do.

import { isRevision, isVariant, type Token } from './version-words.ts'

/** Steps in the order in which what goes on so sorts. */
const STEP = { variant: '1', end: '2', build: '3', number: '4', word: '5', release: '6' } as const
/** Ends a variant. It sorts after all steps, so that `-alpine` comes before `-alpine3.19`. */
const VARIANT_END = '7'
/** Ends a word; it sorts before all letters. */
const WORD_END = '!'

/** The separator of what stands behind the plus of a semver. */
export const PLUS = '+'
/** Letters that count patches, as OpenSSL has them: 1.0.2k, 1.0.2zb. An x stands for any number. */
const PATCH = /^z?[a-wyz]$/

/** Returns a number of any length as a step: its length as two digits to the base of 36, then its digits. */
export const numberStep = (text: string, kind: 'number' | 'release' = 'number'): string => {
  const digits = text.replace(/^0+/, '')
  return STEP[kind] + digits.length.toString(36).padStart(2, '0') + digits
}

/** Returns a word as a step. */
export const wordStep = (text: string): string => STEP.word + text + WORD_END

/** Returns the numbers of a version as steps; a version comes before those that have further numbers. */
export const releaseSteps = (numbers: readonly string[]): string =>
  numbers.map((one) => numberStep(one, 'release')).join('')

/**
 * Returns what stands behind the numbers of a release, to the end: a variant comes below the plain version, later builds of
 * it above.
 */
export const suffixSteps = (tokens: readonly Token[]): string => {
  const [first, ...rest] = tokens
  if (first === undefined) return STEP.end
  if (isRevision(tokens, 0)) return suffixSteps(rest)
  if (first.separator === PLUS) return identifierSteps(tokens)
  const isPatch = first.separator === '' && PATCH.test(first.text) && rest[0]?.separator !== ''
  return first.isNumber || isPatch ? numberStep(first.text) + suffixSteps(rest) : variantSteps(tokens)
}

/**
 * Returns identifiers, to the end, as semver compares them: fewer come before more, numbers before words, and what is not
 * behind a plus after what is. What a hyphen joins is a variant, like `variants`.
 */
export const identifierSteps = (tokens: readonly Token[], variants: readonly Token[] = []): string => {
  const [first, ...rest] = tokens
  const isIdentifier = first !== undefined && (first.isNumber || (isJoined(first) && !isVariant(first)))
  if (isIdentifier) {
    const step = first.isNumber ? numberStep(first.text) : wordStep(first.text)
    return (first.separator === PLUS ? STEP.build : '') + step + identifierSteps(rest, variants)
  }
  const all = [...variants, ...tokens]
  return all.length === 0 ? STEP.end : variantSteps(all)
}

const isJoined = ({ separator }: Token): boolean => separator === '' || separator === '.' || separator === PLUS

/** Returns a variant, to the end. */
export const variantSteps = (tokens: readonly Token[]): string => {
  const steps = tokens.map(({ text, isNumber }) => (isNumber ? numberStep(text) : wordStep(text)))
  return STEP.variant + steps.join('') + VARIANT_END
}

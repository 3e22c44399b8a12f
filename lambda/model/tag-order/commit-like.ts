// Commits and digests in tags. Some are all digits, one in 27 of those with seven: they must not pass for numbers.

import { dateOf } from './tag-date.ts'

const HEX = /^[\da-f]{7,}$/i
/** Lengths that commits are cut to; commits and digests as a whole. */
const isUsualLength = (length: number): boolean => length <= 12 || length === 40 || length === 64
/** Seconds or milliseconds since 1970, from 2001 to 2033. */
const EPOCH = /^1\d{9}(?:\d{3})?$/

/** True if a text may be a commit or a digest: hexadecimal, and no date or time. */
export const isCommit = (text: string): boolean =>
  HEX.test(text) &&
  (/[a-f]/i.test(text) || (isUsualLength(text.length) && !EPOCH.test(text) && dateOf(text)?.rest !== ''))

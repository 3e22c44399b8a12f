const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/**
 * Returns words as a part of a sentence.
 * @example listed(['bucket', 'layout', 'auth']) // 'bucket, layout and auth'
 */
export const listed = (words: readonly string[]): string => LIST.format(words)

// The tokenizer, shared by packed documents and queries, so that the words of both have the same form.

/** Grows when `normalize` or `wordsOf` gives other words: what was packed with other words is packed anew. */
export const TOKENIZER_VERSION = 1

/** Normalizes a text for comparison. */
export const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Returns the normalized words of a text, in their order. */
export const wordsOf = (text: string): string[] => normalize(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []

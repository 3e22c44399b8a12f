// The sort keys of the tag table: a tag's brief has the tag's name as its key, its detail a mark and the name.

/** Prefix of the key of every detail. No tag can start with it, and it sorts before every character that a tag can. */
const DETAIL_MARK = '#'

/** A key that sorts after all details and before all briefs: the character after the mark. */
export const BEFORE_BRIEFS = '$'

/** Returns the sort key of a tag's detail. */
export const detailKey = (tag: string): string => DETAIL_MARK + tag

/**
 * Returns the tag that a sort key belongs to, and whether the row is the tag's detail.
 * @example parseTagKey('#latest') // { tag: 'latest', isDetail: true }
 */
export const parseTagKey = (key: string): { readonly tag: string; readonly isDetail: boolean } =>
  key.startsWith(DETAIL_MARK) ? { tag: key.slice(DETAIL_MARK.length), isDetail: true } : { tag: key, isDetail: false }

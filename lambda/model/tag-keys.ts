// The sort keys of the tag table: a tag's brief stands under its name, its detail under a mark and its name.

/** Begins the key of every detail. No tag begins with it, and it sorts before every character that one can begin with. */
const DETAIL_MARK = '#'

/** Sorts after all details and before all briefs: the character after the mark. */
export const BEFORE_BRIEFS = '$'

/** The sort key of a tag's detail. */
export const detailKey = (tag: string): string => DETAIL_MARK + tag

/**
 * Which row of which tag a sort key is of.
 * @example parseTagKey('#latest') // { tag: 'latest', isDetail: true }
 */
export const parseTagKey = (key: string): { readonly tag: string; readonly isDetail: boolean } =>
  key.startsWith(DETAIL_MARK) ? { tag: key.slice(DETAIL_MARK.length), isDetail: true } : { tag: key, isDetail: false }

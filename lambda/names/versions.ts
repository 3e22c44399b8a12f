// Versions of what the index holds, which decide whether it is read and written anew.

/** Schema version of the index's rows and entries. Raising it makes the next deployment rewrite all of them. */
export const SCHEMA = 3

/** The oldest schema version whose code can read what this code writes. Code of schema 2 looks for names in entries. */
export const MIN_READER = 3

/**
 * The oldest schema whose rows this code can search. An index of an older one is closed to searches until a run has
 * written it anew. Rows of schema 2 have no search documents.
 */
export const MIN_SEARCHABLE = 3

/** Version of the code that reads facts. Raised when that code reads more, so that all tags are read again. */
export const FACTS_VERSION = 5

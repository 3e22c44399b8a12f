// What the engines beside our search have in common. Each has the same texts and the same settings, as far as it has such a
// setting: what words are worth in each field; words match by their beginnings; and where an engine can do it, words match
// that are a letter away. All words must match; if nothing has them all, any will do. These settings were chosen for the
// engines' sake: of all that were tried with the queries of bench/quality/ they are the best, or nearly so, for each engine.

/** What a match in a field is worth. */
export const WEIGHTS = { name: 20, title: 5, description: 1 } as const

export type Field = keyof typeof WEIGHTS

export const FIELDS = Object.keys(WEIGHTS) as readonly Field[]

/** The texts of a repository; those that it does not have are empty. */
export type RepositoryTexts = Readonly<Record<Field, string>>

/** Returns the names of the repositories that a query finds, the best first. */
export type Ask = (q: string, limit: number) => Promise<readonly string[]>

/** Makes an index of the texts in memory. */
export type Engine = (texts: readonly RepositoryTexts[]) => Promise<Ask>

/** Whether all words of a query must match, or any. */
export type Combined = 'AND' | 'OR'

/** Returns what has all words of a query, or if nothing has, what has any. */
export const allElseAny = async (
  ask: (combined: Combined) => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const all = await ask('AND')
  return all.length > 0 ? all : ask('OR')
}

/** Splits at all that is neither letter nor digit, as at the separators of names. */
export const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '')

// Queries that people wrote down, each with what it should find first.

/** What somebody types, and what should come first. */
export interface Wanted {
  readonly kind: string
  readonly q: string
  /** What should come first, as it was written. */
  readonly expected: string
  /** True if a repository of this name is what should come first. */
  isExpected(name: string): boolean
}

/** Returns the last component of a name. */
export const lastComponent = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** Expects a repository with this last component, in whatever namespace. */
export const byLastComponent =
  (expected: string): Wanted['isExpected'] =>
  (name) =>
    lastComponent(name) === expected

/** Expects one of these repositories: whole names with spaces between them. `namespace/*` is any repository below it. */
export const byWholeName = (expected: string): Wanted['isExpected'] => {
  const alternatives = expected.split(' ')
  for (const one of alternatives)
    if (!/^[^*\s]*[^*\s/](?:\/\*)?$/.test(one))
      throw new Error(`"${expected}" names no repositories; write whole names, or namespace/*, with one space between`)
  const names = new Set(alternatives)
  const prefixes = alternatives.filter((one) => one.endsWith('/*')).map((one) => one.slice(0, -1))
  return (name) => names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}

/** Parses lines of kind, query and expected result, with tabs between. */
export const parseQueries = (text: string, expect: (expected: string) => Wanted['isExpected']): Wanted[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [kind, q, expected, ...more] = line.split('\t')
      if (!kind || !q || !expected || more.length > 0)
        throw new Error(`a query needs a kind, a text and a name; this is ${JSON.stringify(line)}`)
      return { kind, q, expected, isExpected: expect(expected) }
    })

/**
 * Checks that each query can be answered by these names.
 * @throws Error if one can't: the queries are of another list
 */
export const checkQueries = (queries: readonly Wanted[], names: readonly string[]): void => {
  const missing = queries.find(({ isExpected }) => !names.some(isExpected))
  if (missing !== undefined)
    throw new Error(`no repository of the list is ${missing.expected}; the queries are of another list`)
}

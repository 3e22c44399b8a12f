// The kinds of copies in a registry, and how frequent they are.

export const COPY_KINDS = [
  'archive',
  'cache',
  'mirror',
  'dev',
  'ci',
  'branches',
  'tmp',
  'test',
  'sandbox',
  'old',
  'experimental',
  'beside',
] as const
/** Where a copy lies; `beside` is in the namespace of its original, with a word appended. */
export type CopyKind = (typeof COPY_KINDS)[number]

/** Weights of the kinds of copies. */
export type Weights = Readonly<Record<CopyKind, number>>

/** In a registry that somebody tidies up now and then. */
export const USUAL: Weights = {
  archive: 14,
  cache: 6,
  mirror: 9,
  dev: 24,
  ci: 15,
  branches: 4,
  tmp: 5,
  test: 6,
  sandbox: 5,
  old: 5,
  experimental: 5,
  beside: 2,
}
/** Where each developer and each pull request pushes, and nobody tidies up. */
export const CROWD: Weights = {
  archive: 2,
  cache: 0.5,
  mirror: 1,
  dev: 48,
  ci: 33,
  branches: 9,
  tmp: 1.5,
  test: 1.5,
  sandbox: 1.5,
  old: 0.5,
  experimental: 1,
  beside: 0.5,
}

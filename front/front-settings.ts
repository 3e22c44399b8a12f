/**
 * Routes of the registry's API that the index can answer too: `base` is `/v2/` itself, by which clients sign in; `catalog`
 * is `/v2/_catalog`; `tags` is `tags/list` of each repository.
 */
export const INDEX_ROUTES = ['base', 'catalog', 'tags'] as const
export type IndexRoute = (typeof INDEX_ROUTES)[number]

/** Ids of what lies behind a front, as the function names them. */
export const ORIGINS = { index: 'index', registry: 'registry' } as const

/** What the function of a front knows. CloudFront functions have no environment, so it stands in their code. */
export interface FrontSettings {
  /** The challenge for requests to the index without `Authorization`; empty where nobody signs in. */
  readonly challenge: string
  /** Paths that need no sign-in, and the folder whose files need none. */
  readonly openPaths: readonly string[]
  readonly openFolder: string
  /** The header that tells the index which host the caller asked. */
  readonly hostHeader: string
  /** Whether a registry lies behind the same front. */
  readonly hasRegistry: boolean
  /** Which routes of the registry's API the index answers. */
  readonly indexRoutes: readonly IndexRoute[]
  readonly origins: typeof ORIGINS
}

// What the API and what lies before it must agree on.

/** Sent with every 401. Without a challenge, `docker login` and `podman login` never send a password. */
export const CHALLENGE = 'Basic realm="registry-index"'

/**
 * Routes that nobody has to sign in for: `/v1/_ping`, which docker asks before it sends credentials, and what browsers,
 * crawlers and readers of the API ask of any site. No name of the registry is in them. The front (`front/`) sends no
 * challenge for them.
 */
export const OPEN_PATHS = {
  ping: '/v1/_ping',
  openapi: '/openapi.json',
  openSearch: '/opensearch.xml',
  icon: '/favicon.ico',
  robots: '/robots.txt',
  /** The folder of the page's script. */
  pageFiles: '/page/',
} as const

/** Headers that a front adds to each request to the index. A caller's own ones never arrive: the front writes over them. */
export const FRONT_HEADERS = {
  /** Shows that a request came through the front: a secret that only the front and the search function know. */
  secret: 'registry-index-front',
  /** The host that the caller asked. The API sees its own one. */
  host: 'registry-index-host',
} as const

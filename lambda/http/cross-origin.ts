// What pages of other origins may read (CORS). The function says so, not API Gateway, so that it is the same behind a load
// balancer and behind nginx: API Gateway would answer preflight requests itself, and take the function's headers away.

import { cors } from 'hono/cors'
import { ALL_ORIGINS } from '../names/addresses.ts'
import { OWN_HEADER } from './own-headers.ts'

/** How long a browser remembers the answer to a preflight request; Chromium takes no more. Seconds. */
const PREFLIGHT_MAX_AGE_S = 7200

/** Headers of answers that a page of another origin can read, beside those that any can. */
const EXPOSED = ['Docker-Distribution-Api-Version', 'ETag', 'Link', 'Retry-After', ...Object.values(OWN_HEADER)]

/** Headers that a 304 keeps, or the page that asked whether something holds could not read the answer. */
export const CROSS_ORIGIN_HEADERS = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers']

/**
 * Lets pages of these origins read answers. They sign in by a header `Authorization` of their own: a sign-in that the browser
 * remembers is never theirs to use, so `Access-Control-Allow-Credentials` is not sent.
 * @param origins as `corsOriginsIn` returns them
 */
export const crossOrigin = (origins: readonly string[]) =>
  cors({
    origin: origins.includes(ALL_ORIGINS) ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD'],
    allowHeaders: ['Authorization', 'If-None-Match'],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_MAX_AGE_S,
  })

import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { OutdatedError } from '../model/runs/schema-guard.ts'
import { CHALLENGE } from '../names/front.ts'
import { BucketError, isRefusal } from '../registry/bucket/bucket-error.ts'
import { QueryError } from '../search/query/query-error.ts'
import { RETRY_AFTER_S } from '../search/snapshot/search-memory.ts'
import { UnavailableError } from '../search/snapshot/unavailable-error.ts'
import { OPEN_ACCESS } from './access.ts'
import { boundedAnswer } from './answer-size.ts'
import { CROSS_ORIGIN_HEADERS, crossOrigin } from './cross-origin.ts'
import { type Front, throughFront } from './front.ts'
import { errorBody, HttpError } from './http-error.ts'
import { OWN_HEADER } from './own-headers.ts'
import { failurePage, isPage } from './page/html.tsx'
import type { PagePorts } from './page-viewer.ts'
import { type RequestLog, requestLog } from './request-log.ts'
import { apiRepository } from './routes/api-repository.ts'
import { apiSearch } from './routes/api-search.ts'
import { browserFiles } from './routes/browser-files.ts'
import { feed } from './routes/feed.ts'
import { OPERATIONS, openapiRoute } from './routes/openapi.ts'
import { page } from './routes/page.tsx'
import { type StatusPorts, status } from './routes/status.ts'
import { v1 } from './routes/v1.ts'
import { v2 } from './routes/v2.ts'

/** What the HTTP API and the web page need. */
export type AppPorts = StatusPorts &
  PagePorts & {
    /** Origins whose pages may read answers; none if not given. */
    readonly corsOrigins?: readonly string[]
    /** What lies before the API, where something does. */
    readonly front?: Front
    /** Where each request has its line; nowhere if not given. */
    readonly requests?: RequestLog
  }

interface Asked {
  readonly path: string
  readonly url: string
  readonly method: string
}

/** When to ask again where the code is too old for the index, which only a deployment changes. Seconds. */
const OUTDATED_RETRY_AFTER_S = 60

/** The HTTP API over an index, and the web page. */
export const app = (ports: AppPorts): Hono => {
  const { log, site: settings = {}, front } = ports
  const failure = (asked: Asked, error: HttpError): Response => {
    const response = isPage(asked.path) ? failurePage(settings, asked, error) : failureBody(asked.path, error)
    response.headers.set('Cache-Control', 'no-store')
    if (error.status === 401) response.headers.set('WWW-Authenticate', error.challenge ?? CHALLENGE)
    return response
  }
  const api = new Hono({ strict: false })
  // Outside of everything else, so that it has what callers get, and all the time that it takes.
  if (ports.requests !== undefined) api.use('*', requestLog(ports.requests, ports.access !== OPEN_ACCESS))
  api.use('*', async (context, next) => {
    await next()
    // Answers differ by caller, and change with every push: nobody may share them, and who keeps one has to ask whether
    // it still holds.
    const caching = context.res.headers.get('cache-control')
    if (caching === null) context.header('Cache-Control', 'private, no-cache')
    if (!caching?.startsWith('public')) context.header('Vary', 'Authorization', { append: true })
    // Names and descriptions are anybody's: no browser may guess that an answer is something else than its type says.
    context.header('X-Content-Type-Options', 'nosniff')
  })
  if (ports.corsOrigins !== undefined) api.use('*', crossOrigin(ports.corsOrigins))
  api.use('*', boundedAnswer)
  if (front !== undefined) api.use('*', throughFront(front))
  api.use('*', compress())
  // A 304 also says what may have changed beside the body: where the next page is, and how many results there are.
  const retainedHeaders = [...RETAINED_304_HEADERS, 'Link', ...Object.values(OWN_HEADER), ...CROSS_ORIGIN_HEADERS]
  api.use('*', etag({ retainedHeaders }))
  api.use('*', methodNotAllowed({ app: api, onMethodNotAllowed: ({ req }, allowed) => notAllowed(req, allowed) }))
  for (const routes of [apiSearch, apiRepository, v1, v2, feed, openapiRoute, browserFiles])
    api.route('/', routes(ports))
  api.route('/', status(ports))
  api.route('/', page(ports))
  api.notFound(({ req }) => {
    const known = OPERATIONS.map(({ path }) => path).join(', ')
    return failure(
      req,
      new HttpError(404, 'UNSUPPORTED', `the index has no ${req.path.slice(0, 200)}; it has ${known}`),
    )
  })
  api.onError((error, { req }) => {
    if (error instanceof HttpError) return failure(req, error)
    if (error instanceof OutdatedError)
      return unavailable(req, new UnavailableError(error.message, OUTDATED_RETRY_AFTER_S))
    if (error instanceof UnavailableError) return unavailable(req, error)
    if (error instanceof BucketError) return bucketFailure(req, error)
    if (error instanceof QueryError)
      return failure(req, new HttpError(400, 'UNSUPPORTED', error.message, null, error.suggestions))
    log.error('request failed', { path: req.path, error })
    return failure(req, new HttpError(500, 'UNKNOWN', 'the index failed to answer; its log says why'))
  })
  return api

  function notAllowed(asked: Asked, allowed: string[]): Response {
    const methods = allowed.join(', ')
    const response = failure(
      asked,
      new HttpError(405, 'UNSUPPORTED', `${asked.method} is not allowed here; ${methods} is`),
    )
    response.headers.set('Allow', methods)
    return response
  }

  // The error names keys, and says what is to be done: that is for the log.
  function bucketFailure(asked: Asked, error: BucketError): Response {
    const { path } = asked
    if (!isRefusal(error)) {
      log.warn('S3 failed', { path, error })
      const message = `the registry bucket can't be read just now (${error.code}); try again`
      return unavailable(asked, new UnavailableError(message, RETRY_AFTER_S))
    }
    log.error('S3 refuses to let the registry bucket be read', { path, error })
    const message = `S3 refuses to let the index read this in the registry bucket (${error.code}); the log of the search function says what helps`
    return failure(asked, new HttpError(502, 'UNKNOWN', message))
  }

  function unavailable(asked: Asked, { message, retryAfterSeconds }: UnavailableError): Response {
    const response = failure(asked, new HttpError(503, 'UNAVAILABLE', message))
    response.headers.set('Retry-After', `${retryAfterSeconds}`)
    return response
  }
}

const failureBody = (path: string, error: HttpError): Response =>
  Response.json(errorBody(path, error), {
    status: error.status,
    headers: path.startsWith('/api') ? { 'Content-Type': 'application/problem+json' } : {},
  })

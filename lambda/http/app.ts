import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { OutdatedError } from '../model/schema-guard.ts'
import { CHALLENGE } from '../names.ts'
import { QueryError } from '../search/query/query-error.ts'
import { UnavailableError } from '../search/snapshot/unavailable-error.ts'
import type { Log } from '../shared/log.ts'
import { errorBody, HttpError } from './http-error.ts'
import { OWN_HEADER } from './own-headers.ts'
import { apiRepository } from './routes/api-repository.ts'
import { apiSearch } from './routes/api-search.ts'
import { feed } from './routes/feed.ts'
import { OPERATIONS, openapiRoute } from './routes/openapi.ts'
import { type StatusPorts, status } from './routes/status.ts'
import { v1 } from './routes/v1.ts'
import { v2 } from './routes/v2.ts'

export interface AppPorts extends StatusPorts {
  readonly log: Log
}

/** The HTTP API over an index. */
export const app = (ports: AppPorts): Hono => {
  const { log } = ports
  const api = new Hono({ strict: false })
  api.use('*', async (context, next) => {
    await next()
    // Answers differ by caller, and change with every push: nobody may share them, and who keeps one has to ask whether
    // it still holds.
    if (context.res.headers.get('cache-control') === null) context.header('Cache-Control', 'private, no-cache')
    context.header('Vary', 'Authorization', { append: true })
    // Names and descriptions are anybody's: no browser may guess that an answer is something else than its type says.
    context.header('X-Content-Type-Options', 'nosniff')
  })
  api.use('*', compress())
  // A 304 also says what may have changed beside the body: where the next page is, and how many results there are.
  api.use('*', etag({ retainedHeaders: [...RETAINED_304_HEADERS, 'Link', ...Object.values(OWN_HEADER)] }))
  api.use('*', methodNotAllowed({ app: api, onMethodNotAllowed: ({ req }, allowed) => notAllowed(req, allowed) }))
  for (const routes of [apiSearch, apiRepository, v1, v2, feed, openapiRoute]) api.route('/', routes(ports))
  api.route('/', status(ports))
  api.notFound(({ req }) => {
    const known = OPERATIONS.map(({ path }) => path).join(', ')
    return failure(
      req.path,
      new HttpError(404, 'UNSUPPORTED', `the index has no ${req.path.slice(0, 200)}; it has ${known}`),
    )
  })
  api.onError((error, { req }) => {
    if (error instanceof HttpError) return failure(req.path, error)
    if (error instanceof OutdatedError) return failure(req.path, new HttpError(503, 'UNAVAILABLE', error.message))
    if (error instanceof UnavailableError) return unavailable(req.path, error)
    if (error instanceof QueryError) return failure(req.path, new HttpError(400, 'UNSUPPORTED', error.message))
    log.error('request failed', { path: req.path, error })
    return failure(req.path, new HttpError(500, 'UNKNOWN', 'the index failed to answer; its log says why'))
  })
  return api
}

const notAllowed = (
  { path, method }: { readonly path: string; readonly method: string },
  allowed: string[],
): Response => {
  const methods = allowed.join(', ')
  const error = new HttpError(405, 'UNSUPPORTED', `${method} is not allowed here; ${methods} is`)
  const response = failure(path, error)
  response.headers.set('Allow', methods)
  return response
}

const unavailable = (path: string, { message, retryAfterSeconds }: UnavailableError): Response => {
  const response = failure(path, new HttpError(503, 'UNAVAILABLE', message))
  response.headers.set('Retry-After', `${retryAfterSeconds}`)
  return response
}

const failure = (path: string, error: HttpError): Response =>
  Response.json(errorBody(path, error), {
    status: error.status,
    headers: {
      'Cache-Control': 'no-store',
      ...(path.startsWith('/api') ? { 'Content-Type': 'application/problem+json' } : {}),
      ...(error.status === 401 ? { 'WWW-Authenticate': CHALLENGE } : {}),
    },
  })

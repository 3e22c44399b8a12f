import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { OutdatedError } from '../index/readable.ts'
import type { VersionStore } from '../index/version.ts'
import type { Log } from '../log.ts'
import { QueryError } from '../search/query.ts'
import { CHALLENGE } from './access.ts'
import { errorBody, HttpError } from './errors.ts'
import type { IndexPorts } from './ports.ts'
import { status } from './status.ts'
import { tag } from './tag.ts'
import { v1 } from './v1.ts'
import { v2 } from './v2.ts'

export interface AppPorts extends IndexPorts {
  readonly log: Log
  readonly version: VersionStore
  readonly clock: Pick<Clock, 'now'>
}

/** The HTTP API over an index. */
export const app = (ports: AppPorts): Hono => {
  const { access, log, version, clock } = ports
  const api = new Hono({ strict: false })
  // Answers differ by caller, and change with every push.
  api.use('*', async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  api.route('/v1', v1(ports))
  api.route('/v2', v2(ports))
  api.route('/api', tag(ports))
  api.route('/api', status({ access, version, clock }))
  api.notFound(({ req }) =>
    failure(
      req.path,
      new HttpError(
        404,
        'UNSUPPORTED',
        `the index has no ${req.path.slice(0, 200)}; it answers /v1/search, /v1/_ping, /v1/repositories/<name>/tags, /v2/, /v2/_catalog, /api/repositories/<name>/tags/<tag> and /api/status`,
      ),
    ),
  )
  api.onError((error, { req }) => {
    if (error instanceof HttpError) return failure(req.path, error)
    if (error instanceof OutdatedError) return failure(req.path, new HttpError(503, 'UNAVAILABLE', error.message))
    if (error instanceof QueryError) return failure(req.path, new HttpError(400, 'UNSUPPORTED', error.message))
    log.error('request failed', { path: req.path, error })
    return failure(req.path, new HttpError(500, 'UNKNOWN', 'the index failed to answer; its log says why'))
  })
  return api
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

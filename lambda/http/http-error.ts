import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer that is an error, in the form of the protocol that was asked. */
export class HttpError extends Error {
  readonly status: ContentfulStatusCode
  /** The distribution spec's code; v1 has none. */
  readonly code: string
  readonly detail: unknown

  constructor(status: ContentfulStatusCode, code: string, message: string, detail: unknown = null) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/** What HTTP calls these (RFC 9110). */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** The body of an error: each protocol has its own, and clients show what they can parse. */
export const errorBody = (path: string, { status, code, message, detail }: HttpError): object => {
  if (path.startsWith('/v2')) return { errors: [{ code, message, detail }] }
  return path.startsWith('/api')
    ? { type: 'about:blank', status, title: TITLES[status] ?? 'Error', detail: message }
    : { error: message }
}

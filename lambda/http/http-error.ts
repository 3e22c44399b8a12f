import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer that is an error, in the form of the protocol that was asked. */
export class HttpError extends Error {
  readonly status: ContentfulStatusCode
  /** The distribution spec's code; v1 has none. */
  readonly code: string
  readonly detail: unknown
  /** Queries that may have been meant. */
  readonly suggestions: readonly string[]
  /** How to sign in, of a 401, if not as everywhere. */
  readonly challenge: string | undefined

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    detail: unknown = null,
    suggestions: readonly string[] = [],
    challenge?: string,
  ) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.detail = detail
    this.suggestions = suggestions
    this.challenge = challenge
  }
}

/** What HTTP calls these (RFC 9110). */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}

/** The body of an error: each protocol has its own, and clients show what they can parse. */
export const errorBody = (path: string, { status, code, message, detail, suggestions }: HttpError): object => {
  if (path.startsWith('/v2')) return { errors: [{ code, message, detail }] }
  return path.startsWith('/api')
    ? {
        ...{ type: 'about:blank', status, title: TITLES[status] ?? 'Error', detail: message },
        ...(suggestions.length > 0 && { suggestions }),
      }
    : { error: message }
}

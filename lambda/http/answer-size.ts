// What the front of the function can pass on. A longer answer would be a 502 without a word of why, so the function refuses
// it itself, and says how to ask for less.

import type { MiddlewareHandler } from 'hono'
import { defaultIsContentTypeBinary } from 'hono/aws-lambda'
import { HttpError } from './http-error.ts'
import { OWN_HEADER } from './own-headers.ts'
import { note } from './request-notes.ts'

interface Front {
  readonly name: string
  /** Bytes of an answer as JSON, with room for its headers. */
  readonly maxBytes: number
}

/** An Application Load Balancer takes 1 MB of JSON (Elastic Load Balancing, "Lambda functions as targets"). */
const LOAD_BALANCER: Front = { name: 'the load balancer', maxBytes: 1_000_000 }
/** Lambda answers 6 MB at most, whoever asks (Lambda quotas). */
const LAMBDA: Front = { name: 'Lambda', maxBytes: 6_000_000 }

/** What is said of an answer, and not of its refusal. */
const HEADERS_OF_ANSWER = ['Content-Encoding', 'Content-Length', 'ETag', 'Link', ...Object.values(OWN_HEADER)]

/** JSON has at most so many bytes for one of a text: `\u001b` for an escape. */
const MAX_ESCAPED_BYTES = 6

/**
 * Refuses answers that are too long for the front that asks. To stand outside of compression, because what is compressed
 * is sent as base64.
 * @throws HttpError 413 for those
 */
export const boundedAnswer: MiddlewareHandler = async (context, next) => {
  await next()
  const front = frontOf(context.env)
  if (front === undefined || context.res.body === null) return
  const body = await context.res.arrayBuffer()
  const { headers } = context.res
  note(context, { bytes: body.byteLength })
  context.res = new Response(body, context.res)
  const bytes = sentBytes(body, headers)
  if (bytes <= front.maxBytes) return
  for (const name of HEADERS_OF_ANSWER) context.res.headers.delete(name)
  throw new HttpError(
    413,
    'UNSUPPORTED',
    `the answer has ${bytes} bytes, and ${front.name} passes on ${front.maxBytes}; ` +
      'ask with Accept-Encoding: gzip, or for less at a time, by limit or n; /v2/NAME/tags/list has the tags of a repository by pages',
  )
}

/** The front of a request, told by the Lambda event that hono hands on; undefined if the function runs elsewhere. */
const frontOf = (env: unknown): Front | undefined => {
  const { requestContext } = (env ?? {}) as { requestContext?: unknown }
  if (typeof requestContext !== 'object' || requestContext === null) return undefined
  return Object.hasOwn(requestContext, 'elb') ? LOAD_BALANCER : LAMBDA
}

const sentBytes = (body: ArrayBuffer, headers: Headers): number => {
  const isBase64 = headers.has('content-encoding') || defaultIsContentTypeBinary(headers.get('content-type') ?? '')
  if (isBase64) return Math.ceil(body.byteLength / 3) * 4
  // Only of a long text it has to be known how long it is exactly.
  if (body.byteLength * MAX_ESCAPED_BYTES <= LOAD_BALANCER.maxBytes) return body.byteLength
  return Buffer.byteLength(JSON.stringify(Buffer.from(body).toString('utf8')))
}

// A small stand-in for CloudFront's runtime of functions: runs a viewer-request function with events of the documented
// shape, and refuses what CloudFront would answer with 502. What it knows comes from the developer guide, pages "CloudFront
// Functions event structure", "Restrictions on edge functions" and "JavaScript runtime 2.0 features".

import { createContext, Script } from 'node:vm'
import * as z from 'zod/mini'

/** A request as it came. Names of headers may be repeated, and be written in any case. */
export interface ViewerRequest {
  readonly method: string
  /** As in the request line, without the query: UTF-8, or ISO-8859-1 if it is no UTF-8, each byte as one character. */
  readonly uri: string
  /** Without the question mark. */
  readonly query: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** What the function decided: the request goes on to an origin, or is answered. */
export type Decision =
  | {
      readonly kind: 'request'
      readonly uri: string
      readonly headers: ReadonlyMap<string, readonly string[]>
      /** Names of headers that came and do not go on. */
      readonly removed: readonly string[]
      /** Undefined: the one of the cache behaviour. */
      readonly origin: string | undefined
    }
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: Record<string, string>
      readonly body: string
    }

/** Headers that functions neither see nor may add. */
const HIDDEN =
  /^(connection|expect|keep-alive|proxy-(authenticate|authorization|connection)|trailer|upgrade|x-accel-(buffering|charset|limit-rate|redirect)|x-amz-cf-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/
/** Headers that functions may read, and not change. */
const READ_ONLY = ['content-length', 'host', 'transfer-encoding', 'via']
const IMPORT = "import cf from 'cloudfront'\n"

const One = z.strictObject({ value: z.string() })
const Several = z.strictObject({ value: z.string(), multiValue: z.optional(z.array(One)) })
const Values = z.record(z.string().check(z.regex(/^[^A-Z]*$/, 'names of headers must be lower-case')), Several)
const Request = z.strictObject({
  method: z.string(),
  uri: z.string().check(z.regex(/^\/[\x21-\x7e]*$/, 'a path must begin with a slash and be percent-encoded')),
  querystring: z.record(z.string(), Several),
  headers: Values,
  cookies: z.record(z.string(), Several),
})
const Response = z.strictObject({
  statusCode: z.int().check(z.gte(100), z.lte(599)),
  statusDescription: z.optional(z.string()),
  headers: z.optional(Values),
  body: z.optional(z.string()),
})

/** Returns values by their names, as an event has them: the first alone, and all where there are several. */
const collapsed = (pairs: readonly (readonly [string, string])[]) => {
  const byName = new Map<string, string[]>()
  for (const [name, value] of pairs) byName.set(name, [...(byName.get(name) ?? []), value])
  return Object.fromEntries(
    [...byName].map(([name, values]) => {
      const [value = ''] = values
      return [name, values.length === 1 ? { value } : { value, multiValue: values.map((one) => ({ value: one })) }]
    }),
  )
}

/** Splits `a=1&b` without decoding it. */
const pairsIn = (text: string, separator: RegExp): [string, string][] =>
  text
    .split(separator)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=')
      return [name, rest.join('=')]
    })

const asText = (bytes: string): string => {
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\uFFFD') ? bytes : text
}

/** Returns the event of a request. */
export const viewerRequestEvent = ({ method, uri, query, headers }: ViewerRequest) => {
  const visible = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !HIDDEN.test(name))
  const cookies = visible.filter(([name]) => name === 'cookie').flatMap(([, value]) => pairsIn(value, /; */))
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: 'EXAMPLE',
    },
    viewer: { ip: '127.0.0.1' },
    request: {
      method,
      uri: asText(uri),
      querystring: collapsed(pairsIn(query, /&/)),
      headers: collapsed(visible.filter(([name]) => name !== 'cookie')),
      cookies: collapsed(cookies),
    },
  }
}

/**
 * Loads the code of a function, which has none of Node's modules and globals.
 * @param code begins with the import of `cf`, and defines `handler`
 * @returns what it decides of a request. Throws Error where CloudFront would answer 502: a value of another form, a
 *   header that a function may not add, a change of the method or the query.
 */
export const cloudFrontFunction = (code: string): ((request: ViewerRequest) => Decision) => {
  if (!code.startsWith(IMPORT)) throw new Error(`the first line of the function must be ${IMPORT}`)
  let origin: string | undefined
  const cf = {
    selectRequestOriginById: (id: unknown) => {
      origin = z.string().parse(id)
    },
  }
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  const wrapped = `(function (cf) { 'use strict';\n${code.slice(IMPORT.length)}\nreturn (event) => JSON.stringify(handler(JSON.parse(event))) })`
  const handler: (event: string) => unknown = new Script(wrapped, { filename: 'viewer-request.js' }).runInContext(
    context,
  )(cf)
  return (viewerRequest) => {
    const event = viewerRequestEvent(viewerRequest)
    origin = undefined
    const returned: unknown = JSON.parse(z.string().parse(handler(JSON.stringify(event))))
    const isResponse = typeof returned === 'object' && returned !== null && 'statusCode' in returned
    if (isResponse) return responseOf(Response.parse(returned))
    const request = Request.parse(returned)
    // Of what came back, not of what was parsed: that has no field called __proto__, which a query may have.
    if (fixedParts(event.request) !== fixedParts(returned as Fixed))
      throw new Error('a function may not change the method, nor this one the query, cookies and read-only headers')
    const removed = Object.keys(event.request.headers).filter((name) => !Object.hasOwn(request.headers, name))
    return { ...requestOf(request), removed, origin }
  }
}

type Fixed = Pick<ReturnType<typeof viewerRequestEvent>['request'], 'method' | 'querystring' | 'cookies' | 'headers'>
const fixedParts = ({ method, querystring, cookies, headers }: Fixed): string =>
  JSON.stringify([method, querystring, cookies, READ_ONLY.map((name) => headers[name])])

const responseOf = ({ statusCode, headers = {}, body = '' }: z.infer<typeof Response>): Decision => {
  refuseNames(Object.keys(headers))
  const values = Object.entries(headers).map(([name, { value }]) => [name, value])
  return { kind: 'response', status: statusCode, headers: Object.fromEntries(values), body }
}

const requestOf = ({ uri, headers }: z.infer<typeof Request>) => {
  refuseNames(Object.keys(headers))
  const values = Object.entries(headers).map(
    ([name, { value, multiValue }]) => [name, multiValue?.map((one) => one.value) ?? [value]] as const,
  )
  return { kind: 'request', uri, headers: new Map(values) } as const
}

const refuseNames = (names: readonly string[]): void => {
  const hidden = names.filter((name) => HIDDEN.test(name))
  if (hidden.length > 0) throw new Error(`a function may not add ${hidden.join(', ')}`)
}

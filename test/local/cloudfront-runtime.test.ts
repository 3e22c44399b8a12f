// The stand-in is held to the examples of the developer guide ("CloudFront Functions event structure": the example event,
// duplicate headers, cookies) and to what it says that CloudFront refuses ("Restrictions on edge functions").

import { describe, expect, it } from 'vitest'
import { cloudFrontFunction, viewerRequestEvent } from '../../local/cloudfront-runtime.ts'

const REQUEST = {
  method: 'GET',
  uri: '/media/index.mpd',
  query: 'ID=42&Exp=1619740800&TTL=1440&NoValue=&querymv=val1&querymv=val2,val3',
  headers: [
    ['Host', 'video.example.com'],
    ['User-Agent', 'Mozilla/5.0'],
    ['Accept', 'application/json'],
    ['accept', 'application/xml'],
    ['ACCEPT', 'text/html'],
    ['Accept-Language', 'en-GB,en;q=0.5'],
    ['Connection', 'keep-alive'],
    ['Expect', '100-continue'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Amz-Cf-Id', 'x'],
    ['Cookie', 'Cookie1=value1; Cookie2=value2; cookiemv=value3; cookiemv=value4'],
  ],
} as const

describe('the event of a request', () => {
  const { version, context, request } = viewerRequestEvent(REQUEST)

  it('is as the documented example: single values, and all values where a name is repeated', () => {
    expect(version).toBe('1.0')
    expect(context.eventType).toBe('viewer-request')
    expect(request).toEqual({
      method: 'GET',
      uri: '/media/index.mpd',
      querystring: {
        ID: { value: '42' },
        Exp: { value: '1619740800' },
        TTL: { value: '1440' },
        NoValue: { value: '' },
        querymv: { value: 'val1', multiValue: [{ value: 'val1' }, { value: 'val2,val3' }] },
      },
      headers: {
        host: { value: 'video.example.com' },
        'user-agent': { value: 'Mozilla/5.0' },
        accept: {
          value: 'application/json',
          multiValue: [{ value: 'application/json' }, { value: 'application/xml' }, { value: 'text/html' }],
        },
        'accept-language': { value: 'en-GB,en;q=0.5' },
      },
      cookies: {
        Cookie1: { value: 'value1' },
        Cookie2: { value: 'value2' },
        cookiemv: { value: 'value3', multiValue: [{ value: 'value3' }, { value: 'value4' }] },
      },
    })
  })

  it('has an empty object where there is no query', () => {
    expect(viewerRequestEvent({ ...REQUEST, query: '' }).request.querystring).toEqual({})
  })
})

describe('a function', () => {
  const run = (body: string) =>
    cloudFrontFunction(`import cf from 'cloudfront'\nfunction handler(event) { ${body} }`)(REQUEST)

  it('sends a request on, to the origin of the behaviour or to one that it selects', () => {
    expect(run('return event.request')).toMatchObject({ kind: 'request', uri: '/media/index.mpd', origin: undefined })
    expect(run("cf.selectRequestOriginById('registry'); return event.request")).toMatchObject({ origin: 'registry' })
    const headers = run("event.request.headers['x-custom-header'] = { value: 'example value' }; return event.request")
    expect(headers.kind === 'request' && Object.fromEntries(headers.headers)).toMatchObject({
      'x-custom-header': ['example value'],
      accept: ['application/json', 'application/xml', 'text/html'],
    })
  })

  it('removes a header', () => {
    const decision = run('delete event.request.headers.accept; return event.request')
    expect(decision).toMatchObject({ kind: 'request', removed: ['accept'] })
    expect(decision.kind === 'request' && decision.headers.has('accept')).toBe(false)
  })

  it('answers itself, with an integer as the status', () => {
    expect(
      run(
        "return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/new' } }, body: 'x' }",
      ),
    ).toEqual({ kind: 'response', status: 302, headers: { location: '/new' }, body: 'x' })
    expect(() => run("return { statusCode: '302' }")).toThrow()
    expect(() => run("return { statusCode: 200, headers: { location: '/new' } }")).toThrow()
    expect(() => run("return { statusCode: 200, headers: { Location: { value: '/new' } } }")).toThrow()
  })

  it.each([
    ["event.request.method = 'POST'; return event.request"],
    ["event.request.uri = 'new'; return event.request"],
    ["event.request.uri = '/a b'; return event.request"],
    ["event.request.headers.host = { value: 'other.example' }; return event.request"],
    ["event.request.headers.via = { value: '1.1 x' }; return event.request"],
    ["event.request.headers['x-forwarded-proto'] = { value: 'https' }; return event.request"],
    ["event.request.headers['x-amz-cf-id'] = { value: 'x' }; return event.request"],
    ["event.request.headers['X-Custom'] = { value: 'x' }; return event.request"],
    ["event.request.headers.x = 'x'; return event.request"],
    ['event.request.querystring = {}; return event.request'],
    ["event.request.origin = { domainName: 'x' }; return event.request"],
    ['return undefined'],
    ['return {}'],
    ["return eval('event.request')"],
    ["return new Function('return 1')()"],
    ['return process.env'],
    ["return require('crypto')"],
    ['return Buffer.from("")'],
  ])('that says %s fails, as in CloudFront', (body) => {
    expect(() => run(body)).toThrow()
  })

  it('keeps nothing of the request before', () => {
    const code = "if (event.request.uri === '/a') cf.selectRequestOriginById('registry'); return event.request"
    const decide = cloudFrontFunction(`import cf from 'cloudfront'\nfunction handler(event) { ${code} }`)
    expect(decide({ ...REQUEST, uri: '/a' })).toMatchObject({ origin: 'registry' })
    expect(decide({ ...REQUEST, uri: '/b' })).toMatchObject({ origin: undefined })
  })

  it('must import cf in its first line', () => {
    expect(() => cloudFrontFunction('function handler(event) { return event.request }')).toThrow('first line')
  })
})

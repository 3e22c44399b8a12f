// The line of the log that each request has. The API is asked as Lambda asks it (hono/aws-lambda).

import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { handle } from 'hono/aws-lambda'
import { describe, expect, it } from 'vitest'
import type { Front } from '../../lambda/http/front.ts'
import { FRONT_HEADERS, OPEN_PATHS } from '../../lambda/names/front.ts'
import { noUsage, usageMeter } from '../../lambda/shared/usage-meter.ts'
import { apiOver, BASIC, OPEN, SIGNED_IN } from '../fakes/http.ts'
import { singleValueEvent } from '../fakes/load-balancer-events.ts'
import { shownSystem } from '../fakes/shown.ts'

const { system } = await shownSystem()
const KEY = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/registry-index/6d0ecf83-1eec-9f09'
const FRONT: Front = { secret: async () => 'the secret' }

interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly ip?: string
}

/** An event of API Gateway's HTTP API. */
const eventOf = (path: string, { headers = {}, method = 'GET', ip = '198.51.100.7' }: Sent = {}) => {
  const [rawPath = '', rawQueryString = ''] = path.split('?')
  return {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: { host: 'id.execute-api.eu-west-1.amazonaws.com', 'x-forwarded-for': ip, ...headers },
    requestContext: {
      domainName: 'id.execute-api.eu-west-1.amazonaws.com',
      requestId: 'JKJaXmPLvHcESHA=',
      http: { method, path: rawPath, sourceIp: ip },
    },
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2
}

type Options = NonNullable<Parameters<typeof apiOver>[1]>

const linesOf = async (event: object, options: Options = {}) => {
  const lines: Record<string, unknown>[] = []
  const log = { info: (message: string, fields: object) => void lines.push({ message, ...fields }) }
  const requests = { log, meter: usageMeter(), callerKey: KEY }
  const answer = (await handle(apiOver(system, { requests, ...options }))(event as never)) as unknown as {
    body: string
    statusCode: number
    isBase64Encoded: boolean
  }
  return { answer, lines }
}

const lineOf = async (event: object, options?: Options): Promise<Record<string, unknown>> => {
  const { lines } = await linesOf(event, options)
  expect(lines).toHaveLength(1)
  return lines[0] ?? {}
}

/** As the runbook tells operators to compute it. */
const hashOf = (text: string): string => createHmac('sha256', KEY).update(text).digest('hex').slice(0, 12)

describe('the line of a request', () => {
  it('says what it was, how it went and who asked', async () => {
    const event = eventOf('/api/search?q=app', { headers: SIGNED_IN.headers })
    const { lines, answer } = await linesOf(event, { access: BASIC })
    expect(lines).toEqual([
      {
        message: 'request',
        route: '/api/search',
        method: 'GET',
        status: 200,
        ms: expect.any(Number),
        bytes: Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8').length,
        ...noUsage(),
        address: hashOf('address 198.51.100.7'),
        user: hashOf('user registry'),
        request: 'JKJaXmPLvHcESHA=',
      },
    ])
  })

  it('counts what the request asks of AWS, and nothing of another one', async () => {
    const meter = usageMeter()
    const lines: object[] = []
    const log = { info: (_: string, fields: object) => void lines.push(fields) }
    const access = {
      admit: async () => {
        meter.add({ dynamoRequests: 1, readUnits: 0.5 })
        await new Promise((resolve) => setImmediate(resolve))
        meter.add({ s3Requests: 1 })
        return { hidesPrivate: false }
      },
    }
    const api = handle(apiOver(system, { access, requests: { log, meter, callerKey: KEY } }))
    await Promise.all([1, 2].map(() => api(eventOf('/v2/') as never)))
    const each = { dynamoRequests: 1, readUnits: 0.5, s3Requests: 1 }
    expect(lines).toEqual([expect.objectContaining(each), expect.objectContaining(each)])
  })

  it.each([
    ['/v2/team/app/tags/list', '/v2/{name}/tags/list'],
    ['/v2/_catalog', '/v2/_catalog'],
    ['/v1/search?q=app', '/v1/search'],
    ['/api/repositories/team/app', '/api/repositories/{name}'],
    ['/api/repositories/team/app/-/tags/latest', '/api/repositories/{name}/tags/{tag}'],
    ['/r/team/app', '/r/{name}'],
    ['/?q=app', '/'],
    ['/no/such/page', 'none'],
  ])('says by which route %s was answered', async (path, route) => {
    expect((await lineOf(eventOf(path)))['route']).toBe(route)
  })

  it('has nothing in it that its caller wrote', async () => {
    const secret = 'hunter2'
    const headers = {
      authorization: `Basic ${Buffer.from(`${secret}:${secret}`).toString('base64')}`,
      'user-agent': secret,
      cookie: secret,
      'x-forwarded-for': secret,
      [FRONT_HEADERS.secret]: secret,
      [FRONT_HEADERS.host]: secret,
    }
    const paths = [
      `/api/search?q=${secret}&sort=${secret}`,
      `/v1/search?q=${secret}`,
      `/api/repositories/${secret}/-/tags/${secret}`,
      `/v2/${secret}/tags/list?last=${secret}`,
      `/r/${secret}`,
      `/${secret}`,
    ]
    for (const options of [{}, { access: BASIC }, { front: FRONT }])
      for (const path of paths)
        for (const method of ['GET', 'HEAD', 'POST', secret.toUpperCase()]) {
          const line = await lineOf(eventOf(path, { headers, method }), options)
          expect(JSON.stringify(line).toLowerCase()).not.toContain(secret)
        }
  })

  it('tells failures too', async () => {
    expect(await lineOf(eventOf('/api/search?q=app'), { access: BASIC })).toMatchObject({
      route: '/api/search',
      status: 401,
      bytes: expect.any(Number),
      user: undefined,
    })
    expect(await lineOf(eventOf('/v2/_catalog'), { isLoading: true })).toMatchObject({ status: 503 })
    expect(await lineOf(eventOf('/v2/', { method: 'DELETE' }))).toMatchObject({ method: 'DELETE', status: 405 })
    const access = {
      admit: async () => {
        throw new Error('a fault')
      },
    }
    expect(await lineOf(eventOf('/v2/'), { access })).toMatchObject({ route: '/v2/', status: 500 })
  })

  it('is not there for open routes that are answered, which health checks ask all day', async () => {
    for (const path of [OPEN_PATHS.ping, OPEN_PATHS.openapi, OPEN_PATHS.icon, OPEN_PATHS.robots])
      for (const access of [OPEN, BASIC]) expect((await linesOf(eventOf(path), { access })).lines).toEqual([])
    expect(await lineOf(eventOf(OPEN_PATHS.ping), { front: FRONT })).toMatchObject({ route: 'none', status: 403 })
  })

  it('says of a HEAD that it was one', async () => {
    expect(await lineOf(eventOf('/v2/_catalog', { method: 'HEAD' }))).toMatchObject({ method: 'HEAD', status: 200 })
  })
})

describe('the caller in it', () => {
  const addressIn = async (event: object, options?: Options) => (await lineOf(event, options))['address']

  it('is one user only if the name was checked', async () => {
    const event = eventOf('/v2/', { headers: SIGNED_IN.headers })
    expect((await lineOf(event, { access: BASIC }))['user']).toBe(hashOf('user registry'))
    expect((await lineOf(event, { access: OPEN }))['user']).toBeUndefined()
    const wrong = eventOf('/v2/', { headers: { authorization: `Basic ${btoa('registry:wrong')}` } })
    expect((await lineOf(wrong, { access: BASIC }))['user']).toBeUndefined()
  })

  it('is who connected, whatever he says of himself', async () => {
    const forged = eventOf('/v2/', { headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(await addressIn(forged)).toBe(hashOf('address 198.51.100.7'))
    // Neither is a front that did not show its secret.
    expect(await addressIn(forged, { front: FRONT })).toBe(hashOf('address 198.51.100.7'))
  })

  it.each([
    ['as API Gateway adds the front', '203.0.113.9, 192.0.2.1, 198.51.100.7'],
    ['as it would be if it did not', '203.0.113.9, 192.0.2.1'],
  ])('is who asked the front, %s', async (_, forwarded) => {
    const headers = { 'x-forwarded-for': forwarded, [FRONT_HEADERS.secret]: 'the secret' }
    expect(await addressIn(eventOf('/v2/', { headers }), { front: FRONT })).toBe(hashOf('address 192.0.2.1'))
  })

  it('is who asked the load balancer', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 72.21.198.66' }
    expect(await addressIn(singleValueEvent('/v2/', { headers }))).toBe(hashOf('address 72.21.198.66'))
  })

  it.each([
    ['2001:db8:0:1::7', '2001:db8:0:1'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['2001:0db8:0000:0001:0:0:0:7', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
  ])('is the network of an IPv6 address: %s', async (ip, network) => {
    expect(await addressIn(eventOf('/v2/', { ip }))).toBe(hashOf(`address ${network}`))
  })

  it('is not there where nothing says it', async () => {
    const lines: Record<string, unknown>[] = []
    const log = { info: (_: string, fields: Record<string, unknown>) => void lines.push(fields) }
    await apiOver(system, { requests: { log, meter: usageMeter(), callerKey: KEY } }).request('/v2/')
    expect(lines).toEqual([expect.objectContaining({ status: 200, address: undefined, request: undefined })])
  })
})

it('the queries in the docs name fields that a line has', async () => {
  const docs = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const queries = [...docs.matchAll(/```\n(filter message = "request"[\s\S]*?)```/g)].map(([, query = '']) => query)
  expect(queries).toHaveLength(2)
  const fields = Object.keys(await lineOf(eventOf('/v2/')))
  const words = new Set([
    'filter',
    'stats',
    'sort',
    'desc',
    'limit',
    'by',
    'as',
    'count',
    'sum',
    'avg',
    'max',
    'pct',
    'and',
  ])
  for (const query of queries) {
    const named = [...query.matchAll(/\bas (\w+)/g)].map(([, name = '']) => name)
    const used = [...query.replaceAll(/"[^"]*"/g, '').matchAll(/[a-z]\w*/gi)].map(([word]) => word)
    for (const word of used.filter((one) => !words.has(one) && !named.includes(one))) expect(fields).toContain(word)
  }
})

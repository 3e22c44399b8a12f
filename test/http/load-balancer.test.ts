// What the search function answers to an Application Load Balancer, by the handler that it has.

import { gunzipSync } from 'node:zlib'
import type { ALBEvent } from 'aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import { lambdaHandler } from '../../lambda/http/lambda-handler.ts'
import { CHALLENGE } from '../../lambda/names/front.ts'
import { apiOver, BASIC, basic, SIGNED_IN } from '../fakes/http.ts'
import { healthCheck, multiValueEvent, type Sent, singleValueEvent } from '../fakes/load-balancer-events.ts'
import { shownSystem } from '../fakes/shown.ts'

const { system } = await shownSystem()
type Options = Parameters<typeof apiOver>[1]

interface Answer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly body: string
  readonly isBase64Encoded: boolean
}

const answerTo = async (event: object, options: Options = {}, index: typeof system = system) => {
  const answer = (await lambdaHandler(apiOver(index, options))(event as never)) as unknown as Answer
  const header = (name: string) => answer.headers?.[name] ?? answer.multiValueHeaders?.[name]?.join()
  const bytes = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8')
  const text = (header('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes).toString()
  return { ...answer, header, text, sentBytes: Buffer.byteLength(JSON.stringify(answer)) }
}

describe.each([
  ['single-value', singleValueEvent],
  ['multi-value', multiValueEvent],
] as const)('a load balancer with %s headers', (mode, event: (path: string, sent?: Sent) => ALBEvent) => {
  it('gets what docker search asks for, in the form that it takes', async () => {
    const query = [
      ['q', 'app'],
      ['n', '25'],
    ] as const
    const answer = await answerTo(event('/v1/search', { query, headers: SIGNED_IN.headers }), { access: BASIC })
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false })
    expect(answer.header('content-type')).toBe('application/json')
    expect(JSON.parse(answer.body)).toMatchObject({ num_results: 2, page_size: 25 })
    // It takes headers only in the form of its requests.
    expect(answer.headers === undefined).toBe(mode === 'multi-value')
    expect(answer.multiValueHeaders === undefined).toBe(mode === 'single-value')
  })

  it('gets the same of a GET and a HEAD with a body as of those without', async () => {
    for (const httpMethod of ['GET', 'HEAD']) {
      const asked = { ...event('/v2/', { headers: SIGNED_IN.headers }), httpMethod }
      const plain = await answerTo(asked, { access: BASIC })
      expect(plain.statusCode).toBe(200)
      for (const more of [
        { body: '{"q": "app"}', isBase64Encoded: false },
        { body: 'eA==', isBase64Encoded: true },
      ])
        expect((await answerTo({ ...asked, ...more }, { access: BASIC })).body).toBe(plain.body)
      const closed = await answerTo({ ...asked, headers: {}, multiValueHeaders: {}, body: 'x' }, { access: BASIC })
      expect([closed.statusCode, closed.header('www-authenticate')]).toEqual([401, CHALLENGE])
      expect(closed.header('x-content-type-options')).toBe('nosniff')
    }
  })

  it('passes on the challenge to who has not signed in, and to who signed in wrongly', async () => {
    for (const headers of [{}, basic('registry:wrong')]) {
      const answer = await answerTo(event('/v2/', { headers }), { access: BASIC })
      expect(answer.statusCode).toBe(401)
      expect(answer.header('www-authenticate')).toBe(CHALLENGE)
    }
    expect((await answerTo(event('/v2/', { headers: SIGNED_IN.headers }), { access: BASIC })).statusCode).toBe(200)
  })

  it('sends a query as the client wrote it, and a path too', async () => {
    const query = [['q', '%22hello%22+%26+kind%3Aimage']] as const
    const answer = await answerTo(event('/api/search', { query }))
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse(answer.text).items[0]).toMatchObject({ name: 'team/app' })
    expect((await answerTo(event('/api/repositories/team%2Fapp/tags/v1%2E0'))).statusCode).toBe(200)
  })

  it('gets a link to the next page', async () => {
    const answer = await answerTo(event('/v2/team/app/tags/list', { query: [['n', '1']] }))
    expect(answer.header('link')).toBe('</v2/team/app/tags/list?last=broken&n=1>; rel="next"')
  })

  it('gets compressed answers as base64, and what is no text too', async () => {
    const headers = { 'accept-encoding': 'gzip' }
    const answer = await answerTo(event('/api/search', { query: [['limit', '20']], headers }))
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true })
    expect(JSON.parse(answer.text).items).toHaveLength(4)
    const lines = await answerTo(event('/api/search', { query: [['format', 'ndjson']] }))
    expect(lines).toMatchObject({ statusCode: 200, isBase64Encoded: true })
    expect(lines.text.trim().split('\n')).toHaveLength(4)
  })

  it('gets HEAD without a body, and an answer that still holds as 304', async () => {
    const head = await answerTo(event('/v2/_catalog', { method: 'HEAD' }))
    expect(head).toMatchObject({ statusCode: 200, body: '' })
    const headers = { 'if-none-match': head.header('etag') ?? '' }
    expect(await answerTo(event('/v2/_catalog', { headers }))).toMatchObject({ statusCode: 304, body: '' })
  })

  it('shows the page under the host that the client asked for', async () => {
    const answer = await answerTo(event('/r/team/app'))
    expect(answer.statusCode).toBe(200)
    expect(answer.text).toContain('registry.example.com/team/app')
  })

  it('gets 400 to a host that is none', async () => {
    // The adapter writes to the console why.
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await answerTo(event('/v2/', { headers: { host: 'a b' } }))).statusCode).toBe(400)
    said.mockRestore()
  })
})

it('takes the last of two values where it has room for one, and the first where it has room for both', async () => {
  const query = [
    ['limit', '1'],
    ['limit', '2'],
  ] as const
  expect(JSON.parse((await answerTo(singleValueEvent('/api/search', { query }))).text).items).toHaveLength(2)
  expect(JSON.parse((await answerTo(multiValueEvent('/api/search', { query }))).text).items).toHaveLength(1)
})

describe('a health check', () => {
  it('finds the ping healthy, whoever may sign in', async () => {
    expect(await answerTo(healthCheck('/v1/_ping'), { access: BASIC })).toMatchObject({ statusCode: 200 })
  })

  it('must not ask for a route that needs sign-in', async () => {
    expect(await answerTo(healthCheck('/'), { access: BASIC })).toMatchObject({ statusCode: 401 })
  })
})

describe('an answer that is longer than its front passes on', () => {
  /** The index with so many tags of `team/app`. */
  const withTags = (count: number) => {
    const { store } = system.tables
    async function* briefs() {
      for (let at = 0; at < count; at += 1) {
        const tag = `build-${String(at).padStart(9, '0')}`
        yield { tag, brief: { digest: `sha256:${String(at).padStart(64, '0')}` } }
      }
    }
    return { ...system, tables: { ...system.tables, store: { ...store, briefs } } } as unknown as typeof system
  }
  const MANY = withTags(20_000)
  const TAGS = '/v1/repositories/team/app/tags'

  it('is refused with 413 and what to do, in the form of its protocol', async () => {
    const answer = await answerTo(singleValueEvent(TAGS), {}, MANY)
    expect(answer.statusCode).toBe(413)
    expect(JSON.parse(answer.body)).toEqual({
      error:
        'the answer has 1920003 bytes, and the load balancer passes on 1000000; ask with Accept-Encoding: gzip, or for less at a time, by limit or n; /v2/NAME/tags/list has the tags of a repository by pages',
    })
    for (const name of ['etag', 'content-encoding', 'content-length']) expect(answer.header(name)).toBeUndefined()
    expect(answer.header('cache-control')).toBe('no-store')
  })

  it('comes whole where it is compressed', async () => {
    const headers = { 'accept-encoding': 'gzip' }
    const answer = await answerTo(singleValueEvent(TAGS, { headers }), {}, MANY)
    expect(answer.statusCode).toBe(200)
    expect(answer.sentBytes).toBeLessThan(1_000_000)
    expect(Object.keys(JSON.parse(answer.text))).toHaveLength(20_000)
  })

  it.each([10_000, 10_416, 10_417, 11_000])('is told by what is really sent, with %i tags', async (count) => {
    const answer = await answerTo(multiValueEvent(TAGS), {}, withTags(count))
    // What would be sent, and not the refusal.
    const whole = await answerTo(apiGatewayEvent(TAGS), {}, withTags(count))
    expect(whole.statusCode).toBe(200)
    expect(answer.statusCode).toBe(Buffer.byteLength(JSON.stringify(whole.body)) > 1_000_000 ? 413 : 200)
    expect(answer.sentBytes).toBeLessThan(1024 * 1024)
  })

  it('is passed on by API Gateway', async () => {
    expect((await answerTo(apiGatewayEvent(TAGS), {}, MANY)).statusCode).toBe(200)
  })

  it('is the same to a page of another origin, which can read why', async () => {
    const options = { corsOrigins: ['https://portal.example.com'] }
    const headers = { origin: 'https://portal.example.com' }
    const answer = await answerTo(singleValueEvent(TAGS, { headers }), options, MANY)
    expect(answer.statusCode).toBe(413)
    expect(answer.header('access-control-allow-origin')).toBe('https://portal.example.com')
  })
})

const apiGatewayEvent = (rawPath: string) => ({
  version: '2.0',
  rawPath,
  rawQueryString: '',
  headers: { host: 'abc123.execute-api.us-east-2.amazonaws.com' },
  requestContext: { domainName: 'abc123.execute-api.us-east-2.amazonaws.com', http: { method: 'GET', path: rawPath } },
  isBase64Encoded: false,
})

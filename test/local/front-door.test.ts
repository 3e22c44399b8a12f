import {
  createServer,
  type IncomingHttpHeaders,
  request as nodeRequest,
  type RequestListener,
  type Server,
} from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHALLENGE, FRONT_HEADERS } from '../../lambda/names/front.ts'
import { apiAddress, type FrontDoor, openFrontDoor } from '../../local/front-door.ts'

describe('apiAddress', () => {
  it('builds the local address from the id in the stack’s Url', () => {
    expect(apiAddress('http://127.0.0.1:4566', 'https://1a2b3c4d.execute-api.us-east-1.amazonaws.com/')).toBe(
      'http://127.0.0.1:4566/_aws/execute-api/1a2b3c4d/$default',
    )
  })

  it('rejects a Url of any other form', () => {
    expect(() => apiAddress('', 'https://example.com/')).toThrow('the stack\'s Url is "https://example.com/", but must')
  })
})

const listen = async (handler: RequestListener): Promise<{ server: Server; url: string }> => {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

/** Asks for exactly this target: fetch would normalise it, and send no TRACE. Rejects if the answer is not complete. */
const ask = (door: { readonly port: number }, path: string, method = 'GET', headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const asked = nodeRequest({ host: '127.0.0.1', port: door.port, path, method, headers }, (answer) => {
      let body = ''
      answer.on('data', (chunk) => {
        body += chunk
      })
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })

const SIGNED_IN = { authorization: 'Basic dTpw' }

describe('openFrontDoor', () => {
  let index: { server: Server; url: string }
  let registry: { server: Server; url: string }
  let door: FrontDoor

  beforeAll(async () => {
    index = await listen(({ headers, url }, response) => {
      const told = `${headers.host} ${url} ${headers[FRONT_HEADERS.host]} ${headers.authorization}`
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(told)
    })
    registry = await listen((request, response) => {
      let size = 0
      request.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      const { host, 'x-forwarded-host': forwardedHost, forwarded = '' } = request.headers
      request.on('end', () =>
        response.end(`registry ${host} ${forwardedHost}${forwarded} ${request.method} ${request.url} ${size}`),
      )
    })
    door = await openFrontDoor({
      port: 0,
      index: `${index.url}/prefix/$default`,
      registry: registry.url,
      registryHint: 'start one',
      signIn: true,
    })
  })

  afterAll(async () => {
    await door.close()
    for (const { server } of [index, registry]) server.close()
  })

  it.each(['/', '/v2/', '/v2/_catalog?n=3&last=a%2Fb', '/v1/search?q=https://x//y%20z&n=2&constructor=1&__proto__=2'])(
    'forwards %s to the index below its base address, and passes the index’s challenge on',
    async (path) => {
      const answer = await fetch(`${door.url}${path}`, { headers: SIGNED_IN })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="x"')
      const own = `127.0.0.1:${door.port}`
      expect(await answer.text()).toBe(`${new URL(index.url).host} /prefix/$default${path} ${own} Basic dTpw`)
    },
  )

  it('asks to sign in itself, and not for what is open', async () => {
    const { status, headers, body } = await ask(door, '/v2/')
    expect([status, headers['www-authenticate']]).toEqual([401, CHALLENGE])
    expect(JSON.parse(body)).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] })
    expect((await ask(door, '/v2/', 'HEAD')).headers['www-authenticate']).toBe(CHALLENGE)
    expect((await ask(door, '/v1/_ping')).headers['www-authenticate']).toBe('Basic realm="x"')
  })

  it('tells the registry the client’s Host, and forwards the path and a large body', async () => {
    const answer = await fetch(`${door.url}/v2/a/b/blobs/uploads/1?digest=sha256:x`, {
      method: 'PUT',
      headers: { forwarded: 'host=evil.example', 'x-forwarded-host': 'evil.example' },
      body: Buffer.alloc(5_000_000),
    })
    expect(await answer.text()).toBe(
      `registry ${new URL(registry.url).host} 127.0.0.1:${door.port} PUT /v2/a/b/blobs/uploads/1?digest=sha256:x 5000000`,
    )
  })

  it('leaves tag lists to the registry', async () => {
    expect((await ask(door, '/v2/team/app/tags/list?n=3')).body).toMatch(/^registry /)
  })

  it.each([
    ['/v2/%5fcatalog', '/v2/_catalog'],
    ['/v2/./_catalog?n=1', '/v2/_catalog?n=1'],
    ['/v2//_catalog', '/v2/_catalog'],
    ['/v2/x/%2e%2e/_catalog', '/v2/_catalog'],
    ['/v2/_catalog#x', '/v2/_catalog%23x'],
    ['/v2\\_catalog', '/v2%5C_catalog'],
    ['//v2/team%2Fapp/tags/%6cist', '/v2/team/app/tags/list'],
  ])('asks for %s whom it asks for %s', async (path, same) => {
    const [one, other] = [await ask(door, path, 'GET', SIGNED_IN), await ask(door, same, 'GET', SIGNED_IN)]
    expect(one.body).toBe(other.body)
    expect(one.body).toContain(`${same} `)
  })

  it('keeps the registry’s own catalog behind the sign-in of the index, however it is written', async () => {
    for (const path of [
      '/v2/_catalog',
      '/v2/%5fcatalog',
      '/v2/./_catalog',
      '/v2//_catalog',
      '/v2/x/../_catalog',
      '/v2/_catalog/',
    ])
      expect(await ask(door, path)).toMatchObject({ status: 401, headers: { 'www-authenticate': CHALLENGE } })
  })

  it('refuses a path that no backend could take', async () => {
    const { status, body } = await ask(door, '/v2/app/%zz')
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({ errors: [{ code: 'UNSUPPORTED', message: expect.stringContaining('%') }] })
  })

  it('refuses TRACE itself, and says what is allowed', async () => {
    expect(await ask(door, '/v2/app/manifests/1', 'TRACE')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' },
      body: expect.stringContaining('"code":"UNSUPPORTED"'),
    })
    expect(await ask(door, '/v1/search?q=x', 'TRACE')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })

  describe('whose backends answer oddly', () => {
    /** Answers by the last part of the path. */
    const odd: RequestListener = (request, response) => {
      const kind = request.url?.split('/').at(-1)
      const breakOff = () => void response.write('some text', () => response.destroy())
      if (kind === 'length') response.writeHead(200, { 'content-length': 709 })
      if (kind === 'range') response.writeHead(416, { 'content-length': 709, 'content-range': 'bytes */709' })
      if (kind === 'empty') response.writeHead(200, { 'content-length': 0 })
      if (kind === 'empty' || request.method === 'HEAD') response.end()
      else breakOff()
    }
    let backend: Awaited<ReturnType<typeof listen>>
    let odder: FrontDoor

    beforeAll(async () => {
      backend = await listen(odd)
      odder = await openFrontDoor({
        port: 0,
        index: backend.url,
        registry: backend.url,
        registryHint: '',
        signIn: false,
      })
    })
    afterAll(async () => {
      await odder.close()
      backend.server.close()
    })

    it.each(['/v2/app/blobs/length', '/v2/app/blobs/chunks', '/api/length', '/api/chunks'])(
      'ends the answer of %s at once where the backend breaks it off',
      async (path) => {
        await expect(ask(odder, path)).rejects.toThrow('aborted')
      },
    )

    it('gives a 416 to its end, without the length of the blob', async () => {
      const { status, headers, body } = await ask(odder, '/v2/app/blobs/range')
      expect(status).toBe(416)
      expect(headers['content-range']).toBe('bytes */709')
      expect(headers['content-length']).toBeUndefined()
      expect(body).toBe('some text')
      expect((await ask(odder, '/v2/app/blobs/range', 'HEAD')).headers['content-length']).toBeUndefined()
    })

    it('keeps the length that the registry gives for HEAD, and none of the index', async () => {
      const length = async (path: string) => (await ask(odder, path, 'HEAD')).headers['content-length']
      expect(await length('/v2/app/blobs/length')).toBe('709')
      expect(await length('/v2/app/blobs/empty')).toBe('0')
      expect(await length('/api/empty')).toBeUndefined()
    })
  })

  it('answers with a JSON error that says what to do if a backend does not answer', async () => {
    const alone = await openFrontDoor({
      port: 0,
      index: 'http://127.0.0.1:1',
      registry: 'http://127.0.0.1:1',
      registryHint: 'start one',
      signIn: false,
    })
    const pull = await fetch(`${alone.url}/v2/a/manifests/1`)
    const search = await fetch(`${alone.url}/v1/search?q=x`)
    const head = await ask(alone, '/v2/a/manifests/1', 'HEAD')
    await alone.close()
    expect(head).toMatchObject({ status: 503, body: '' })
    expect(pull.status).toBe(503)
    expect(await pull.json()).toMatchObject({
      errors: [{ code: 'UNAVAILABLE', message: expect.stringContaining('the registry does not answer; start one') }],
    })
    expect(search.status).toBe(502)
    expect(await search.json()).toMatchObject({ error: expect.stringContaining('the index does not answer') })
  })

  it('throws an error that names the port if the port is taken', async () => {
    const again = openFrontDoor({
      port: door.port,
      index: index.url,
      registry: registry.url,
      registryHint: '',
      signIn: false,
    })
    await expect(again).rejects.toThrow(`port ${door.port} of 127.0.0.1 is taken; choose another one with --port`)
  })
})

// A page of another origin in a real browser: what it can read of the index, and of which index.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BASIC, SIGNED_IN } from '../../fakes/http.ts'
import { startPageServer } from '../../fakes/page-server.ts'
import { shownSystem } from '../../fakes/shown.ts'
import { skipLoudly } from '../programs.ts'
import { browserProgram } from './browser.ts'

const skipped = skipLoudly(
  'the test of pages of other origins',
  browserProgram === undefined ? ['chromium'] : [],
  'Debian: apt-get install chromium',
)

/** What a page's script got: an answer, or the error that a browser gives for one that the page may not read. */
interface Read {
  readonly status?: number
  readonly body?: unknown
  readonly link?: string | null
  readonly total?: string | null
  readonly etag?: string | null
  readonly error?: string
}

const startPortal = async () => {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>portal</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  // The same machine by another name is another origin, and another port is one too.
  return { url: `http://localhost:${port}`, close }
}

describe.skipIf(skipped)('a page of another origin', () => {
  let browser: Browser
  let portal: Awaited<ReturnType<typeof startPortal>>
  let index: Awaited<ReturnType<typeof startPageServer>>
  let page: Page

  beforeAll(async () => {
    const { system } = await shownSystem()
    portal = await startPortal()
    index = await startPageServer(system, { access: BASIC, corsOrigins: [portal.url] })
    browser = await chromium.launch({ executablePath: browserProgram ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage()
    await page.goto(portal.url)
  })
  afterAll(async () => {
    await browser?.close()
    await index?.close()
    await portal?.close()
  })

  const read = (path: string, options: object = {}): Promise<Read> =>
    page.evaluate(
      `fetch(${JSON.stringify(index.url + path)}, ${JSON.stringify(options)}).then(
        async (answer) => ({
          status: answer.status,
          body: answer.status === 304 ? null : await answer.json(),
          link: answer.headers.get('link'),
          total: answer.headers.get('registry-index-total'),
          etag: answer.headers.get('etag'),
        }),
        (error) => ({ error: error.name }),
      )`,
    )
  const signedIn = { headers: SIGNED_IN.headers }

  it('reads the catalogue, and where it goes on', async () => {
    const first = await read('/v2/_catalog?n=2', signedIn)
    expect(first).toMatchObject({ status: 200, body: { repositories: ['copies/app', 'library/base'] } })
    expect(first.link).toBe('</v2/_catalog?last=library%2Fbase&n=2>; rel="next"')
    // Its browser asked first whether it may send a password, without one.
    expect(index.served.slice(-2).map(({ status }) => status)).toEqual([204, 200])
  })

  it('reads tags', async () => {
    const tags = await read('/v2/team/app/tags/list', signedIn)
    expect(tags).toMatchObject({ status: 200, body: { name: 'team/app' } })
    expect((tags.body as { tags: string[] }).tags).toContain('v1.0')
  })

  it('reads the results of a search, how many there are, and whether they still hold', async () => {
    const found = await read('/api/search?q=app&limit=1&format=ndjson', signedIn)
    expect(found).toMatchObject({ status: 200, total: '2' })
    const headers = { ...SIGNED_IN.headers, 'if-none-match': found.etag ?? '' }
    expect(await read('/api/search?q=app&limit=1&format=ndjson', { headers, cache: 'no-store' })).toMatchObject({
      status: 304,
      total: '2',
    })
  })

  it('reads why it gets nothing', async () => {
    expect(await read('/v2/_catalog')).toMatchObject({
      status: 401,
      body: { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] },
    })
    expect((await read('/api/search?q=size:huge', signedIn)).status).toBe(400)
  })

  it('never uses the sign-in that a browser remembers', async () => {
    expect(await read('/v2/_catalog', { credentials: 'include' })).toEqual({ error: 'TypeError' })
  })

  it('writes nothing', async () => {
    expect(await read('/v2/_catalog', { ...signedIn, method: 'DELETE' })).toEqual({ error: 'TypeError' })
  })

  it('reads nothing where its origin is not allowed', async () => {
    const other = await browser.newPage()
    // Another name, so another origin.
    await other.goto(portal.url.replace('localhost', '127.0.0.1'))
    const reads = (options: object) =>
      other.evaluate(
        `fetch(${JSON.stringify(`${index.url}/v2/_catalog`)}, ${JSON.stringify(options)}).then(({ status }) => status, ({ name }) => name)`,
      )
    expect(await reads(signedIn)).toBe('TypeError')
    expect(await reads({})).toBe('TypeError')
    await other.close()
  })

  it('reads all without a password where all origins are allowed and nobody signs in', async () => {
    index.state.options = { corsOrigins: ['*'] }
    expect(await read('/v2/_catalog?n=1')).toMatchObject({ status: 200, body: { repositories: ['copies/app'] } })
  })

  it('reads nothing without the setting', async () => {
    index.state.options = {}
    expect(await read('/v2/_catalog')).toEqual({ error: 'TypeError' })
  })
})

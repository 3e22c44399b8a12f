import { beforeEach, describe, expect, it } from 'vitest'
import type { Access } from '../../lambda/http/access.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { BASIC, basic, OPEN, request } from '../fakes/http.ts'
import { add } from '../fakes/many.ts'
import { memorySystem } from '../fakes/system.ts'

interface V1Answer {
  readonly num_results: number
  readonly results: readonly { readonly name: string }[]
}

let system: ReturnType<typeof memorySystem>
let logged: unknown[]
beforeEach(async () => {
  system = memorySystem()
  logged = []
  for (const name of ['app-extra', 'app', 'team/app', 'redis']) {
    const labels = name === 'redis' ? {} : { 'org.opencontainers.image.description': `This is ${name}` }
    system.registry.push(name, 'v1.0', { labels })
    await system.index(name, 'v1.0')
  }
})

const get = (path: string, access: Access = OPEN, headers = {}) => request(system, path, { access, headers, logged })

describe('/v1/search', () => {
  it('answers in the types that docker takes', async () => {
    const answer = await get('/v1/search?q=team&n=25')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.headers.get('vary')).toMatch(/Authorization/)
    expect(await answer.json()).toEqual({
      query: 'team',
      num_results: 1,
      num_pages: 1,
      page: 1,
      page_size: 25,
      results: [
        { name: 'team/app', description: 'This is team/app', star_count: 0, is_official: false, is_automated: false },
      ],
    })
  })

  it('says what is known of a repository without a description', async () => {
    expect(await (await get('/v1/search?q=redis')).json()).toMatchObject({
      results: [{ description: '1 tag, newest 2026-11-01, linux/amd64' }],
    })
  })

  it('gives as many as asked for, page by page', async () => {
    const page = async (query: string) =>
      ((await (await get(`/v1/search?${query}`)).json()) as { results: { name: string }[] }).results.map(
        ({ name }) => name,
      )
    expect(await page('q=app&n=2')).toEqual(['app', 'team/app'])
    expect(await page('q=app&n=2&page=2')).toEqual(['app-extra'])
    expect(await page('q=&n=3')).toHaveLength(3)
    expect(await page('q=---')).toEqual([])
    expect(await page('q=nothing')).toEqual([])
  })

  it('counts what is found on all pages', async () => {
    expect(await (await get('/v1/search?q=app&n=2')).json()).toMatchObject({ num_results: 3, num_pages: 2, page: 1 })
    expect(await (await get('/v1/search?q=app&n=2&page=2')).json()).toMatchObject({ num_results: 3, page: 2 })
    expect(await (await get('/v1/search?q=nothing')).json()).toMatchObject({ num_results: 0, num_pages: 0 })
  })

  it('has each name once, whatever its tags and layouts, and counts names', async () => {
    const both = memorySystem({ layouts: ['distribution', 'docker-v1'] })
    for (const tag of ['v1.0', 'v1.1', 'v2']) both.registry.push('team/app', tag)
    await both.index('team/app', 'v1.0', 'v1.1', 'v2')
    for (const name of ['team/app', 'team/old']) {
      all(both.v1.push(name, 'v1', [{ id: imageId(name) }]))
      await both.index(`${name}@docker-v1`, 'v1')
    }
    const found = async (query: string) => {
      const answer = (await (await request(both, `/v1/search?${query}`)).json()) as V1Answer
      return [answer.num_results, ...answer.results.map(({ name }) => name)]
    }
    expect(await found('q=team')).toEqual([2, 'team/app', 'team/old'])
    expect(await found('q=team&n=1')).toEqual([2, 'team/app'])
    expect(await found('q=team&n=1&page=2')).toEqual([2, 'team/old'])
    expect(await found('q=:v1')).toEqual([2, 'team/app', 'team/old'])
    expect(await found('q=team/app:v1')).toEqual([1, 'team/app'])
  })

  it('counts names, not ids, also where two layouts have more of them than pages reach', async () => {
    const both = memorySystem({ layouts: ['distribution', 'docker-v1'] })
    for (let at = 0; at < 700; at++)
      for (const [end, layout] of [
        ['', 'distribution'],
        ['@docker-v1', 'docker-v1'],
      ])
        await add(both.tables, `team/app${at}${end}`, { layout: layout ?? '' })
    const page = async (number: number) =>
      (await (await request(both, `/v1/search?q=team&n=100&page=${number}`)).json()) as V1Answer
    const pages = await Promise.all(Array.from({ length: 10 }, (_, at) => page(at + 1)))
    const names = new Set(pages.flatMap(({ results }) => results.map(({ name }) => name)))
    expect(names.size).toBeGreaterThanOrEqual(500)
    for (const { num_results } of pages) expect(num_results).toBe(names.size)
  })

  it('answers what was meant where nothing is found, for its clients can not show suggestions', async () => {
    const names = async (q: string) => {
      const answer = (await (await get(`/v1/search?q=${q}`)).json()) as { query: string; results: { name: string }[] }
      expect(answer.query).toBe(decodeURIComponent(q))
      return answer.results.map(({ name }) => name)
    }
    expect(await names('reids')).toEqual(['redis'])
    expect(await names('team%2Fapq:v1')).toEqual(['team/app'])
    expect(await names('registry.example.com%2Fteam%2Fapp')).toEqual(['team/app'])
    expect(await names('nothing')).toEqual([])
    expect((await get('/v1/search?q=reids&page=2')).status).toBe(200)
    // On every page, and they are counted.
    const page = async (query: string) => (await (await get(`/v1/search?q=apq&n=2${query}`)).json()) as V1Answer
    const counted = { num_results: 3, num_pages: 2 }
    expect(await page('')).toMatchObject({ ...counted, results: [{ name: 'app' }, { name: 'team/app' }] })
    expect(await page('&page=2')).toMatchObject({ ...counted, page: 2, results: [{ name: 'app-extra' }] })
    expect(await names(`rdis${'%20x'.repeat(126)}`)).toEqual([])
  })

  it.each(['n=1001', 'n=5000', 'n=99999999999999999999'])('gives at most 1,000 for %s, and no error', async (query) => {
    const answer = await get(`/v1/search?q=&${query}`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(await (await get('/v1/search?q=&n=1000')).json())
  })

  it.each([
    ['n=0', /n is "0"; allowed are whole numbers from 1/],
    ['n=-1', /n is "-1"/],
    ['n=ten', /n is "ten"/],
    ['n=1e2', /n is "1e2"/],
    ['page=0', /page is "0"/],
    ['n=100&page=11', /page x n is 1100; at most 1000 are allowed/],
    [`q=${'a'.repeat(257)}`, /at most 256 characters/],
    ['q=colour:>red', /there is no qualifier "colour:"; there are arch:, os:, kind:/],
  ])('refuses %s with the reason', async (query, reason) => {
    const answer = await get(`/v1/search?${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(reason) })
  })
})

describe('/v2/_catalog', () => {
  it('lists all, as bytes sort', async () => {
    const answer = await get('/v2/_catalog')
    expect(await answer.json()).toEqual({ repositories: ['app', 'app-extra', 'redis', 'team/app'] })
    expect(answer.headers.get('link')).toBeNull()
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
  })

  it('is complete by its links at every page size', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      const found: string[] = []
      for (let path: string | undefined = `/v2/_catalog?n=${n}`; path !== undefined; ) {
        const answer: Response = await get(path)
        const { repositories } = (await answer.json()) as { repositories: string[] }
        expect(repositories.length).toBeLessThanOrEqual(n)
        found.push(...repositories)
        path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
      }
      expect(found).toEqual(['app', 'app-extra', 'redis', 'team/app'])
    }
  })

  it('goes on after a name that is not there', async () => {
    expect(await (await get('/v2/_catalog?last=b')).json()).toEqual({ repositories: ['redis', 'team/app'] })
    expect(await (await get('/v2/_catalog?last=zzz')).json()).toEqual({ repositories: [] })
    expect(await (await get('/v2/_catalog?n=0')).json()).toEqual({ repositories: [] })
  })

  it.each(['n=1001', 'n=-1', 'n=x'])('refuses %s as the registry does', async (query) => {
    const answer = await get(`/v2/_catalog?${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      errors: [
        {
          code: 'PAGINATION_NUMBER_INVALID',
          message: expect.stringMatching(/allowed are/),
          detail: { n: query.slice(2) },
        },
      ],
    })
  })
})

describe('where sign-in is on', () => {
  const closed = ['/v1/search?q=app', '/v2/', '/v2/_catalog']

  it.each(closed)('%s asks who it is', async (path) => {
    const answer = await get(path, BASIC)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="registry-index"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const message = 'authentication required'
    expect(await answer.json()).toEqual(
      path.startsWith('/v1') ? { error: message } : { errors: [{ code: 'UNAUTHORIZED', message, detail: null }] },
    )
  })

  it.each(closed)('%s lets in who knows the password', async (path) => {
    expect((await get(path, BASIC, basic('registry:pa:ss wörd'))).status).toBe(200)
    expect(
      (await get(path, BASIC, { authorization: `bAsIc ${basic('registry:pa:ss wörd').authorization.slice(6)}` }))
        .status,
    ).toBe(200)
  })

  it.each(['registry:wrong', 'other:pa:ss wörd', ':', 'registry:', 'registry', ''])(
    '%j is not let in',
    async (text) => {
      expect((await get('/v2/', BASIC, basic(text))).status).toBe(401)
    },
  )

  it('a header of another kind is not let in', async () => {
    expect((await get('/v2/', BASIC, { authorization: 'Bearer cmVnaXN0cnk6' })).status).toBe(401)
  })

  it('/v1/_ping stays open', async () => {
    expect((await get('/v1/_ping', BASIC)).status).toBe(200)
  })
})

describe('where sign-in is off', () => {
  it.each([{}, basic(':'), basic('any:body')])('everyone is let in: %j', async (headers) => {
    expect((await get('/v2/', OPEN, headers)).status).toBe(200)
    expect((await get('/v1/search?q=app', OPEN, headers)).status).toBe(200)
  })
})

describe('an index that needs newer code', () => {
  it.each(['/v1/search?q=app', '/v2/_catalog'])('%s says so', async (path) => {
    const row = { schema: 2, minReader: 2, bucket: 'registry', roots: { distribution: '' } }
    await system.tables.version.create(row)
    const answer = await get(path)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(await answer.text()).toMatch(
      /needs code of schema 2 or newer, this is 1; deploy the version .* another database/,
    )
    expect((await get('/v1/_ping')).status).toBe(200)
  })
})

describe('/api/status', () => {
  it('tells how the index is', async () => {
    await run(system)
    const answer = await get('/api/status')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ index: { bucket: 'registry' } })
  })

  it('is for those who are signed in, and refuses in its own form', async () => {
    const answer = await get('/api/status', BASIC)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      status: 401,
      title: 'Unauthorized',
      detail: 'authentication required',
    })
  })
})

describe('the rest', () => {
  it('is not there, in the words of the protocol', async () => {
    const answer = await get('/v2/app/manifests/latest')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNSUPPORTED' }] })
    expect((await get('/nothing')).status).toBe(404)
  })

  it('an error of the index says nothing of its inside, and is logged', async () => {
    system.tables.repositories.values = () => {
      throw new Error('table secret-name is gone')
    }
    const answer = await get('/v1/search?q=app')
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret-name')
    expect(logged).toHaveLength(1)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { BASIC, basic, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const TAGS = ['1', '1.0', '1.0-alpine', '1.0.1', '2', '2-slim', 'V1', 'latest']
const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`
const system = memorySystem()
const path = '/v2/team/app/tags/list'

beforeAll(async () => {
  for (const tag of [...TAGS].reverse()) system.registry.push('team/app', tag)
  await system.index('team/app', ...TAGS)
  system.registry.push('signed', SIGNATURE)
  await system.index('signed', SIGNATURE)
  system.registry.push('tags/list', 'x')
  await system.index('tags/list', 'x')
})

const get = (path: string, method = 'GET') => request(system, path, { method })
const tags = async (path: string) => ((await (await get(path)).json()) as { tags: string[] }).tags
const next = (answer: Response) => /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]

describe('tags/list', () => {
  it.each([1, 2, 3, 4, 7, 8, 9, 1000])('is complete and in the order of bytes at %i a page', async (n) => {
    const pages: string[][] = []
    for (let from: string | undefined = `${path}?n=${n}`; from !== undefined; ) {
      const answer: Response = await get(from)
      expect(answer.status).toBe(200)
      pages.push(((await answer.json()) as { tags: string[] }).tags)
      from = next(answer)
    }
    expect(pages.flat()).toEqual(TAGS)
    expect(pages).toHaveLength(Math.ceil(TAGS.length / n))
  })

  it('is answered in one without n', async () => {
    const answer = await get(path)
    expect(await answer.json()).toEqual({ name: 'team/app', tags: TAGS })
    expect(answer.headers.get('link')).toBeNull()
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
  })

  it('links to the next page on the same host', async () => {
    expect(next(await get(`${path}?n=2`))).toBe('/v2/team/app/tags/list?last=1.0&n=2')
  })

  it('goes on after a tag that does not exist, without n too', async () => {
    expect(await tags(`${path}?last=1.0.0`)).toEqual(TAGS.slice(3))
    expect(await tags(`${path}?last=3`)).toEqual(['V1', 'latest'])
    expect(await tags(`${path}?last=zzz`)).toEqual([])
    expect(await tags(`${path}?last=!`)).toEqual(TAGS)
    expect(await tags(`${path}?last=%231`)).toEqual(TAGS)
  })

  it('has nothing, and no next page, for n = 0', async () => {
    const answer = await get(`${path}?n=0`)
    expect(await answer.json()).toEqual({ name: 'team/app', tags: [] })
    expect(answer.headers.get('link')).toBeNull()
  })

  it('has tags that are hidden elsewhere', async () => {
    expect(await tags('/v2/signed/tags/list')).toEqual([SIGNATURE])
  })

  it('has cached layers of kaniko, whose repository is in the catalog and nowhere else', async () => {
    const tag = '0a1b2c3d'.repeat(8)
    system.registry.push('team/app/cache', tag)
    await system.index('team/app/cache', tag)
    expect(await tags('/v2/team/app/cache/tags/list')).toEqual([tag])
    const json = async (at: string) => (await get(at)).json() as Promise<Record<string, unknown>>
    expect((await json('/v2/_catalog'))['repositories']).toContain('team/app/cache')
    for (const q of ['cache', 'kind:cache', 'namespace:team/app'])
      expect(await json(`/api/search?q=${q}`)).toMatchObject({ items: [], total: 0 })
  })

  it('is of a repository that is called so itself, too', async () => {
    expect(await tags('/v2/tags/list/tags/list')).toEqual(['x'])
  })

  it('answers HEAD with the headers of GET and no body', async () => {
    const [head, body] = [await get(`${path}?n=2`, 'HEAD'), await get(`${path}?n=2`)]
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    for (const name of ['link', 'content-type', 'etag']) expect(head.headers.get(name)).toBe(body.headers.get(name))
  })

  it.each(['nothing', 'team', 'team/app/x', 'TEAM/APP', 'é'.repeat(200), 'a'.repeat(256), '%00', '%ff'])(
    'says of %j that it is not known',
    async (name) => {
      const answer = await get(`/v2/${name}/tags/list`)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({
        errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry' }],
      })
    },
  )

  const many = memorySystem()
  beforeAll(async () => {
    const names = Array.from({ length: 1100 }, (_, at) => `v${at}`)
    for (const name of names) many.registry.push('many', name)
    await many.index('many', ...names)
  })

  it.each(['1001', '10000', '%31%30%30%30%30', '99999999999999999999'])(
    'gives at most 1,000 for n=%s, as Renovate and the registries have it, with a link to the rest',
    async (n) => {
      const ask = (at: string) => request(many, at)
      const answer = await ask(`/v2/many/tags/list?n=${n}`)
      expect(answer.status).toBe(200)
      expect(((await answer.json()) as { tags: string[] }).tags).toHaveLength(1000)
      expect(next(answer)).toMatch(/^\/v2\/many\/tags\/list\?last=[^&]+&n=1000$/)
      expect(((await (await ask(next(answer) ?? '')).json()) as { tags: string[] }).tags).toHaveLength(100)
    },
  )

  it.each(['-1', 'x', '1.5', '0x10', '+5'])('refuses n=%s as the registry does', async (n) => {
    const answer = await get(`${path}?n=${n}`)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'PAGINATION_NUMBER_INVALID' }] })
  })

  it('is for those who are signed in', async () => {
    const answer = await request(system, path, { access: BASIC })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] })
    expect((await request(system, path, { access: BASIC, headers: basic('registry:pa:ss wörd') })).status).toBe(200)
  })
})

describe('/v1/repositories/<name>/tags', () => {
  it('has tags and what they point to', async () => {
    const found = (await (await get('/v1/repositories/team/app/tags')).json()) as Record<string, string>
    expect(Object.keys(found).sort()).toEqual(TAGS)
    expect(found['latest']).toBe(system.tables.briefs.get('team/app\nlatest')?.digest)
  })

  it('says in the words of v1 that there is no such repository', async () => {
    const answer = await get('/v1/repositories/nothing/tags')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({ error: 'Repository not found' })
  })
})

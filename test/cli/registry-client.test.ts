import { describe, expect, it } from 'vitest'
import { httpRegistry } from '../../cli/registry-client.ts'

type Answers = Record<string, { status?: number; body?: unknown; headers?: Record<string, string> }>

const served = (answers: Answers, base = 'https://registry.example', login = { username: 'me', password: 'a:b' }) => {
  const asked: string[] = []
  const request = (async (url: URL, init: { headers: Record<string, string> }) => {
    asked.push(url.href)
    expect(init.headers['Authorization']).toBe('Basic bWU6YTpi')
    const { status = 200, body, headers = {} } = answers[url.pathname + url.search] ?? { status: 404 }
    return new Response(body === undefined ? 'not JSON' : JSON.stringify(body), { status, headers })
  }) as typeof fetch
  const registry = httpRegistry(new URL(base), login, request)
  const all = async () => {
    const names: string[] = []
    for await (const name of registry.repositories()) names.push(name)
    return names
  }
  return { registry, all, asked }
}

const next = (link: string) => ({ Link: link })

describe('httpRegistry', () => {
  it('follows Link headers, but never to another host', async () => {
    const { all, asked } = served({
      '/v2/_catalog?n=1000': {
        body: { repositories: ['a', 'b'] },
        headers: next('</v2/_catalog?last=b&n=2>; rel="next"'),
      },
      '/v2/_catalog?last=b&n=2': {
        body: { repositories: ['c'] },
        headers: next('<http://elsewhere.example/v2/_catalog?last=c>; rel=next'),
      },
      '/v2/_catalog?last=c': { body: { repositories: null } },
    })
    expect(await all()).toEqual(['a', 'b', 'c'])
    expect(asked.at(-1)).toBe('https://registry.example/v2/_catalog?last=c')
  })

  it('asks without a page size if the registry rejects the page size', async () => {
    const { all } = served({
      '/v2/_catalog?n=1000': { status: 400 },
      '/v2/_catalog': { body: { repositories: ['a'] } },
    })
    expect(await all()).toEqual(['a'])
  })

  it('asks for tags without paging, also if the base address has a path', async () => {
    const answers = { '/sub/v2/team/app/tags/list': { body: { name: 'team/app', tags: ['v1'] } } }
    const { registry, asked } = served(answers, 'https://registry.example/sub')
    expect(await registry.tags('team/app')).toEqual(['v1'])
    expect(await registry.tags('nothing')).toBeUndefined()
    expect(asked).toEqual([
      'https://registry.example/sub/v2/team/app/tags/list',
      'https://registry.example/sub/v2/nothing/tags/list',
    ])
  })

  it('returns an empty list if the registry answers null for tags', async () => {
    expect(await served({ '/v2/a/tags/list': { body: { tags: null } } }).registry.tags('a')).toEqual([])
  })

  it.each([
    [
      { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } },
      /requires a valid name and password; give --user/,
    ],
    [
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="x"' } },
      /requires a token .* only HTTP Basic is supported/,
    ],
    [{ status: 500 }, /answered with status 500 instead of 200/],
    [
      {},
      /answered with something other than a list; check that https:\/\/registry.example\/ is the address of a registry/,
    ],
    [{ body: { repositories: [1] } }, /something other than a list/],
    [
      { body: { repositories: ['a'] }, headers: next('</v2/_catalog?n=1000>; rel="next"') },
      /links to itself as its next page/,
    ],
  ])('throws a CliError for the answer %j', async (answer, message) => {
    await expect(served({ '/v2/_catalog?n=1000': answer }).all()).rejects.toThrow(
      expect.objectContaining({ name: 'CliError', message: expect.stringMatching(message) }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { fakeCli } from '../fake-context.ts'

const items = [
  { name: 'team/redis', tag: '8.2', description: 'Keeps \u001b[31mvalues', pushedAt: '2026-11-26T04:55:52Z' },
  { name: 'go', pushedAt: '2026-10-01T00:00:00Z' },
]

/** A command line whose index answers with this, one page of two items after the other. */
const answering = (document: object, status = 200) => {
  const cli = fakeCli()
  const given: Readonly<Record<string, string>>[] = []
  cli.web.answer = async (_, headers) => {
    given.push(headers)
    return { status, headers: new Map(), body: JSON.stringify(document) }
  }
  return Object.assign(cli, { given })
}

describe('registry-index search', () => {
  it('prints name and tag, the day of the push and the description, and how many more there are', async () => {
    const cli = answering({ items, total: 1234, complete: true })
    expect(await cli.run('search', 'redis', 'arch:arm64', '--limit', '2')).toBe(0)
    expect(cli.out).toEqual(['team/redis:8.2  2026-11-26  Keeps \\u{1b}[31mvalues', 'go              2026-10-01'])
    expect(cli.notes).toEqual(['2 of 1,234; --limit shows more'])
    expect(cli.asked.map(String)).toEqual(['https://index.example/api/search?q=redis+arch%3Aarm64&limit=2'])
    expect(cli.given).toEqual([{ Authorization: `Basic ${btoa('registry:generated')}` }])
  })

  it('goes on until the limit where an answer has less', async () => {
    const cli = answering({ items, total: 5, complete: true, cursor: 'next' })
    let page = 0
    cli.web.answer = async () => ({
      status: 200,
      headers: new Map(),
      body: JSON.stringify({ items, total: 5, ...(page++ < 2 && { cursor: `after ${page}` }) }),
    })
    expect(await cli.run('search', 'e', '--limit', '100', '--json')).toBe(0)
    expect(cli.asked.map(({ searchParams }) => [searchParams.get('limit'), searchParams.get('cursor')])).toEqual([
      ['100', null],
      ['98', 'after 1'],
      ['96', 'after 2'],
    ])
    expect(JSON.parse(cli.out.join('\n'))).toEqual({
      ...{ command: 'search', exitStatus: 0, findings: [], total: 5 },
      items: [...items, ...items, ...items],
    })
  })

  it('needs no AWS if an address is given, and signs in as it is told', async () => {
    const cli = answering({ items })
    expect(await cli.run('search', 'go', '--url', 'https://hub.example/index', '--user', 'ann:a:b')).toBe(0)
    expect(await cli.run('search', 'go', '--url', 'https://hub.example')).toBe(0)
    expect(cli.asked.map(({ origin, pathname }) => origin + pathname)).toEqual([
      'https://hub.example/index/api/search',
      'https://hub.example/api/search',
    ])
    expect(cli.given).toEqual([{ Authorization: `Basic ${btoa('ann:a:b')}` }, {}])
    expect(cli.targets).toEqual([])
  })

  it('says what is found in place of a word that nothing has', async () => {
    const cli = answering({ items: [], suggestions: ['redis'] })
    expect(await cli.run('search', 'rdis')).toBe(0)
    expect(cli.notes).toEqual(['nothing was found; try redis'])
    const other = answering({ items, corrected: 'redis' })
    await other.run('search', 'redsi')
    expect(other.notes).toEqual(['nothing is called so; these are for redis'])
  })

  it.each([
    [401, {}, 'https://index.example requires a valid name and password; give --user NAME:PASSWORD'],
    [400, { detail: 'nothing comes after arch:' }, 'nothing comes after arch:'],
    [404, {}, 'https://index.example answered with status 404 instead of a list'],
    [200, { message: 'hello' }, 'https://index.example answered with status 200 instead of a list'],
  ])('fails for status %i and %j', async (status, body, message) => {
    const cli = answering(body, status)
    expect(await cli.run('search', 'x')).toBe(1)
    expect(cli.notes).toEqual([expect.stringContaining(`registry-index: ${message}`)])
    expect(cli.out).toEqual([])
  })

  it.each([
    [['search'], 'QUERY is missing'],
    [['search', 'x', '--limit', '0'], '--limit is "0"'],
    [['search', 'x', '--url', 'ftp://x'], '--url is "ftp://x"'],
    [['search', 'x', '--user', ':secret'], '--user has no name'],
  ])('takes no command line such as %j', async (argv, message) => {
    const cli = answering({ items })
    expect(await cli.run(...argv)).toBe(2)
    expect(cli.notes.join()).toContain(message)
    expect(cli.asked).toEqual([])
  })
})

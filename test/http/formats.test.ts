import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { csv } from '../../lambda/http/answers/formats.ts'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { runs } from '../effort.ts'
import { request } from '../fakes/http.ts'
import { add } from '../fakes/many.ts'
import { DESCRIPTION, shownSystem } from '../fakes/shown.ts'
import { memorySystem } from '../fakes/system.ts'
import { parseXml } from '../fakes/xml.ts'

let shown: Awaited<ReturnType<typeof shownSystem>>
beforeAll(async () => {
  shown = await shownSystem()
})
const get = (path: string, headers = {}) => request(shown.system, path, { headers })

/** What a CSV says in place of a text: an apostrophe before each character that would begin a formula where a cell may begin. */
const withoutFormula = (text: string): string => {
  let said = ''
  let mayBegin = true
  for (const character of text) {
    if (mayBegin && '=+-@＝＋－＠'.includes(character)) said += "'"
    said += character
    mayBegin = ';\t\r\n'.includes(character) || (mayBegin && `"' `.includes(character))
  }
  return said
}

/** The cells of a CSV (RFC 4180), character by character. */
const cells = (text: string): string[][] => {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"' && isQuoted && text[at + 1] === '"') cell += text[++at]
    else if (character === '"') isQuoted = !isQuoted
    else if (isQuoted || (character !== ',' && character !== '\r' && character !== '\n')) cell += character
    else if (character !== '\r') {
      row.push(cell)
      cell = ''
      if (character === '\n') {
        rows.push(row)
        row = []
      }
    }
  }
  return rows
}

describe('the form of an answer', () => {
  it.each([
    ['', {}, 'application/json'],
    ['&format=json', { accept: 'text/csv' }, 'application/json'],
    ['&format=csv', {}, 'text/csv; charset=utf-8'],
    ['&format=ndjson', { accept: 'text/csv' }, 'application/x-ndjson'],
    ['', { accept: 'text/csv' }, 'text/csv; charset=utf-8'],
    ['', { accept: 'text/html, application/x-ndjson;q=0.9, text/csv' }, 'application/x-ndjson'],
    ['', { accept: '*/*' }, 'application/json'],
    ['', { accept: 'image/png' }, 'application/json'],
  ])('with %j and %j is %s', async (query, headers, type) => {
    const answer = await get(`/api/search?q=app${query}`, headers)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('vary')).toMatch(/(^|, )Accept(,|$)/)
  })

  it('as lines of JSON has what the one object has', async () => {
    const { items } = (await (await get('/api/search?q=app')).json()) as { items: unknown[] }
    const lines = (await (await get('/api/search?q=app&format=ndjson')).text()).split('\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual(items)
    expect(items).toHaveLength(2)
  })

  it('as CSV has a line of names, quotes, and no formula', async () => {
    const [names = [], ...rows] = cells(await (await get('/api/search?q=team/app&format=csv')).text())
    const [row = []] = rows
    const of = (name: string) => row[names.indexOf(name)]
    expect(rows).toHaveLength(1)
    expect(row).toHaveLength(names.length)
    expect(of('name')).toBe('team/app')
    expect(of('description')).toBe(`'${DESCRIPTION}`)
    expect(of('platforms')).toBe('linux/amd64')
    expect(of('dangling')).toBe('')
  })

  const anyText = fc.string({
    unit: fc.constantFrom(
      'a',
      '"',
      ',',
      ';',
      '\r',
      '\n',
      '=',
      '+',
      '-',
      '@',
      '\t',
      "'",
      ' ',
      'é',
      '＝',
      '＋',
      '－',
      '＠',
    ),
  })
  const csvOf = (texts: readonly string[]) =>
    csv(
      texts.map((_, at) => `c${at}`),
      [Object.fromEntries(texts.map((one, at) => [`c${at}`, one]))],
    )

  it('as CSV gives any text back, but for an apostrophe before what would begin a formula', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (texts) => {
        const [, ...rows] = cells(csvOf(texts))
        expect(rows).toEqual([texts.map(withoutFormula)])
      }),
      { numRuns: runs(1000, 50_000) },
    )
  })

  const FORMULA = /^["\s]*[=+\-@＝＋－＠]/

  it('as CSV holds no formula, wherever a spreadsheet may split its lines beside commas', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), (texts) => {
        const text = csvOf(texts)
        expect(
          cells(text)
            .flat()
            .filter((one) => FORMULA.test(one)),
        ).toEqual([])
        // Whether it minds quotes or not.
        expect(text.split(/[;\t\r\n]/).filter((one) => FORMULA.test(one))).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['a;=cmd()', "a;'=cmd()"],
    ['a\t@SUM(1)', "a\t'@SUM(1)"],
    ['＝1', "'＝1"],
    ['a; "-1', `a; "'-1`],
    ['fast, -O3 and a=b', 'fast, -O3 and a=b'],
  ])('as CSV says %j as %j', (text, expected) => {
    expect(cells(csvOf([text])).at(-1)).toEqual([expected])
  })

  it.each(['json', 'ndjson', 'csv'])('as %s links to the next page, to the end', async (format) => {
    let pages = 0
    const bodies: string[] = []
    for (
      let path: string | undefined = `/api/search?q=older:1d&limit=1&format=${format}`;
      path !== undefined;
      pages++
    ) {
      const answer: Response = await get(path)
      bodies.push(await answer.text())
      path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect(pages).toBe(4)
    expect(bodies.join()).toMatch(/library\/base[\s\S]*team\/app/)
  })

  it('says in a header that there may be more, where it has no other place', async () => {
    const { system } = await shownSystem()
    for (let at = 0; at <= 400; at++) await add(system.tables, `many/box${at}`, {}, ['v7'])
    const [lines, json, all] = [
      await request(system, '/api/search?q=:v7&format=ndjson'),
      await request(system, '/api/search?q=:v7'),
      await request(system, '/api/search?q=box&format=csv'),
    ]
    expect(lines.headers.get('registry-index-partial')).toBe('true')
    expect(lines.headers.get('registry-index-total')).toBeNull()
    expect(lines.headers.get('link')).toMatch(/rel="next"/)
    expect((await lines.text()).split('\n')).toHaveLength(26)
    const answer = (await json.json()) as object
    expect(answer).toMatchObject({ complete: false, cursor: expect.any(String) })
    expect(answer).not.toHaveProperty('total')
    expect(all.headers.get('registry-index-total')).toBe('401')
    expect(all.headers.get('registry-index-partial')).toBeNull()
  })
})

describe('lookup and recent', () => {
  interface Items {
    readonly items: { name: string; match?: string }[]
  }
  const found = async (path: string) =>
    ((await (await get(path)).json()) as Items).items.map(({ name, match }) => `${name}:${match}`)

  it('give tags by their values, whole or how they start', async () => {
    const both = ['copies/app:v1.0', 'team/app:latest', 'team/app:v1.0']
    expect(await found(`/api/lookup?digest=${shown.digest}`)).toEqual(both)
    expect(await found(`/api/lookup?digest=${shown.digest.slice(7, 19)}`)).toEqual(both)
    expect(await found(`/api/search?q=${shown.digest.slice(7, 15)}`)).toEqual(both)
    expect(await found('/api/lookup?revision=C0FFEE')).toEqual(both)
    // Of a source the repositories are found.
    expect(await found('/api/lookup?source=git@example.org:app.git')).toEqual([
      'team/app:undefined',
      'copies/app:undefined',
    ])
    expect(await found(`/api/lookup?base=${shown.base}`)).toEqual(both)
    expect(await found('/api/lookup?tag=LATEST')).toEqual(['team/app:latest'])
    expect(await found('/api/lookup?tag=none')).toEqual([])
    // A plus stands for an underscore, encoded or not.
    for (const plus of ['+', '%2B']) expect(await found(`/api/lookup?tag=none${plus}up`)).toEqual([])
    // None of these can be a tag; as words they would find repositories.
    for (const tag of ['-app', '.app', 'team/app', '*', ''])
      expect((await get(`/api/lookup?tag=${tag}`)).status).toBe(400)
  })

  it.each(['zzz', 'a', 'sha256:', 'sha256:a', 'sha1:abcd', 'ab cd', 'a'.repeat(129)])(
    'refuse %j for a digest, and say what is one',
    async (digest) => {
      const answer = await get(`/api/lookup?digest=${encodeURIComponent(digest)}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({
        detail: expect.stringMatching(/^digest is ".*"; allowed are 2 to 128 hexadecimal digits, which sha256: or/),
      })
    },
  )

  it.each(['ab', 'SHA512:AB', 'sha256:ab'])('take %j for a digest', async (digest) => {
    expect((await get(`/api/lookup?digest=${digest}`)).status).toBe(200)
  })

  it('are the newest first, and as many as asked for', async () => {
    expect(await found('/api/recent?limit=1')).toEqual(['team/app:undefined'])
    expect(await found('/api/recent')).toHaveLength(4)
  })
})

describe('the feed', () => {
  const feed = async (path: string) => {
    const answer = await get(path)
    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    return parseXml(await answer.text())
  }
  const texts = (all: [string, string][], path: string) => all.filter(([at]) => at === path).map(([, text]) => text)

  it('is well-formed, and has every text as it is', async () => {
    const all = await feed('/feed.atom')
    expect(texts(all, 'feed/entry/title')[0]).toBe('team/app:latest')
    expect(texts(all, 'feed/entry/summary')).toContain(DESCRIPTION)
    expect(texts(all, 'feed/updated')).toEqual(['2026-11-02T00:00:00Z'])
    expect(texts(all, 'feed/entry/id')).toHaveLength(4)
    expect(new Set(texts(all, 'feed/entry/id')).size).toBe(4)
    for (const id of texts(all, 'feed/entry/id')) expect(id).toMatch(/^urn:registry-index:registry:/)
  })

  it('links to itself, and from each entry to what there is', async () => {
    const body = await (await get('/feed.atom?q=app')).text()
    const links = [...body.matchAll(/<link rel="(\w+)" type="[^"]+" href="([^"]+)"/g)]
    expect(links.map(([, rel, href]) => [rel, href])).toEqual([
      ['self', '/feed.atom?q=app'],
      ['alternate', '/?q=app'],
      ['alternate', '/r/team/app:latest'],
      ['alternate', '/r/copies/app:v1.0'],
    ])
    expect(texts(await feed('/feed.atom?repository=team/app'), 'feed/title')).toEqual(['team/app · localhost'])
  })

  it('may be of a query, or of one repository', async () => {
    expect(texts(await feed('/feed.atom?q=multi'), 'feed/entry/title')).toEqual(['multi:v1'])
    expect(texts(await feed('/feed.atom?q=nothing'), 'feed/entry/title')).toEqual([])
    // What was asked for is not there. Search shows what is near.
    for (const q of ['mutli', 'multi:v9']) {
      expect(await (await get(`/api/search?q=${q}`)).json()).toMatchObject({ total: 1 })
      expect(texts(await feed(`/feed.atom?q=${q}`), 'feed/entry/title')).toEqual([])
    }
    expect(texts(await feed('/feed.atom?repository=team/app'), 'feed/entry/title')).toEqual([
      ...['team/app:latest', 'team/app:v1.0', 'team/app:broken'],
    ])
  })

  it('is well-formed whatever the rows have', async () => {
    const odd = memorySystem()
    const { briefs, repositories } = odd.tables
    const pushedAt = '<"2026&\u0001'
    odd.registry.push('app', 'v1')
    await odd.index('app', 'v1')
    for (const [key, brief] of briefs) briefs.set(key, { ...brief, pushedAt })
    for (const [name, { document, ...row }] of repositories) {
      const more = { registry: '<&>', description: '</summary>&', newestTag: '<v1', pushedAt }
      repositories.set(name, { ...row, document: { ...(document as SearchDocument), ...more } })
    }
    for (const [query, tag] of [
      ['', '<v1'],
      ['?repository=app', 'v1'],
    ]) {
      const all = parseXml(await (await request(odd, `/feed.atom${query}`)).text())
      expect(texts(all, 'feed/updated')).toEqual(['<"2026& '])
      expect(texts(all, 'feed/entry/updated')).toEqual(['<"2026& '])
      expect(texts(all, 'feed/entry/title')).toEqual([`app:${tag}`])
      expect(texts(all, 'feed/entry/summary')).toEqual(['</summary>&'])
      expect(texts(all, 'feed/entry/id')).toEqual([`urn:registry-index:<&>:app:${tag}:<"2026& `])
    }
  })

  it('has what was pushed last of a query, also where it finds more than a feed holds', async () => {
    const many = memorySystem()
    for (let at = 0; at < 300; at++)
      await add(many.tables, `team${at % 2}/app${String(at).padStart(3, '0')}`, {
        newestTag: `v${at}`,
        pushedAt: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString().replace('.000', ''),
      })
    const entries = async (q: string) => {
      const answer = await request(many, `/feed.atom?q=${encodeURIComponent(q)}`)
      return texts(parseXml(await answer.text()), 'feed/entry/title')
    }
    for (const q of ['app', 'namespace:team1', 'app namespace:team1', 'team1 app', 'team1 pushed:>=2025-01-01'])
      expect(await entries(q), q).toEqual(
        Array.from({ length: 50 }, (_, at) => {
          const number = q === 'app' ? 299 - at : 299 - 2 * at
          return `team${number % 2}/app${String(number).padStart(3, '0')}:v${number}`
        }),
      )
    expect(await entries('app pushed:<2026-01-01T00:02')).toEqual(['team1/app001:v1', 'team0/app000:v0'])
  })

  it('is well-formed whatever is asked', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.toWellFormed())
    await fc.assert(
      fc.asyncProperty(text, async (q) => {
        const answer = await get(`/feed.atom?q=${encodeURIComponent(q)}`)
        if (answer.status === 200) parseXml(await answer.text())
        else expect(answer.status).toBe(400)
      }),
      { numRuns: runs(500, 10_000) },
    )
    parseXml(await (await get('/feed.atom?q=%EF%BF%BE%EF%BF%BF%01%3C%26')).text())
  })
})

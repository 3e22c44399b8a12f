// Whatever the docs, the page and `npm start` tell people to type finds something in the sample registry. In the docs these
// are the code spans in the first column of tables whose header there is `typed`, the queries in URLs, and what follows
// `docker search HOST/` and `podman search HOST/`. docs/clients.md shows answers of a registry of its own.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandsToTry } from '../../local/ready-text.ts'
import { SAMPLE } from '../../local/sample/catalog.ts'
import { request } from '../fakes/http.ts'
import { sampleWorld } from '../fakes/sample-world.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'clients.md')
const FILES = ['README.md', ...DOCS.map((name) => `docs/${name}`)]
/** What a reader puts in place of HOST. */
const HOST = 'registry.example.com'

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const codeSpans = (cell: string) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.replaceAll('HOST', HOST))

interface Row {
  readonly file: string
  readonly typed: string
  /** The header of the second column, and what stands in it. */
  readonly header: string
  readonly says: string
}

/** The queries of the tables in a text. */
const typedRows = (file: string): Row[] => {
  const rows: Row[] = []
  let header: string | undefined
  for (const line of textOf(file).split('\n')) {
    const cells = line.startsWith('|') ? line.slice(1).split(/(?<!\\)\|/) : undefined
    const [first = '', second = ''] = (cells ?? []).map((cell) => cell.trim())
    if (cells === undefined) header = undefined
    else if (first === 'typed') header = second
    else if (header !== undefined)
      for (const typed of codeSpans(first)) rows.push({ file, typed, header, says: second })
  }
  return rows
}

const pathOf = (q: string) => `/api/search?q=${encodeURIComponent(q)}`
/** Paths of the API in a text that ask for something: with a query, a digest, or in a command. */
const askedPaths = (text: string): string[] => {
  const urls = [...text.matchAll(/\/(?:api|v1|v2)\/[^\s'"`]*\?[^\s'"`]*/g)].map(([path]) => path)
  const searches = [...text.matchAll(/npm run registry-index -- search (?:--local )?(\S+(?: [^\s`]+)*)/g)]
  const commands = [...text.matchAll(/(?:docker|podman) search (?:--\S+ )*(?:HOST|[\d.]+:\d+)\/([^\s`…]+)/g)]
  return [
    ...urls.filter((path) => /[?&](q|digest|start)=[^&]/.test(path)),
    ...commands.map(([, term = '']) => `/v1/search?q=${term}`),
    ...searches.map(([, query = '']) => pathOf(query)),
  ]
}

let world: Awaited<ReturnType<typeof sampleWorld>>
beforeAll(async () => {
  world = await sampleWorld()
})

const answerOf = async (path: string) => {
  const answer = await request(world, path)
  const text = await answer.text()
  expect(answer.status, `${path}: ${text.slice(0, 300)}`).toBe(200)
  return text
}
const found = async (q: string) => JSON.parse(await answerOf(pathOf(q)))

describe.each(FILES.map((file) => [file, typedRows(file)] as const).filter(([, rows]) => rows.length > 0))(
  'what %s says to type',
  (_, rows) => {
    it.each(rows.map((row) => [row.typed, row] as const))('%s finds something', async (typed, { header, says }) => {
      const { items, corrected, missing } = await found(typed)
      expect(items).not.toEqual([])
      // Who reads on is told what is odd.
      expect(corrected === undefined || says.includes('correct'), `is corrected to ${corrected}`).toBe(true)
      expect(missing === undefined || says.includes('missing'), `misses ${JSON.stringify(missing)}`).toBe(true)
      if (header === 'comes first') expect(items[0].name).toBe(codeSpans(says)[0])
    })
  },
)

it('README.md and docs/search.md have such tables', () => {
  for (const file of ['README.md', 'docs/search.md']) expect(typedRows(file).length, file).toBeGreaterThan(3)
})

describe('an address or a command', () => {
  const paths = FILES.flatMap((file) => askedPaths(textOf(file)).map((path) => [file, path] as const))

  it.each(paths)('in %s, %s, finds something', async (_, path) => {
    const answer = await answerOf(path)
    expect(answer).not.toMatch(/"(items|results|tags)":\[\]/)
    expect(answer.trim().split('\n').length, 'rows below the header of a CSV').toBeGreaterThan(
      path.includes('format=csv') ? 1 : 0,
    )
  })

  it('is looked for where there is one', () => {
    expect(paths.length).toBeGreaterThan(5)
  })
})

describe('what `npm start` prints', () => {
  const clients = new Set(['curl', 'docker', 'podman', 'skopeo'] as const)
  const commands = commandsToTry({ port: 5050, login: undefined, clients, noRegistry: undefined }).join('\n')

  it.each(askedPaths(commands))('%s finds something', async (path) => {
    expect(await answerOf(path)).not.toMatch(/"(items|results)":\[\]/)
  })

  it('copies an image that is whole', () => {
    const copied = [...commands.matchAll(/skopeo copy .*docker:\/\/[^/]+\/([^ :]+):latest docker:/g)]
    expect(copied.map(([, name]) => SAMPLE.find((one) => one.name === name)?.whole)).toEqual([true])
  })
})

describe('the page', () => {
  it.each(['/', '/?q=qqqqzzzz'])('%s has examples that find something', async (path) => {
    const html = await answerOf(path)
    const list = /<ul class="examples">(.*?)<\/ul>/s.exec(html)?.[1] ?? ''
    const queries = [...list.matchAll(/href="\/\?q=([^"]*)"/g)].map(([, q = '']) => decodeURIComponent(q))
    expect(queries.length).toBeGreaterThan(3)
    for (const q of queries) expect((await found(q)).items, q).not.toEqual([])
  })
})

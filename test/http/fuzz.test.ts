import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { app } from '../../lambda/http/app.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import { SORTS } from '../../lambda/search/memory/documents.ts'
import { encodeCursor } from '../../lambda/search/page-cursor.ts'
import { encodeTagCursor } from '../../lambda/search/tag-cursor.ts'
import { runs } from '../effort.ts'
import { type Document, documented, parseDocument } from '../fakes/documented.ts'
import { LABEL_KEYS, OPEN, request } from '../fakes/http.ts'
import { withKeyLimits } from '../fakes/key-limits.ts'
import { memorySnapshots } from '../fakes/memory-snapshots.ts'
import { entry, headers, known, odd, valuesOf } from '../fakes/odd.ts'
import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'
import { documentsOf } from '../fakes/search-ports.ts'
import { shownSystem } from '../fakes/shown.ts'

const LAYOUTS = layouts([distribution(''), dockerV1('v1')])
/** Requests to DynamoDB of one answer, whatever is asked. */
const MOST_REQUESTS = 20

let limited: ReturnType<typeof withKeyLimits>
let document: Document
let check: ReturnType<typeof documented>
let digest = ''
beforeAll(async () => {
  const shown = await shownSystem()
  digest = shown.digest
  limited = withKeyLimits(shown.system)
  document = parseDocument(await (await request(shown.system, '/openapi.json')).json())
  check = documented(document)
})

/** Asks an app that indexes both layouts; its log must stay empty. */
const ask = async (path: string, init: { method?: string; headers?: Record<string, string> } = {}) => {
  const { tables, bucket, clock } = limited.system
  const logged: unknown[] = []
  const api = app({
    documents: async () => ({ documents: documentsOf(limited.system.tables), isStale: false, ageMs: 0 }),
    ...{
      lookups: limited.system.tables.lookups,
      store: tables.store,
      tags: tables.tagReader,
      bucket: bucket.bucket,
      manifests: manifestReader(bucket.bucket, LAYOUTS),
      showsCommands: true,
    },
    ...{
      layouts: LAYOUTS,
      labelKeys: LABEL_KEYS,
      access: OPEN,
      version: tables.version,
      snapshots: memorySnapshots().store,
      clock,
    },
    log: { info: () => {}, warn: () => {}, error: (...all: unknown[]) => void logged.push(all) },
    readable: async () => {},
  })
  limited.counts.requests = 0
  const answer = await api.request(`http://index.test${path}`, init)
  expect(logged, path).toEqual([])
  expect(answer.status, path).toBeLessThan(500)
  expect(limited.counts.requests, path).toBeLessThanOrEqual(MOST_REQUESTS)
  return answer
}

const filled = (path: string, name: string, tag: string): string =>
  path
    .replace('{name}', encoded(name, true))
    .replace('{tag}', encoded(tag, false))
    .replace('{digest}', tag.startsWith('v') ? digest : `sha256:${encoded(tag, false)}`)
// Whatever the text, a path and a query that can be sent.
const encoded = (text: string, withSlashes: boolean): string =>
  encodeURIComponent(text.toWellFormed() || 'x').replaceAll(withSlashes ? '%2F' : '\0', '/')

describe('whatever is asked', () => {
  it('every operation answers as it says, never 5xx, within the bound of requests', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.entries(document.paths)).chain(([path, { get }]) => {
          const inQuery = get.parameters.filter((one) => one.in === 'query')
          const values = fc.record(Object.fromEntries(inQuery.map((one) => [one.name, valuesOf(one)])), {
            requiredKeys: [],
          })
          return fc.record({
            path: fc.constant(path),
            values,
            name: fc.oneof(known, odd),
            tag: fc.oneof(known, odd),
            headers,
          })
        }),
        async ({ path, values, name, tag, headers }) => {
          const search = new URLSearchParams(
            Object.entries(values).map(([key, one]) => [key, (one ?? '').toWellFormed()] as [string, string]),
          )
          const at = `${filled(path, name, tag)}?${search}`
          // An odd name may be another address: one operation's answer is another's then.
          const isOwn =
            !/%2F|\.\./.test(at) && !/[/]tags([/]|$)|[/]manifests/.test(`/${name}`) && !/^[./]+$/.test(name + tag)
          const answer = await ask(at, { headers: { ...headers, 'accept-encoding': 'identity' } })
          if (isOwn) await check(path, answer)
        },
      ),
      { numRuns: runs(3000, 60_000) },
    )
  })

  it('a cursor that somebody made goes on, or is refused', async () => {
    const starts = fc.constantFrom('app', 'team/', 'v1', '2026-01-01T00:00:00Z', 'c0ffee00', '1', 'v1.0\x001')
    const near = fc.oneof(
      entry,
      fc.tuple(starts, odd).map(([start, text]) => start + text.repeat(4)),
    )
    const queries = ['', 'app', 'app kind:image', 'namespace:team', 'older:1d', ':v1', 'c0ffee00', 'app:v1', 'app:7']
    const place = fc.record({
      asOf: fc.oneof(fc.constant(0), fc.nat({ max: 2 ** 40 })).map((minute) => minute * 60_000),
      part: fc.constantFrom('documents', 'values'),
      value: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, 3)),
      id: near,
      isWhole: fc.boolean(),
    })
    const ofSearch = fc.tuple(fc.constantFrom(...queries), fc.constantFrom(...SORTS), place).map(([q, sort, one]) => {
      return `/api/search?q=${q}&sort=${sort}&cursor=${encodeCursor(one, `${sort}\n${q}`)}`
    })
    const ofTags = fc
      .tuple(fc.constantFrom('newest', 'version', 'name'), fc.oneof(known, near), near)
      .map(([order, tag, key]) => {
        const cursor = encodeTagCursor({ tag, key }, `tags\nteam/app\n${order}\n`)
        return `/api/repositories/team/app/tags?order=${order}&cursor=${cursor}`
      })
    const statuses = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.oneof(ofSearch, ofTags), async (path) => {
        statuses.add((await ask(path)).status)
      }),
      { numRuns: runs(3000, 60_000) },
    )
    expect([...statuses].sort()).toEqual([200, 400])
  })

  it('every path and method has an answer below 500', async () => {
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND')
    const segment = fc.oneof(
      known,
      odd,
      fc.constantFrom(
        'api',
        'v1',
        'v2',
        'search',
        'repositories',
        'tags',
        'list',
        '_catalog',
        'history',
        'manifests',
        'sha256:x',
        'robots.txt',
        'feed.atom',
        '',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 7 }), method, headers, async (segments, method, headers) => {
        const path = `/${segments.map((one) => encoded(one, true)).join('/')}`
        const answer = await ask(path, { method, headers })
        if (method === 'HEAD') expect(await answer.text()).toBe('')
        if (!['GET', 'HEAD'].includes(method)) expect([404, 405]).toContain(answer.status)
      }),
      { numRuns: runs(2000, 60_000) },
    )
  })

  it('the longest names and values are keys that DynamoDB takes', async () => {
    for (const text of ['é', 'ﷺ', '\u{1f9ad}', '"', 'z'])
      for (const most of [120, 240, 255]) {
        const long = encodeURIComponent(text.repeat(most / text.length))
        await ask(`/api/repositories/${long}/tags/${long}`)
        await ask(`/v1/repositories/${long}/tags`)
        for (const key of ['tag', 'digest', 'source', 'revision', 'base']) await ask(`/api/lookup?${key}=${long}`)
        for (const key of ['namespace:', 'source:', ':', '']) await ask(`/api/search?q=${key}${long}`)
        await ask(`/v2/_catalog?last=${long}`)
      }
    expect((await ask(`/api/lookup?digest=${digest}`)).status).toBe(200)
  })
})

describe('words that every object has as properties', () => {
  it.each([
    'q=kind:',
    'q=arch:',
    'q=-arch:',
    'q=os:',
    'q=is:',
    'q=namespace:',
    'q=size:>1',
    'q=older:1',
    'format=',
    'q=',
  ])('are no error of ours after %s', async (query) => {
    for (const name of PROTOTYPE_NAMES) await ask(`/api/search?${query}${encodeURIComponent(name)}`)
  })

  it('are no error of ours as parameters, repositories and tags', async () => {
    for (const name of PROTOTYPE_NAMES.map(encodeURIComponent)) {
      await ask(`/api/search?q=x&${name}=1`)
      await ask(`/api/repositories/${name}`)
      await ask(`/api/repositories/team/app/tags/${name}`)
      await ask(`/api/repositories/team/app/tags?order=${name}`)
      await ask(`/v2/${name}/tags/list`)
      await ask(`/v1/repositories/${name}/tags`)
      await ask(`/${name}`)
    }
  })
})

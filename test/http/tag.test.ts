import { beforeEach, describe, expect, it } from 'vitest'
import { BASIC, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
beforeEach(() => {
  system = memorySystem()
})

const get = async (path: string) => {
  const answer = await request(system, `/api/repositories/${path}`)
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() }
}
const historyKey = (tag: string, digest: string) =>
  `docker/registry/v2/repositories/team/app/_manifests/tags/${tag}/index/${digest.replace(':', '/')}/link`

describe('a tag', () => {
  it('of a chart is found by the version of the chart, which has a plus', async () => {
    const tags = ['103.1.1_up45.31.1', '103.1.0_up45.31.1', '99.0.0']
    for (const tag of tags) system.registry.push('charts/monitoring', tag)
    await system.index('charts/monitoring', ...tags)
    for (const written of ['103.1.1+up45.31.1', '103.1.1%2Bup45.31.1', '103.1.1_up45.31.1']) {
      const path = `charts/monitoring/tags/${written}`
      expect(await get(path)).toMatchObject({ status: 200, body: { tag: '103.1.1_up45.31.1' } })
      expect(await get(`${path}/history`)).toMatchObject({ status: 200 })
    }
    expect(await get('charts/monitoring/tags/103.1.1+up4')).toMatchObject({ status: 404 })
    expect(await get('charts/monitoring')).toMatchObject({ body: { tag: '103.1.1_up45.31.1' } })
    for (const start of ['103.1.0+up', '103.1.0%2Bup', '103.1.0_up'])
      expect((await get(`charts/monitoring/tags?order=version&start=${start}`)).body).toMatchObject({
        tags: [{ tag: '103.1.0_up45.31.1' }],
      })
    const answer = await request(system, '/api/lookup?tag=103.1.0+up45.31.1')
    expect(await answer.json()).toMatchObject({ items: [{ match: '103.1.0_up45.31.1' }], total: 1 })
  })

  it('is shown without its relatives while documents are loaded', async () => {
    system.registry.push('team/app', 'v1.0')
    await system.index('team/app', 'v1.0')
    const { sameDigest, derived, ...others } = (await get('team/app/tags/v1.0')).body as Record<string, unknown>
    expect([sameDigest, derived]).toEqual([[], []])
    const answer = await request(system, '/api/repositories/team/app/tags/v1.0', { isLoading: true })
    expect([answer.status, await answer.json()]).toEqual([200, others])
    expect((await request(system, '/api/search', { isLoading: true })).status).toBe(503)
  })

  it('is shown with its facts, and nothing that the index keeps for itself', async () => {
    const oci = (name: string) => `org.opencontainers.image.${name}`
    const labels = { [oci('source')]: 'https://example.org/app.git', [oci('revision')]: 'C0FFEE', other: 'kept' }
    const digest = system.registry.push('team/app', 'v1.0', { labels, layerSizes: [7, 5] })
    await system.index('team/app', 'v1.0')
    expect(await get('team/app/tags/v1.0')).toEqual({
      status: 200,
      type: 'application/json',
      body: {
        repository: 'team/app',
        layout: 'distribution',
        tag: 'v1.0',
        digest,
        kind: 'image',
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        platforms: ['linux/amd64'],
        size: expect.any(Number),
        created: '2026-10-01T12:00:00Z',
        pushedAt: '2026-11-01T10:00:00Z',
        hidden: false,
        source: 'https://example.org/app.git',
        revision: 'C0FFEE',
        configDigest: expect.stringMatching(/^sha256:/),
        labels,
        layers: [7, 5].map((size) => expect.objectContaining({ size })),
        hasSignature: false,
        signatures: [],
        hasAttestation: false,
        attestations: [],
        hasSbom: false,
        sboms: [],
        referrers: [],
        sameDigest: [],
        derived: [],
      },
    })
  })

  it('of an index says how many more children there are than it shows', async () => {
    const { registry } = system
    const manifests = Array.from({ length: 102 }, () => ({ digest: registry.manifest().digest, artifactType: 'x/y' }))
    registry.tag('team/app', 'v1', registry.blob(JSON.stringify({ schemaVersion: 2, manifests })))
    await system.index('team/app', 'v1')
    const { body } = await get('team/app/tags/v1')
    expect(body).toMatchObject({ childrenLeft: 2, children: { length: 100 } })
    expect(body).not.toHaveProperty('problem')
  })

  it('has the history that the bucket keeps, newest first, by one request', async () => {
    const digests = ['a', 'b', 'c'].map((hex) => `sha256:${hex.repeat(64)}`)
    system.registry.push('team/app', 'v1')
    await system.index('team/app', 'v1')
    for (const [at, digest] of digests.entries())
      system.bucket.put(historyKey('v1', digest), digest, new Date(Date.UTC(2026, 9, at === 1 ? 9 : at + 1)))
    system.bucket.put(historyKey('v1', 'garbage'), 'x')
    system.bucket.put(historyKey('v10', `sha256:${'d'.repeat(64)}`), 'x')
    const lists = system.bucket.calls.list
    const gets = system.bucket.calls.get.length
    expect((await get('team/app/tags/v1/history')).body).toEqual({
      history: [
        { digest: digests[1], at: '2026-10-09T00:00:00Z', tags: [] },
        { digest: digests[2], at: '2026-10-03T00:00:00Z', tags: [] },
        { digest: digests[0], at: '2026-10-01T00:00:00Z', tags: [] },
      ],
    })
    expect(system.bucket.calls.list - lists).toBe(1)
    expect(system.bucket.calls.get).toHaveLength(gets)
  })

  it('has a history with the tags of this repository that still point to each digest, by one request', async () => {
    const [first, second] = ['1', '2'].map((salt) => system.registry.manifest({ salt }).digest)
    for (const [tag, digest] of [
      ['v1', second],
      ['v1.0', first],
      ['v1.0.1', first],
      ['latest', second],
    ] as const)
      system.registry.tag('team/app', tag, digest ?? '')
    for (const other of ['other', 'team/app2', 'team']) system.registry.tag(other, 'v1', first ?? '')
    for (const [at, digest] of [first, second, `sha256:${'e'.repeat(64)}`].entries())
      system.bucket.put(historyKey('v1', digest ?? ''), digest ?? '', new Date(Date.UTC(2026, 9, at + 1)))
    await system.index('team/app', 'v1', 'v1.0', 'v1.0.1', 'latest')
    for (const other of ['other', 'team/app2', 'team']) await system.index(other, 'v1')
    const { calls } = system.tables
    Object.assign(calls, { lookups: 0, tags: 0 })
    const { history } = (await get('team/app/tags/v1/history')).body as { history: { tags: string[] }[] }
    expect(history.map(({ tags }) => tags)).toEqual([[], ['latest', 'v1'], ['v1.0', 'v1.0.1']])
    expect([calls.lookups, calls.tags]).toEqual([0, 1])
  })

  it('has a history in which, beside many tags, no more than the newest 10 digests and 50 tags of each are looked up', async () => {
    const digest = system.registry.push('team/app', 'v1')
    const many = Array.from({ length: 100 }, (_, at) => `t${at}`)
    for (const tag of many) system.registry.tag('team/app', tag, digest)
    system.bucket.put(historyKey('v1', digest), digest, new Date('2026-11-20T00:00:00Z'))
    for (let at = 0; at < 30; at++) {
      const past = `sha256:${String(at).padStart(64, 'a')}`
      system.bucket.put(historyKey('v1', past), past, new Date(Date.UTC(2026, 9, at + 1)))
    }
    await system.index('team/app', 'v1', ...many)
    system.tables.calls.lookups = 0
    const { history } = (await get('team/app/tags/v1/history')).body as { history: { tags?: string[] }[] }
    expect(system.tables.calls.lookups).toBe(10)
    expect(history).toHaveLength(31)
    expect(history.map(({ tags }) => tags?.length)).toEqual([50, ...Array(9).fill(0), ...Array(21).fill(undefined)])
  })

  it.each([
    ['team/app/tags/v2', /team\/app has no tag "v2"/],
    ['team/app/tags/v2/history', /team\/app has no tag "v2"/],
    ['team/app/tags/%23v1', /has no tag "#v1"/],
    ['team/nothing/tags/v1', /no repository "team\/nothing"/],
    [`${'a'.repeat(300)}/tags/v1`, /no repository "aaa/],
    ['team/app%00/tags/v1', /no repository/],
  ])('%s is not found, and the answer says what is not', async (path, title) => {
    system.registry.push('team/app', 'v1')
    await system.index('team/app', 'v1')
    expect(await get(path)).toEqual({
      status: 404,
      type: 'application/problem+json',
      body: { type: 'about:blank', status: 404, title: 'Not Found', detail: expect.stringMatching(title) },
    })
  })

  it('is asked of a layout that there is', async () => {
    system.registry.push('team/app', 'v1')
    await system.index('team/app', 'v1')
    expect((await get('team/app/tags/v1?layout=distribution')).status).toBe(200)
    expect((await get('team/app/tags/v1?layout=docker-v1')).status).toBe(404)
    expect((await get('team/app/tags/v1?layout=v3')).body).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/allowed are dist/),
    })
  })

  it('is for those who are signed in', async () => {
    for (const path of ['/api/repositories/team/app/tags/v1', '/api/repositories/team/app/tags/v1/history'])
      expect((await request(system, path, { access: BASIC })).status).toBe(401)
  })
})

// What Renovate asks when it looks for newer tags, recorded from a real run of it (renovate.json), asked again.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { BASIC, basic, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'
import { decider } from '../front/decide.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Record<string, string>
  readonly signedIn: boolean
  readonly answeredBy: 'index' | 'registry'
  readonly status: number
  readonly link?: string
}

const recorded = readFileSync(join(import.meta.dirname, 'renovate.json'), 'utf8')
const { requests } = JSON.parse(recorded) as { requests: Asked[] }
const targetOf = ({ path, query }: Asked) => (query === '' ? path : `${path}?${query}`)
const ofIndex = requests.filter(({ answeredBy }) => answeredBy === 'index')

/** As many tags as in the recorded run, so that there are two pages. */
const MANY = Array.from({ length: 1100 }, (_, at) => `1.${at}.0`)
const system = memorySystem()

beforeAll(async () => {
  const tags = {
    'team/many': MANY,
    'library/nginx': ['1.27.5', '1.29.1', 'latest'],
    'library/redis': ['7.4.5', '8.2.1'],
  }
  for (const [repository, names] of Object.entries(tags)) {
    for (const name of names) system.registry.push(repository, name)
    await system.index(repository, ...names)
  }
})

const ask = ({ method, headers, signedIn }: Asked, target: string) =>
  request(system, target, {
    access: BASIC,
    method,
    headers: { ...headers, ...(signedIn ? basic('registry:pa:ss wörd') : {}) },
  })

const tagsOf = async (answer: Response): Promise<string[]> => {
  const body = Buffer.from(await answer.arrayBuffer())
  const json = answer.headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body
  return (JSON.parse(json.toString()) as { tags: string[] }).tags
}

const nextOf = (answer: Response) => /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]

describe('Renovate', () => {
  it('asks the index for tags, at a front that sends them there, and the registry for manifests and blobs', () => {
    const decide = decider({ signIn: false, indexRoutes: ['base', 'catalog', 'tags'] })
    for (const each of requests)
      expect([targetOf(each), decide(targetOf(each))]).toMatchObject([targetOf(each), { origin: each.answeredBy }])
    expect(ofIndex.length).toBeGreaterThan(5)
    expect(ofIndex.length).toBeLessThan(requests.length)
  })

  it('is answered as in the recorded run', async () => {
    for (const each of ofIndex) {
      const answer = await ask(each, targetOf(each))
      const what = `${each.method} ${targetOf(each)}, ${each.signedIn ? 'signed in' : 'not signed in'}`
      expect([what, answer.status]).toEqual([what, each.status])
      expect([what, answer.headers.get('link') ?? undefined]).toEqual([what, each.link])
      // It signs in where it is asked to, by the first answer.
      if (each.status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
    }
  })

  it('finds every tag by following Link, as it did in the recorded run', async () => {
    const first = ofIndex.find(({ path, signedIn }) => path === '/v2/team/many/tags/list' && signedIn)
    if (first === undefined) throw new Error('the fixture has no signed-in request for the tags of team/many')
    const found: string[] = []
    const asked: string[] = []
    for (let target: string | undefined = targetOf(first); target !== undefined; ) {
      asked.push(target)
      const answer: Response = await ask(first, target)
      found.push(...(await tagsOf(answer)))
      target = nextOf(answer)
    }
    expect(asked).toEqual(ofIndex.filter((each) => each.path === first.path && each.signedIn).map(targetOf))
    expect(asked).toHaveLength(2)
    expect(found).toEqual([...MANY].sort())
  })
})

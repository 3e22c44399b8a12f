// What the page says where the index does not answer, and the policy of each view.

import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { BASIC, basic, request } from '../../fakes/http.ts'
import { readView, type ViewOptions } from '../../fakes/page-view.ts'
import { pageWorld } from '../../fakes/page-world.ts'

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld()
})

const view = (path: string, options: ViewOptions = {}, system: Parameters<typeof readView>[0] = world) =>
  readView(system, path, options)

describe('where the index does not answer', () => {
  const paths = ['/', '/?q=redis', '/r/payments/api', '/r/payments/api:latest', '/compare?a=a:b&b=c:d']

  it.each(paths)('%s asks the anonymous to sign in, in words', async (path) => {
    const { status, headers, text, html } = await view(path, { access: BASIC })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Basic realm="registry-index"')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text).toMatch(/Sign in to search this registry/)
    expect(html).not.toMatch(/payments(?!\/api|:)/)
    const wrong = await view(path, { access: BASIC, headers: basic('a:b') })
    expect(wrong.text).toMatch(/The user name or the password is wrong/)
  })

  it.each(['/', '/?q=redis'])('%s says while it loads when to try again', async (path) => {
    const { status, headers, text } = await view(path, { isLoading: true })
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toBe('5')
    expect(text).toMatch(/The index can’t be read just now the index is being loaded; try again Try again/)
  })

  it('a repository and a tag are shown while search loads', async () => {
    for (const path of ['/r/payments/api', '/r/payments/api:latest'])
      expect((await view(path, { isLoading: true })).status).toBe(200)
  })

  it('what failed inside is in the log, not in the page', async () => {
    const system = await pageWorld({ manyTags: 1 })
    const logged: unknown[] = []
    system.tables.store.repository = async () => {
      throw new Error('secret detail')
    }
    const { status, html, text } = await view('/r/payments/api', { logged }, system)
    expect(status).toBe(500)
    expect(html).not.toContain('secret detail')
    expect(text).toMatch(/The index did not answer/)
    expect(JSON.stringify(logged)).toContain('request failed')
  })

  it('views do without what runs say', async () => {
    const system = await pageWorld({ manyTags: 1 })
    const version = { ...system.tables.version, runs: async () => Promise.reject(new Error('throttled')) }
    const { status, foot } = await view('/', {}, { ...system, tables: { ...system.tables, version } })
    expect(status).toBe(200)
    expect(foot).not.toMatch(/Equal|Not compared/)
  })

  it('paths beside the page stay JSON', async () => {
    for (const path of ['/nothing', '/r', '/r/', '/comparex', '/page/x.js', '/index.html'])
      expect((await request(world, path)).headers.get('content-type'), path).toMatch(/^application\/json/)
  })
})

it('the policy allows the sheet and the script that stand in the page, by their hashes, and nothing that is unsafe', async () => {
  for (const path of ['/', '/?q=redis', '/r/payments/api', '/r/payments/api:latest', '/r/nobody', '/?q=kind:x']) {
    const { headers, html } = await view(path)
    const policy = headers.get('content-security-policy') ?? ''
    const hashOf = (element: string) => {
      const [, text = ''] = new RegExp(`<${element}>(.+?)</${element}>`, 's').exec(html) ?? []
      expect(text).not.toBe('')
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    }
    expect(policy).toContain(
      `default-src 'none'; script-src 'self' ${hashOf('script')}; style-src ${hashOf('style')}; img-src 'self' data:; `,
    )
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(html).not.toMatch(/ style=/)
  }
})

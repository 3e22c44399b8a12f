// Nothing that an image says of itself, or that somebody types, is ever HTML, and nothing but http and https is a link.

import { beforeAll, describe, expect, it } from 'vitest'
import { ASSETS } from '../../../lambda/http/page/frame/assets.ts'
import { request } from '../../fakes/http.ts'
import { HOSTILE, pageWorld } from '../../fakes/page-world.ts'

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld({ manyTags: 1 })
})

const ELEMENTS = new Set(
  `a aside b bdi body button code dd details div dl dt fieldset footer form h1 h2 head header html input label li link main
  mark meta nav ol p path progress rect script search section span style summary svg table tbody td th thead time title tr ul wbr`
    .split(/\s+/)
    .flatMap((name) => [name, `/${name}`]),
)
const ATTRIBUTES = new Set(
  `action aria-current aria-hidden aria-label aria-labelledby aria-pressed autocapitalize autocomplete charset class content d
  data-compare data-copy data-for data-host data-key data-keys-switch data-kind data-list data-live data-patterns data-pull
  data-ref data-refresh data-theme-switch data-tool data-what datetime defer enterkeyhint height hidden href id lang max
  method name placeholder preserveaspectratio rel role scope spellcheck src tabindex title type value viewbox width x`.split(
    /\s+/,
  ),
)

/** All tags of a page with their attributes. Fails at markup that is not written as the views write it. */
const tagsOf = (html: string) => {
  const body = html
    .replace('<!doctype html>', '')
    .replace(/<style>.*?<\/style>/s, '')
    .replace(`<script>${ASSETS.themeScript}</script>`, '')
  return [...body.matchAll(/<([^\s>]*)((?:[^>"]|"[^"]*")*)>/g)].map(([whole, name = '', rest = '']) => {
    const attributes = [...rest.matchAll(/\s([^\s="/]+)(?:="([^"]*)")?/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    )
    const left = rest.replaceAll(/\s([^\s="/]+)(?:="([^"]*)")?/g, '').replace(/\s*\/?$/, '')
    expect(left, whole).toBe('')
    return { name: name.replace(/^(\w+)\/$/, '$1'), attributes }
  })
}

const isOwn = (href: string) => /^(\/(?!\/)|#)/.test(href)

const checked = async (path: string): Promise<string> => {
  const options = { site: { pullHost: 'registry.example.com' }, showsCommands: true }
  const html = await (await request(world, path, options)).text()
  for (const { name, attributes } of tagsOf(html)) {
    expect(ELEMENTS, `${path}: <${name}>`).toContain(name)
    for (const [key, value] of attributes) {
      expect(ATTRIBUTES, `${path}: <${name} ${key}>`).toContain(key.toLowerCase())
      if (!['href', 'src', 'action'].includes(key) || isOwn(value)) continue
      expect(value, path).toMatch(/^https?:\/\/[^/@]+(\/|$)/)
      expect(Object.fromEntries(attributes)['rel'], path).toBe('noopener noreferrer nofollow')
    }
  }
  // Two scripts, the page's own; and no text of an image outside of the place for texts.
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script>', `<script src="${ASSETS.scriptPath}" defer="">`])
  return html
}

const text = encodeURIComponent
const TYPED = [
  ...Object.values(HOSTILE).map((value) => value.slice(0, 200)),
  '"><svg onload=1>',
  '\'"`<!--',
  '\u0000\u202e',
  '</title>',
]

describe('no label is HTML', () => {
  it.each([
    ...[
      '/r/hostile/app',
      '/r/hostile/app:latest',
      '/r/hostile/app:other',
      '/r/hostile/app:runs',
      '/?q=hostile',
      '/?q=namespace:hostile',
    ],
    '/compare?a=hostile/app:latest&b=hostile/app:other',
    ...['/', '/r/payments/api:latest', '/r/legacy/unreadable:broken', '/r/platform/attested:1.0.0'],
  ])('in %s', async (path) => {
    await checked(path)
  })

  it('and each is shown as what it is, in an element of its own', async () => {
    const html = await checked('/r/hostile/app:latest')
    expect(html).toContain('<bdi>&lt;script&gt;window.hacked = 1&lt;/script&gt;</bdi>')
    expect(html).toContain('<bdi>javascript:window.hacked=1</bdi>')
    expect(html).toContain('https://example.org/')
    expect(html).not.toContain('user:pass')
    expect(html).toMatch(/<bdi>"&gt;|<bdi>&quot;&gt;/)
    // What is long is cut.
    expect(html).not.toContain('long '.repeat(100))
    expect(html).toContain('…</bdi>')
  })
})

describe('no command, argument or variable is HTML', () => {
  it.each(['/r/hostile/app:runs', '/r/hostile/app@'])('in %s', async (path) => {
    const html = await checked(path.endsWith('@') ? `${path}${world.untagged}` : path)
    expect(html).toContain('<code><bdi>&lt;script&gt;window.hacked = 1&lt;/script&gt;</bdi></code>')
    expect(html).toContain('<bdi>&quot;&lt;script&gt;window.hacked = 1&lt;/script&gt;&quot; ')
    expect(html).toContain('<bdi>javascript:window.hacked=1</bdi>')
    expect(html).toMatch(/How it runs/)
    expect(html).not.toContain('long '.repeat(100))
  })
})

describe('nothing that is typed is HTML', () => {
  it.each(TYPED)('%j', async (typed) => {
    await checked(`/?q=${text(typed)}`)
    await checked(`/?q=kind:${text(typed)}`)
    await checked(`/r/${text(typed)}`)
    await checked(`/r/payments/api:${text(typed)}`)
    await checked(`/r/payments/api@${text(typed)}`)
    await checked(`/r/payments/api?start=${text(typed.slice(0, 100))}`)
    await checked(`/r/payments/api?order=${text(typed)}&cursor=${text(typed)}`)
    await checked(`/compare?a=${text(typed)}&b=payments/api:4`)
    await checked(`/compare?repository=${text(typed.slice(0, 100))}&t=${text(typed)}`)
  })

  it('a redirect stays on this host', async () => {
    for (const repository of ['//evil.example', 'https://evil.example', '\\\\evil', 'a\r\nx: y']) {
      const answer = await request(world, `/compare?repository=${text(repository)}&t=a&t=b`)
      expect(answer.headers.get('location')).toMatch(/^\/compare\?a=[\w.%+-]+&b=[\w.%+-]+$/)
    }
  })

  it('a name of the host that comes with the request is text', async () => {
    const answer = await request(world, 'http://a.example:81/r/payments/api', { site: {} })
    const html = await answer.text()
    expect(html).toContain('<html lang="en" data-host="a.example:81">')
    expect(html).toContain('docker pull a.example:81/<wbr/>payments/<wbr/>api:latest')
  })
})

// What each view of the page says, in each state.

import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { BASIC, basic, request, SIGNED_IN } from '../../fakes/http.ts'
import { pageWorld } from '../../fakes/page-world.ts'
import { memorySystem } from '../../fakes/system.ts'

type Options = NonNullable<Parameters<typeof request>[2]>

const site = { title: 'Our registry', pullHost: 'registry.example.com' }

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld()
})

/** A view as HTML, and as the text that one reads. */
const view = async (path: string, options: Options = {}, system: Parameters<typeof request>[0] = world) => {
  const answer = await request(system, path, { site, ...options })
  const html = await answer.text()
  const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? ''
  return {
    status: answer.status,
    headers: answer.headers,
    html,
    text: textOf(main),
    foot: textOf(html.split('<footer>')[1] ?? ''),
  }
}

const textOf = (html: string): string =>
  html
    .replaceAll(/<(svg|style).*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()

const titleOf = (html: string): string => textOf(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')

describe('the start', () => {
  it('lists what was pushed last, what there is, and queries that find something', async () => {
    const { status, html, text, foot } = await view('/', SIGNED_IN)
    expect(status).toBe(200)
    expect(titleOf(html)).toBe('Our registry')
    expect(text).toMatch(/Pushed last library\/alpine A minimal Docker image .* 3\.22\.1 4 tags/)
    expect(text).toMatch(/In this registry 202 repositories [\d,]+ tags as of 24 Nov 2026, 12:00 UTC/)
    expect(text).toMatch(/Namespaces library 45/)
    expect(foot).toMatch(/Equal to the bucket as of 24 Nov 2026, 12:00 UTC/)
    const examples = [
      ...(html
        .split('class="examples"')[1]
        ?.split('</ul>')[0]
        ?.matchAll(/href="\/\?q=([^"]+)"/g) ?? []),
    ]
    expect(examples.length).toBeGreaterThan(3)
    for (const [, q = ''] of examples) {
      const found = await view(`/?q=${q.replaceAll('&amp;', '&')}`, SIGNED_IN)
      expect(found.text, q).not.toMatch(/^Nothing found/)
    }
  })

  it('goes on where its list ends', async () => {
    const { html } = await view('/')
    const next = /rel="next" href="([^"]+)"|href="([^"]+)" rel="next"|class="button" rel="next" href="([^"]+)"/.exec(
      html,
    )
    const path = (next?.[1] ?? next?.[2] ?? next?.[3] ?? '').replaceAll('&amp;', '&')
    expect(path).toMatch(/^\/\?cursor=/)
    const more = await view(path)
    expect(more.status).toBe(200)
    expect(more.text).toMatch(/^201 results, 25 shown All repositories/)
  })

  it('says what to do where nothing is indexed', async () => {
    const { text, foot } = await view('/', {}, memorySystem())
    expect(text).toBe('Nothing is indexed yet Push an image, or wait for the first run over the bucket.')
    expect(foot).toMatch(/Not compared with the bucket yet/)
  })

  it('shows how far a run is', async () => {
    const system = memorySystem()
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    const now = system.clock.now()
    await system.tables.version.create({ bucket: 'b', roots: { distribution: '' }, schema: 1, minReader: 1 } as never)
    await system.tables.version.lease('run', now, now + 60_000, ['progress:distribution:all'])
    const { html, text, foot } = await view('/', {}, system)
    expect(text).toMatch(/^The index is being compared with the bucket 0 %: 0 repositories and 0 tags so far/)
    expect(html).toContain('data-refresh')
    expect(foot).toMatch(/It is being compared now/)
    // A run whose lease is over is none.
    expect(
      (await view('/', {}, { ...system, clock: { ...system.clock, now: () => now + 3_600_000 } })).text,
    ).not.toMatch(/is being compared/)
  })

  it('shows that a run failed, and why to those who may know', async () => {
    const system = await pageWorld({ manyTags: 1 })
    const endedAt = '2026-11-24T11:00:00Z'
    await system.tables.version.ended({
      run: 'x',
      outcome: 'refused',
      startedAt: endedAt,
      endedAt,
      error: 'names <hidden/secret>',
    })
    const { foot } = await view('/', SIGNED_IN, system)
    expect(foot).toMatch(/The last run over the bucket was refused 24 Nov 2026, 11:00 UTC : names <hidden\/secret>/)
    const anonymous = await view('/', {}, system)
    expect(anonymous.foot).toMatch(/was refused 24 Nov 2026, 11:00 UTC/)
    expect(anonymous.html).not.toContain('hidden/secret')
    expect(anonymous.text).not.toMatch(/tags as of/)
  })
})

describe('results', () => {
  it('are counted, named with their tag, and have filters with counts', async () => {
    const { text, html } = await view('/?q=redis:8')
    expect(titleOf(html)).toBe('redis:8 · Our registry')
    expect(text).toMatch(/^2 results/)
    expect(text).toMatch(/library\/ redis :8 /)
    expect(html).toContain('href="/r/library/redis:8"')
    expect(html).toMatch(/data-copy="docker pull registry\.example\.com\/library\/redis:8"/)
    const all = await view('/?q=library')
    expect(all.text).toMatch(/Platform amd64 \d+ arm64 \d+/)
    expect(all.text).toMatch(/Kind image \d+ several platforms \d+|several platforms \d+ image \d+/)
    expect(all.text).toMatch(/Licence Apache-2.0 \d+ MIT \d+/)
  })

  it('of a filter are as many as it says', async () => {
    const { html } = await view('/?q=library')
    const menus = html.split('class="filters"')[1]?.split('</nav>')[0] ?? ''
    const choices = [...menus.matchAll(/<a href="([^"]+)"><bdi>([^<]*)<\/bdi> <span class="n">([\d,]+)<\/span>/g)]
    expect(choices.length).toBeGreaterThan(8)
    for (const [, href = '', name, count] of choices) {
      const { text } = await view(href.replaceAll('&amp;', '&'))
      expect(text, `${name}: ${href}`).toMatch(new RegExp(`^${count} results?`))
    }
  })

  it('lose a filter by its chip, and keep the rest', async () => {
    const { html } = await view('/?q=redis+arch:arm64+-older:365d&sort=name')
    expect(html).toMatch(
      /class="chip" href="\/\?q=redis\+-older%3A365d&amp;sort=name" aria-label="Remove the filter arch:arm64"/,
    )
    expect(html).toMatch(/Sort<\/span> Name/)
  })

  it('of a word that was typed wrong are those of what was meant', async () => {
    const { text } = await view('/?q=reids')
    expect(text).toMatch(/Showing results for redis instead of “ reids ”/)
    expect(text).toMatch(/^6 results for redis/)
  })

  it('of a tag that is not there are those without it', async () => {
    expect((await view('/?q=redis:99')).text).toMatch(/No such tag: 99 \. These are found without it/)
  })

  it('may be none, and then there is something to try', async () => {
    const { text, status, html } = await view('/?q=qqqqzzzz')
    expect(status).toBe(200)
    expect(text).toMatch(/^Nothing found .*Nothing found for “ qqqqzzzz ” Try one of these: library\/alpine:latest/)
    expect(html).toContain('value="qqqqzzzz"')
    // There is nothing to narrow; but what narrows too much can be taken off.
    expect(html).not.toContain('class="filters"')
    expect((await view('/?q=redis+kind:plugin')).html).toContain('aria-label="Remove the filter kind:plugin"')
  })

  it('of what is no query are the reason, with the query kept', async () => {
    const { text, status, html } = await view('/?q=kind:x')
    expect(status).toBe(400)
    expect(text).toMatch(/This can’t be asked kind:x/)
    expect(html).toContain('value="kind:x"')
    expect(html).not.toContain('Did you mean')
    const wrong = await view('/?q=redis+kind:imag')
    expect(wrong.status).toBe(400)
    expect(wrong.text).toMatch(/Did you mean one of these\? redis kind:image/)
    expect(wrong.html).toContain('<a href="/?q=redis+kind%3Aimage"><bdi>redis kind:image</bdi></a>')
    expect((await view(`/?q=${'x'.repeat(300)}`)).status).toBe(400)
    expect((await view('/?cursor=nonsense')).status).toBe(400)
    expect((await view('/?q=a&sort=sideways')).status).toBe(400)
  })
})

describe('a repository', () => {
  it('has its tags with what each points to, and commands that pull', async () => {
    const { text, html, status } = await view('/r/payments/api')
    expect(status).toBe(200)
    expect(titleOf(html)).toBe('payments/api · Our registry')
    expect(text).toMatch(/payments \/ api payments\/api Payments HTTP API/)
    expect(text).toMatch(/docker pull registry\.example\.com\/payments\/api:latest/)
    expect(text).toMatch(/Tags 5 .* latest = 4\.12\.0 , 4 amd64 33\.6 MB/)
    expect(html).toContain('data-ref="registry.example.com/payments/api:4.11.2"')
    for (const part of [
      'href="/?q=namespace%3Apayments"',
      'href="/r/payments/api:4.11.3"',
      '/feed.atom?repository=payments%2Fapi',
    ])
      expect(html).toContain(part)
  })

  it('has 5,000 tags in pages of 50, by time, version and name, and those that begin so', async () => {
    const system = await pageWorld({ manyTags: 5000 })
    const path = '/r/platform/ci/nightly'
    const first = await view(path, {}, system)
    expect(first.text).toMatch(/Tags 5,000/)
    expect(first.html.match(/name="t"/g)).toHaveLength(50)
    expect(first.text).toMatch(/main-5000-\w+/)
    const next = /rel="next" href="([^"]+)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await view(next, {}, system)).text).toMatch(/main-4950-/)
    const some = await view(`${path}?start=main-12&order=name`, {}, system)
    expect(some.text).toMatch(/^50 tags and more beginning with main-12/)
    expect(some.html).toContain('value="main-12"')
    const none = await view(`${path}?start=none&order=name`, {}, system)
    expect(none.status).toBe(200)
  })

  it('says that no tag begins so', async () => {
    expect((await view('/r/payments/api?start=9')).text).toMatch(/No such tag No tag begins with “ 9 ”\. Show all/)
  })

  it('says that tags are broken, or can not be read, and has no command for the latter', async () => {
    const broken = await view('/r/warehouse/forecast')
    expect(broken.text).toMatch(/1 tag points to something missing/)
    expect(broken.text).toMatch(/1\.0\.0 broken/)
    const unreadable = await view('/r/legacy/unreadable')
    expect(unreadable.text).toMatch(/unreadable/)
    expect(unreadable.html).not.toContain('data-copy="docker')
  })

  it('of two layouts is the one that is asked for', async () => {
    const one = await view('/r/library/redis')
    expect(one.text).not.toContain('registry v1')
    const other = await view('/r/library/redis?layout=docker-v1')
    expect(other.text).toMatch(/registry v1/)
    expect(other.text).toMatch(/Docker could pull from one until 17\.12/)
    expect(other.html).toContain('/r/library/redis:v1?layout=docker-v1')
    expect((await view('/?q=library/redis')).html).toContain('href="/r/library/redis?layout=docker-v1"')
  })

  it('that is private is shown to those who sign in alone', async () => {
    const { text, status } = await view('/r/hidden/secret')
    expect(status).toBe(404)
    expect(text).toMatch(
      /Not in the index the index has no repository "hidden\/secret"; search for it Search for secret/,
    )
    expect((await view('/r/hidden/secret', SIGNED_IN)).text).toMatch(/hidden\/secret private registry v1/)
    for (const path of [
      '/',
      '/?q=secret',
      '/?q=namespace:hidden',
      '/r/hidden/secret:latest',
      '/compare?a=hidden/secret:latest&b=payments/api:4',
    ])
      expect((await view(path)).html.replaceAll(/(value="[^"]*"|<title>.*?<\/title>)/g, '')).not.toMatch(
        /href="\/r\/hidden/,
      )
  })
})

describe('a tag', () => {
  it('has all that is known of it', async () => {
    const { text, html } = await view('/r/payments/api:latest')
    expect(titleOf(html)).toBe('payments/api:latest · Our registry')
    expect(text).toMatch(/api :latest has a signature: Cosign Payments HTTP API/)
    expect(text).toMatch(/Layers # Size Share Digest 1 27\.9 MB/)
    expect(text).toMatch(/What it pointed to .* now = 4 , 4\.12\.0 .* = 4\.11\.3 compare .* = 4\.11\.2 compare/)
    expect(text).toMatch(/The same image :4 :4\.12\.0/)
    expect(text).toMatch(/Refers to this signature: Cosign/)
    expect(text).toMatch(/Built on library\/debian:13\.0/)
    expect(html).toContain('href="/?q=base%3Alibrary%2Fdebian%3A13.0"')
    expect(html).toContain('href="/?q=revision%3A81c382dc')
    expect(html).toContain('<a href="https://git.example.com/payments/api" rel="noopener noreferrer nofollow">')
  })

  it('has the platforms of an image index, and tags that are built on it', async () => {
    const { text } = await view('/r/library/debian:13.0')
    expect(text).toMatch(/Platforms Platform Size Share Layers Digest linux\/amd64 [\d.]+ MB 5/)
    expect(text).toMatch(/Built on this/)
    expect(text).toMatch(/Compressed size [\d.]+ MB all platforms/)
  })

  it('is found by its digest, also by that of one platform', async () => {
    const { html } = await view('/r/library/debian:13.0')
    const digests = [...html.matchAll(/\/r\/library\/debian@(sha256:[0-9a-f]{64})/g)].map(([, digest]) => digest)
    const child = await view(`/r/library/debian@${digests[0]}`)
    expect(child.status).toBe(200)
    expect(child.text).toMatch(
      /No tag points to it, but it is a part of these: : ?13\.0 linux\/amd64|:13\.0 linux\/amd64/,
    )
    const whole = await view(`/r/library/debian@${digests.at(-1)}`)
    expect(whole.text).toMatch(/docker pull registry\.example\.com\/library\/debian@sha256:/)
    const none = await view(`/r/library/debian@sha256:${'0'.repeat(64)}`)
    expect(none.status).toBe(404)
    expect(none.text).toMatch(/library\/debian has no manifest sha256:0/)
    const nonsense = await view('/r/library/debian@nonsense')
    expect(nonsense.status).toBe(400)
    expect(nonsense.text).toMatch(/"nonsense" is no digest; allowed are sha256: with 64/)
  })

  it('says what is wrong with it, and has no command where none can work', async () => {
    const unreadable = await view('/r/legacy/unreadable:broken')
    expect(unreadable.status).toBe(200)
    expect(unreadable.html).toContain('class="banner bad"')
    expect(unreadable.html).not.toContain('data-pull')
    expect((await view('/r/warehouse/forecast:1.0.0')).text).toMatch(/1 part missing .* linux\/arm64 missing/)
  })

  it('of a chart is pulled by helm, by its version', async () => {
    const { text } = await view('/r/charts/redis:20.1.0_build.5')
    expect(text).toMatch(/helm pull oci:\/\/registry\.example\.com\/charts\/redis --version 20\.1\.0\+build\.5/)
    expect(text).toMatch(/oras pull registry\.example\.com\/charts\/redis:20\.1\.0_build\.5/)
    expect(text).not.toMatch(/docker pull/)
  })

  it('has its keywords, and so has its repository', async () => {
    for (const path of ['/r/charts/redis', '/r/charts/redis:20.1.0'])
      expect((await view(path)).html, path).toMatch(/<dt>Keywords<\/dt><dd><bdi>key-value, caching &lt;b&gt;<\/bdi>/)
  })

  it('is shown without its past where the bucket can not be asked', async () => {
    const system = await pageWorld({ manyTags: 1 })
    system.bucket.failing.list = 'AccessDenied'
    const { status, text } = await view('/r/payments/api:latest', {}, system)
    expect(status).toBe(200)
    expect(text).not.toMatch(/What it pointed to/)
    expect(text).toMatch(/The same image/)
  })

  it('that is not there is 404, with a search for it', async () => {
    const { status, text } = await view('/r/payments/api:0.0.0')
    expect(status).toBe(404)
    expect(text).toMatch(/payments\/api has no tag "0\.0\.0" Search for api/)
    for (const path of ['/r/nobody', '/r/a:b:c', '/r/:x', '/r/@', '/r/%ff', '/r/a%2Fb:%2F', '/r/..%2f..'])
      expect((await view(path)).status, path).toBe(404)
  })
})

describe('a comparison', () => {
  it('says what only one has', async () => {
    const { text, html } = await view('/compare?a=payments/api:4.11.2&b=payments/api:4.12.0')
    expect(titleOf(html)).toBe('payments/api 4.11.2 → 4.12.0 · Our registry')
    expect(text).toMatch(
      /4 layers shared \(32\.6 MB\), 1 layer gone \(377 kB\), 1 layer new \(1\.00 MB\); \+628 kB in all/,
    )
    expect(text).toMatch(/version 4\.11\.2 4\.12\.0/)
    expect(text).not.toMatch(/licenses/)
  })

  it('is of two that were ticked, the newer one last', async () => {
    const answer = await request(world, '/compare?repository=payments%2Fapi&t=4.12.0&t=4.11.2')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/compare?a=payments%2Fapi%3A4.11.2&b=payments%2Fapi%3A4.12.0')
    for (const ticked of ['', '&t=4', '&t=4&t=latest&t=4.12.0'])
      expect((await view(`/compare?repository=payments%2Fapi${ticked}`)).text).toMatch(
        /two tags can be compared; \d are chosen/,
      )
  })

  it('may be of a digest, of one image, of an image and an image index, of what is not there', async () => {
    const { html } = await view('/r/payments/api:latest')
    const past = /\/compare\?a=([^"]+)"/.exec(html)?.[0].slice(0, -1).replaceAll('&amp;', '&') ?? ''
    expect((await view(past)).text).toMatch(/layers shared/)
    expect((await view('/compare?a=payments/api:4&b=payments/api:latest')).text).toMatch(/Both are the same image\./)
    expect((await view('/compare?a=payments/api:4&b=library/debian:13.0')).text).toMatch(/can’t be compared/)
    expect((await view('/compare?a=library/debian:13.0&b=library/debian:12.11')).text).toMatch(/platforms? gone/)
    expect((await view('/compare?a=payments/api:4&b=payments/api:nope')).status).toBe(404)
    expect((await view(`/compare?a=payments/api:4&b=payments/api@sha256:${'1'.repeat(64)}`)).status).toBe(404)
    expect((await view('/compare?a=payments/api&b=x')).status).toBe(404)
  })
})

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

it('the policy allows the sheet that is served, by its hash, and nothing that is unsafe', async () => {
  for (const path of ['/', '/?q=redis', '/r/payments/api', '/r/payments/api:latest', '/r/nobody', '/?q=kind:x']) {
    const { headers, html } = await view(path)
    const policy = headers.get('content-security-policy') ?? ''
    const sheet = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? ''
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(sheet).digest('base64')}'`)
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(policy).toContain("; img-src 'self' data:;")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(html).not.toMatch(/ style=/)
  }
})

// What the views of a repository, a tag and a comparison say, in each state.

import { beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../fakes/filled.ts'
import { request, SIGNED_IN } from '../../fakes/http.ts'
import { linkWriter } from '../../fakes/links.ts'
import { readView, titleOf, type ViewOptions } from '../../fakes/page-view.ts'
import { pageWorld } from '../../fakes/page-world.ts'
import { memorySystem } from '../../fakes/system.ts'

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld()
})

const LABEL = 'org.opencontainers.image.'

/** A registry of its own, and what links a manifest to a repository. */
const nested = () => {
  const system = memorySystem()
  const { revision } = linkWriter(system.layout, system.bucket.put)
  return { system, registry: system.registry, at: revision, platforms: ['linux/amd64', 'linux/arm64'] }
}

const view = (path: string, options: ViewOptions = {}, system: Parameters<typeof readView>[0] = world) =>
  readView(system, path, options)

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

  it('by its digest is of no tag: it has all tags that point to it, and no past', async () => {
    const tag = await (await request(world, '/api/repositories/payments/api/tags/latest')).json()
    const { digest } = tag as { digest: string }
    const { text, html } = await view(`/r/payments/api@${digest}`)
    expect(text).toMatch(/Tags that point to it :4 :4\.12\.0 :latest/)
    expect(text).not.toMatch(/What it pointed to|Link to this digest|The same image/)
    expect(html).toContain(`href="/api/repositories/payments/api/manifests/${digest}"`)
    expect((await view('/r/payments/api:4')).text).toMatch(/The same image :4\.12\.0 :latest/)
  })

  it('has each image in image indexes once, and is compared by them', async () => {
    const { registry, at, system, platforms } = nested()
    const { digest, all } = registry.pushNested('team/nested', 'v1', platforms)
    const other = registry.pushNested('team/nested', 'v2', platforms, { labels: { changed: 'yes' } })
    at('team/nested', digest)
    await run(system)
    const { text, html } = await view('/r/team/nested:v1', {}, system)
    expect(text.match(/linux\/(?:amd64|arm64) 1\.\d+ kB/g)).toHaveLength(2)
    for (const { image, inner } of all) {
      expect(html).toContain(`/r/team/nested@${image}`)
      expect(html).not.toContain(`/r/team/nested@${inner}"`)
    }
    const tags = await view('/compare?a=team/nested:v1&b=team/nested:v2', {}, system)
    expect(tags.text).toMatch(/0 platforms shared.*2 platforms gone.*2 platforms new/)
    // Of an image index that no tag points to, those in it are not read.
    registry.tag('team/nested', 'v1', other.digest)
    await run(system)
    const past = await view(`/compare?a=team/nested@${digest}&b=team/nested:v1`, {}, system)
    expect(past.text).toMatch(/0 platforms shared.*2 platforms gone.*2 platforms new/)
  })

  it('links to what has the same commit and base, whatever is written there', async () => {
    const base = '**'
    const texts = [
      ['main@sha1:6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e', 'alpine:3.20'],
      ['release of May', 'my base:1'],
      ['"quoted"', base],
    ] as const
    const { registry, system } = nested()
    for (const [at, [revision, name]] of texts.entries())
      registry.push('team/linked', `v${at}`, {
        labels: { [`${LABEL}revision`]: revision, [`${LABEL}base.name`]: name },
      })
    await run(system)
    for (const at of texts.keys()) {
      const { text, html } = await view(`/r/team/linked:v${at}`, {}, system)
      const links = [...html.matchAll(/href="(\/\?q=(?:revision|base)[^"]*)"/g)].map(([, link = '']) => link)
      expect(links, `v${at}`).toHaveLength(at === 2 ? 0 : 2)
      for (const link of links) {
        const found = await view(link.replaceAll('&amp;', '&'), {}, system)
        expect(found.status, link).toBe(200)
        expect(found.text, link).toMatch(/team ?\/ ?linked/)
      }
      expect(text).toMatch(
        [/Commit 6c9f1e3b5d7a Built on/, /Commit release of May Built on/, /Commit "quoted" Built on/][at] ?? /^$/,
      )
    }
  })

  it('says that an image index has more images than are kept', async () => {
    const { registry, system } = nested()
    const many = Array.from({ length: 60 }, (_, at) => `${'o'.repeat(30)}${at}/${'a'.repeat(25)}`)
    registry.pushIndex('team/wide', 'v1', many, { labels: { few: 'yes' } })
    registry.pushIndex('team/wide', 'v2', many.slice(0, 2))
    await run(system)
    const { text } = await view('/r/team/wide:v1', {}, system)
    expect(text).toMatch(/There are more, which are too many to be kept\./)
    expect(text).not.toMatch(/Some are too many/)
    expect((await view('/r/team/wide:v2', {}, system)).text).not.toMatch(/too many/)
  })

  it('says what it is, of every kind but images', async () => {
    const { registry, system } = nested()
    const kinds = [
      ['application/vnd.cncf.model.config.v1+json', 'AI model'],
      ['application/vnd.docker.compose.config.v1+json', 'Compose file'],
      ['application/vnd.cncf.flux.config.v1+json', 'bundle'],
      ['application/vnd.cncf.openpolicyagent.config.v1+json', 'policy'],
      ['application/vnd.opentofu.modulepkg', 'module'],
      ['application/vnd.devcontainers', 'dev container'],
      ['application/vnd.sylabs.sif.config.v1+json', 'Apptainer image'],
      ['application/vnd.example.config', 'artifact'],
    ] as const
    for (const [at, [type]] of kinds.entries())
      registry.tag(`kinds/of${at}`, 'v1', registry.artifact(type, [['application/octet-stream']]))
    await run(system)
    for (const [at, [type, word]] of kinds.entries())
      for (const path of [`/r/kinds/of${at}`, `/r/kinds/of${at}:v1`, `/?q=of${at}`])
        expect((await view(path, {}, system)).html, `${type} ${path}`).toContain(`<span class="badge">${word}</span>`)
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

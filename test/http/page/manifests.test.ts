// A manifest that no tag points to, and how images were made and run: what the page shows, to whom, and for which requests.

import { beforeEach, describe, expect, it } from 'vitest'
import { all, imageId } from '../../fakes/docker-v1.ts'
import { run } from '../../fakes/filled.ts'
import { request, SIGNED_IN } from '../../fakes/http.ts'
import { day, digestOf, linkWriter } from '../../fakes/links.ts'
import { memorySystem } from '../../fakes/system.ts'

const SECRET = 'TOKEN=hunter2'
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'

let system: ReturnType<typeof memorySystem>
let links: ReturnType<typeof linkWriter>
/** What `team/app:v1` pointed to, what it points to now, and an image index that no tag points to. */
let old: ReturnType<typeof image>
let now: ReturnType<typeof image>
let index = ''

/** An image of two layers, whose lower one others have too. */
const image = (name: string, commands = [`ADD rootfs ${SECRET}`, `RUN make ${name}`]) => {
  const config = JSON.stringify({
    ...{ os: 'linux', architecture: 'amd64' },
    config: {
      Env: [SECRET, `NAME=${name}`],
      Entrypoint: ['/entry', 'two words'],
      Cmd: ['--token', SECRET],
      ...{ User: 'me', WorkingDir: '/srv', ExposedPorts: { '80/tcp': {}, '443/tcp': {} } },
    },
    history: commands.map((created_by) => ({ created_by })),
  })
  const described = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: links.blob(config), size: 100 }
  const layers = ['base', name].map((one) => ({ mediaType: OCI_LAYER, digest: digestOf(one), size: 1000 }))
  const digest = links.blob(JSON.stringify({ schemaVersion: 2, config: described, layers }))
  return { digest, config: described.digest }
}

beforeEach(async () => {
  system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  links = linkWriter(system.layout, system.bucket.put)
  old = image('old')
  now = image('now')
  links.push('team/app', 'v1', old.digest, day(1))
  links.push('team/app', 'v1', now.digest, day(2))
  links.push('team/app', 'v1.0', now.digest, day(2))
  links.history('team/app', 'v1', old.digest, day(1))
  const attests = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': old.digest }
  const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: old.digest, size: 500 }
  const manifests = [
    { ...entry, platform: { os: 'linux', architecture: 'arm64' } },
    { ...entry, digest: digestOf('attestation'), annotations: attests },
  ]
  index = links.blob(JSON.stringify({ schemaVersion: 2, manifests }))
  links.revision('team/app', index)
  for (const name of ['other/app', 'other/index']) system.registry.push(name, 'v1')
  const nested = links.blob(JSON.stringify({ schemaVersion: 2, manifests: manifests.slice(0, 1) }))
  links.push('multi/app', 'v1', nested)
  all(system.v1.push('old/app', 'v1', [{ id: imageId('a') }]))
  all(system.v1.setPrivate('hidden/app', true))
  all(system.v1.push('hidden/app', 'v1', [{ id: imageId('a') }]))
  await run(system)
  system.bucket.calls.get.length = 0
  system.bucket.calls.list = 0
})

const view = async (path: string, options: Parameters<typeof request>[2] = SIGNED_IN) => {
  const answer = await request(system, path, { site: { title: 'Ours', pullHost: 'registry.example.com' }, ...options })
  const html = await answer.text()
  const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? ''
  const text = main
    .replaceAll(/<svg.*?<\/svg>/gs, '')
    .replaceAll(/<wbr[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
  return { status: answer.status, html, text }
}
const costs = () => [system.bucket.calls.list, system.bucket.calls.get.length]

describe('a manifest that no tag points to', () => {
  it('is shown with its layers, what made each, and how it runs, for a LIST and two GETs', async () => {
    const { status, html, text } = await view(`/r/team/app@${old.digest}`)
    expect(status).toBe(200)
    expect(costs()).toEqual([1, 2])
    expect(html).toContain(`<title>team/app@${old.digest.slice(7, 19)} · Ours</title>`)
    expect(text).toContain('No tag points to it.')
    expect(text).toContain(`docker pull registry.example.com/team/app@${old.digest}`)
    expect(text).toMatch(/Layers # .* Made by 1 1\.00 kB \w+ ADD rootfs TOKEN=hunter2 2 1\.00 kB \w+ RUN make old/)
    expect(text).toMatch(
      /Entry point \/entry "two words" Command --token TOKEN=hunter2 User me Working directory \/srv Ports 80\/tcp 443\/tcp Environment TOKEN=hunter2 NAME=old/,
    )
    expect(html).toContain(`href="/api/repositories/team/app/manifests/${old.digest}"`)
    const json = await request(system, `/api/repositories/team/app/manifests/${old.digest}`, SIGNED_IN)
    expect(json.status).toBe(200)
  })

  it('is shown without commands where they are withheld, which is said', async () => {
    for (const path of [`/r/team/app@${old.digest}`, '/r/team/app:v1']) {
      const { status, html, text } = await view(path, {})
      expect(status).toBe(200)
      expect(html).not.toMatch(/hunter2|RUN make|two words/)
      expect(text).toMatch(/User me Working directory \/srv Ports 80\/tcp 443\/tcp This registry withholds commands/)
    }
  })

  it('has the commands apart where it is not known which made which layer', async () => {
    const odd = image('odd', ['RUN one', 'RUN two', 'RUN three']).digest
    links.revision('team/app', odd)
    const { text } = await view(`/r/team/app@${odd}`)
    expect(text).not.toContain('# Size Share Digest Made by')
    expect(text).toMatch(/which made which layer is not known RUN one RUN two RUN three/)
  })

  it('may be an image index, whose images can be opened', async () => {
    const { text, html } = await view(`/r/team/app@${index}`)
    expect(text).toMatch(/Platforms Platform Digest linux\/arm64 \w{12}/)
    expect(text).not.toContain(digestOf('attestation').slice(7, 19))
    expect(html).toContain(`href="/r/team/app@${old.digest}"`)
  })

  it('may be a part of what a tag points to', async () => {
    links.revision('multi/app', old.digest)
    const { text } = await view(`/r/multi/app@${old.digest}`)
    expect(text).toMatch(/No tag points to it\. .* A part of :v1 linux\/arm64/)
    expect(text).toMatch(/RUN make old/)
  })

  it('says what is missing of it', async () => {
    system.bucket.remove(system.layout.blobKey(old.config))
    const noConfig = await view(`/r/team/app@${old.digest}`)
    expect(noConfig.status).toBe(200)
    expect(noConfig.html).toContain('class="banner bad"')
    expect(noConfig.text).toMatch(new RegExp(`${old.config}.* is missing`))
    expect(noConfig.text).toMatch(/Layers/)
    system.bucket.remove(system.layout.blobKey(old.digest))
    const nothing = await view(`/r/team/app@${old.digest}`)
    expect(nothing.status).toBe(200)
    expect(nothing.text).toMatch(new RegExp(`blob ${old.digest} is missing`))
    expect(nothing.html).not.toContain('data-pull')
  })

  it('is 404 in a repository that does not have it, without reading it', async () => {
    const { status, text } = await view(`/r/other/app@${old.digest}`)
    expect(status).toBe(404)
    expect(text).toContain(`other/app has no manifest ${old.digest}`)
    expect(costs()).toEqual([1, 0])
  })

  it('is 404 in a repository that the caller may not see, as if there were none, and nothing is asked of the bucket', async () => {
    for (const at of [
      (name: string) => `/r/${name}@${old.digest}`,
      (name: string) => `/compare?a=team/app:v1&b=${name}@${old.digest}`,
    ]) {
      const [hidden, absent] = [await view(at('hidden/app'), {}), await view(at('absent/app'), {})]
      expect(hidden.status).toBe(404)
      expect(hidden.html.replaceAll('hidden/app', 'absent/app')).toBe(absent.html)
    }
    expect(costs()).toEqual([0, 0])
  })

  it('is not there in a registry v1, which is said', async () => {
    const { status, text } = await view(`/r/old/app@${old.digest}`)
    expect(status).toBe(404)
    expect(text).toMatch(/registry v1, which has images and no manifests/)
  })

  it('is shown while search loads, with the tags that have it', async () => {
    const loading = { ...SIGNED_IN, isLoading: true }
    expect((await view(`/r/team/app@${old.digest}`, loading)).text).toContain('No tag points to it')
    expect((await view(`/r/multi/app@${old.digest}`, loading)).text).toMatch(/a part of these: :v1 linux\/arm64/)
    expect((await view(`/r/other/app@${old.digest}`, loading)).status).toBe(404)
  })

  it('is to be asked again where S3 fails and nothing else tells', async () => {
    system.bucket.failing.list = 'SlowDown'
    const { status, text } = await view(`/r/team/app@${old.digest}`)
    expect(status).toBe(503)
    expect(text).toContain('the registry bucket can&#39;t be read just now (SlowDown); try again')
    const within = await view(`/r/multi/app@${old.digest}`)
    expect(within.status).toBe(200)
    expect(within.text).toMatch(/it is a part of these: :v1 linux\/arm64 Just now it can’t be read what it is/)
  })
})

describe('a tag', () => {
  it('shows what made its layers and how it runs, for two LISTs, one of its history, and two GETs', async () => {
    const { text } = await view('/r/team/app:v1')
    expect(text).toMatch(/ADD rootfs TOKEN=hunter2 .* RUN make now/)
    expect(text).toMatch(/How it runs Entry point \/entry "two words"/)
    expect(costs()).toEqual([2, 2])
  })

  it('of an image index asks nothing more', async () => {
    await view('/r/multi/app:v1')
    expect(costs()).toEqual([1, 0])
  })

  it.each(['SlowDown', 'AccessDenied', 'NoSuchBucket'])('is shown without them where S3 answers %s', async (code) => {
    for (const failing of [{ get: code }, { get: code, list: code }]) {
      Object.assign(system.bucket.failing, failing)
      const { status, text, html } = await view('/r/team/app:v1')
      expect(status).toBe(200)
      expect(text).not.toMatch(/hunter2|Entry point/)
      expect(text).toMatch(/Layers # .* Labels|Layers # /)
      expect(html).not.toContain('class="banner bad"')
      expect(text).toContain('docker pull registry.example.com/team/app:v1')
    }
  })

  it('is shown without them where its repository has no link of its manifest', async () => {
    const { status, text } = await view('/r/other/app:v1')
    expect(status).toBe(200)
    expect(text).not.toContain('How it runs')
  })

  it('has in its history which tags point to what it pointed to, and all of it can be opened and compared', async () => {
    links.push('team/app', 'kept', old.digest, day(3))
    await run(system)
    const { html, text } = await view('/r/team/app:v1')
    expect(text).toMatch(/What it pointed to .* now = v1\.0 .* = kept compare/)
    const past = /<ol class="history">.*?<\/ol>/s.exec(html)?.[0] ?? ''
    const addresses = [...past.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
    expect(addresses.length).toBeGreaterThan(3)
    for (const address of addresses) expect((await view(address)).status, address).toBe(200)
  })
})

describe('a comparison', () => {
  it('may be of manifests that no tag points to', async () => {
    const { status, html, text } = await view(`/compare?a=team/app@${old.digest}&b=team/app:v1`)
    expect(status).toBe(200)
    expect(text).toMatch(/1 layer shared \(1\.00 kB\), 1 layer gone \(1\.00 kB\), 1 layer new \(1\.00 kB\)/)
    expect(html).toContain(`href="/r/team/app@${old.digest}"`)
    const both = await view(`/compare?a=team/app@${old.digest}&b=team/app@${old.digest}`)
    expect(both.text).toContain('Both are the same image.')
  })

  it('of an image index that no tag points to says no sizes that it does not know', async () => {
    const other = links.blob(JSON.stringify({ schemaVersion: 2, manifests: [{ digest: now.digest, size: 500 }] }))
    links.revision('team/app', other)
    const { text } = await view(`/compare?a=team/app@${index}&b=team/app@${other}`)
    expect(text).toMatch(/0 platforms shared \(0 B\), 1 platform gone, 1 platform new\./)
  })

  it('is 400 of what is no digest, 404 of what is not there', async () => {
    expect((await view('/compare?a=team/app@x&b=team/app:v1')).status).toBe(400)
    expect((await view(`/compare?a=team/app@${digestOf('none')}&b=team/app:v1`)).status).toBe(404)
  })
})

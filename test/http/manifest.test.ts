// A manifest by its digest: who gets what, and what it costs.

import { beforeEach, describe, expect, it } from 'vitest'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { request, SIGNED_IN } from '../fakes/http.ts'
import { digestOf, linkWriter } from '../fakes/links.ts'
import { memorySystem } from '../fakes/system.ts'

const SECRET = 'TOKEN=hunter2'

let system: ReturnType<typeof memorySystem>
let digest = ''
beforeEach(async () => {
  system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  const links = linkWriter(system.layout, system.bucket.put)
  const config = JSON.stringify({
    config: {
      Env: [SECRET],
      Entrypoint: ['/entry', SECRET],
      Cmd: [SECRET],
      User: 'me',
      ExposedPorts: { '80/tcp': {} },
    },
    history: [{ created_by: `RUN ${SECRET}` }],
  })
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('layer'), size: 7 }
  const image = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: links.blob(config), size: 1 }
  digest = links.blob(JSON.stringify({ schemaVersion: 2, config: image, layers: [layer] }))
  links.push('team/app', 'v1', digest)
  for (const name of ['other/app', 'team/manifests', 'team/tags', 'team']) system.registry.push(name, 'v1')
  links.revision('team/tags', digest)
  all(system.v1.push('old/app', 'v1', [{ id: imageId('a') }]))
  all(system.v1.setPrivate('hidden/app', true))
  all(system.v1.push('hidden/app', 'v1', [{ id: imageId('a') }]))
  await run(system)
  system.bucket.calls.get.length = 0
  system.bucket.calls.list = 0
})

const path = (name: string, of = digest) => `/api/repositories/${name}/manifests/${of}`
const bodyOf = async (answer: Response) => [answer.status, await answer.json()] as const

describe('a manifest by its digest', () => {
  it('is shown with commands and environment to who signed in, for a LIST and two GETs', async () => {
    const [status, body] = await bodyOf(await request(system, path('team/app'), SIGNED_IN))
    expect(status).toBe(200)
    expect(body).toEqual({
      repository: 'team/app',
      layout: 'distribution',
      digest,
      pushedAt: '2026-11-01T12:00:00Z',
      kind: 'image',
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platforms: [],
      configDigest: expect.stringMatching(/^sha256:/),
      size: 8,
      layers: [
        {
          digest: digestOf('layer'),
          mediaType: 'application/vnd.oci.image.layer.v1.tar',
          size: 7,
          command: `RUN ${SECRET}`,
        },
      ],
      entrypoint: ['/entry', SECRET],
      cmd: [SECRET],
      environment: [SECRET],
      user: 'me',
      ports: ['80/tcp'],
    })
    expect([system.bucket.calls.list, system.bucket.calls.get.length]).toEqual([1, 2])
  })

  it('is shown without them where nobody signs in, and says so', async () => {
    const answer = await request(system, path('team/app'))
    const text = await answer.text()
    expect(text).not.toContain('hunter2')
    const body = JSON.parse(text)
    expect(body).toMatchObject({ withheld: true, user: 'me', ports: ['80/tcp'], layers: [{ size: 7 }] })
    for (const name of ['entrypoint', 'cmd', 'environment', 'commands']) expect(body).not.toHaveProperty(name)
  })

  it('tells what is invalid of them only where they are shown, since it shows how values begin', async () => {
    const config = JSON.stringify({ config: { Env: SECRET, Entrypoint: { [SECRET]: 1 } }, history: SECRET })
    const links = linkWriter(system.layout, system.bucket.put)
    const image = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: links.blob(config), size: 1 }
    const odd = links.blob(JSON.stringify({ schemaVersion: 2, config: image, layers: [] }))
    links.revision('team/app', odd)
    const [hidden, shown] = await Promise.all(
      [false, true].map(async (showsCommands) =>
        (await request(system, path('team/app', odd), { showsCommands })).text(),
      ),
    )
    expect(hidden).not.toContain('hunter2')
    expect(JSON.parse(hidden ?? '')).toMatchObject({ withheld: true })
    expect(JSON.parse(shown ?? '').problem).toContain('hunter2')
  })

  it('is shown either way by the setting, whoever signs in', async () => {
    const shown = await (await request(system, path('team/app'), { showsCommands: true })).text()
    const hidden = await (await request(system, path('team/app'), { ...SIGNED_IN, showsCommands: false })).text()
    expect([shown.includes('hunter2'), hidden.includes('hunter2')]).toEqual([true, false])
  })

  it('says nothing of withholding where there is nothing to withhold', async () => {
    const plain = system.registry.manifest().digest
    linkWriter(system.layout, system.bucket.put).revision('team/app', plain)
    expect((await bodyOf(await request(system, path('team/app', plain))))[1]).not.toHaveProperty('withheld')
  })

  it('is 404 for a repository that does not have it, without reading it', async () => {
    const [status, body] = await bodyOf(await request(system, path('other/app')))
    expect(status).toBe(404)
    expect(body).toMatchObject({ detail: `other/app has no manifest ${digest}` })
    expect(system.bucket.calls.get).toEqual([])
  })

  it('is asked of nothing in the bucket for a repository that the caller may not see, as if there were none', async () => {
    const hidden = await request(system, path('hidden/app'))
    const missing = await request(system, path('absent/app'))
    expect(hidden.status).toBe(404)
    expect((await hidden.text()).replace('hidden', 'absent')).toBe(await missing.text())
    expect([system.bucket.calls.list, system.bucket.calls.get.length]).toEqual([0, 0])
  })

  it('is not there in a registry v1, which is said', async () => {
    const [status, body] = await bodyOf(await request(system, path('old/app')))
    expect(status).toBe(404)
    expect(body).toMatchObject({ detail: expect.stringMatching(/registry v1, which has images and no manifests/) })
  })

  it.each(['sha256:ab', 'sha1:abc', ':', 'sha256:', `SHA256:${'A'.repeat(64)}`, 'a:b%2Fc', 'x:%E0%A4%A'])(
    '%s is no digest',
    async (wrong) => {
      const [status, body] = await bodyOf(await request(system, path('team/app', wrong)))
      expect(status).toBe(400)
      expect(body).toMatchObject({ detail: expect.stringMatching(/is no digest; allowed are sha256:/) })
    },
  )

  it('may be asked for with an encoded colon, and of a name with any parts', async () => {
    const encoded = encodeURIComponent(digest)
    for (const asked of ['team/app', 'team%2Fapp', 'team/tags', 'team/tags/-'])
      expect((await request(system, path(asked, encoded))).status, asked).toBe(200)
    // Whose names are as the paths of this route.
    for (const asked of ['team/manifests', 'team/manifests/tags', 'team/manifests/tags/v1'])
      expect((await request(system, `/api/repositories/${asked}`)).status, asked).toBe(200)
  })

  it('whose config may not be read is shown with the reason', async () => {
    const { configDigest } = (await (await request(system, path('team/app'), SIGNED_IN)).json()) as {
      configDigest: string
    }
    const fresh = { ...system, bucket: { ...system.bucket, bucket: { ...system.bucket.bucket } } }
    fresh.bucket.bucket.get = (key, maxBytes) =>
      key === system.layout.blobKey(configDigest)
        ? Promise.reject(new BucketError(key, 'AccessDenied', undefined))
        : system.bucket.bucket.get(key, maxBytes)
    const [status, body] = await bodyOf(await request(fresh, path('team/app'), SIGNED_IN))
    expect(status).toBe(200)
    expect(body).toMatchObject({ layers: [{ size: 7 }], problem: expect.stringMatching(/may not be read/) })
  })
})

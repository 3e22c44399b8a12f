import { describe, expect, it } from 'vitest'
import { DISTRIBUTION } from '../../../lambda/names/layouts.ts'
import { listObjects } from '../../../lambda/registry/listing.ts'
import { digestOf } from '../../fakes/links.ts'
import { memoryBucket } from '../../fakes/memory-bucket.ts'
import { storedRegistry } from '../../fakes/stored-registry.ts'

describe('countStorage', () => {
  it('counts for every repository all linked bytes, those that only it links, and shared ones', async () => {
    const { blob, layer, push, count } = storedRegistry()
    const [base, own, app, other] = [blob('base'.repeat(10)), blob('own'), blob('manifest'), blob('another')]
    for (const repository of ['team/app', 'redis']) layer(repository, base)
    layer('team/app', own)
    push('team/app', 'v1', app)
    push('team/app', 'latest', app)
    push('redis', 'latest', other)
    const none = { untagged: { count: 0, bytes: 0 }, brokenLinks: 0, uploads: { count: 0, bytes: 0 } }
    expect(await count()).toEqual({
      repositories: [
        { name: 'team/app', tags: 2, logicalBytes: 51, uniqueBytes: 11, sharedBytes: 40, ...none },
        { name: 'redis', tags: 1, logicalBytes: 47, uniqueBytes: 7, sharedBytes: 40, ...none },
      ],
      tags: 3,
      blobs: { count: 4, bytes: 58 },
      unlinked: { count: 0, bytes: 0 },
      childrenUnknown: 0,
      ...none,
    })
  })

  it('counts blobs without a link, links without a blob, and uploads', async () => {
    const { blob, layer, revision, upload, count } = storedRegistry()
    blob('nobody needs it')
    layer('a', digestOf('gone'))
    revision('a', digestOf('gone'))
    upload('a', 'one', 'data', '12345')
    upload('a', 'one', 'hashstates/sha256/0', '123')
    upload('a', 'two', 'startedat', '1')
    upload('a/b', 'two', 'startedat', '1')
    const { repositories, unlinked, brokenLinks, uploads } = await count()
    expect(unlinked).toEqual({ count: 1, bytes: 15 })
    expect(brokenLinks).toBe(2)
    expect(uploads).toEqual({ count: 3, bytes: 10 })
    expect(repositories.map(({ name, uploads }) => [name, uploads])).toEqual([
      ['a', { count: 2, bytes: 9 }],
      ['a/b', { count: 1, bytes: 1 }],
    ])
  })

  it('counts a blob once if a repository links it as layer and as manifest', async () => {
    const { blob, layer, push, count } = storedRegistry()
    const manifest = blob('manifest')
    layer('a', manifest)
    push('a', 'v1', manifest)
    expect((await count()).repositories).toMatchObject([{ logicalBytes: 8, uniqueBytes: 8, sharedBytes: 0 }])
  })

  it('tells repositories apart whose names have a common prefix', async () => {
    const { blob, layer, push, count } = storedRegistry(1)
    const names = ['a', 'a-b', 'a/0', 'a/b', 'a0', 'a_b', 'a.b/c']
    for (const name of names) {
      layer(name, blob(name))
      push(name, 'v1', blob(`${name} manifest`))
    }
    const { repositories } = await count()
    expect(repositories.map(({ name }) => name).sort()).toEqual([...names].sort())
    for (const { name, tags, logicalBytes, uniqueBytes } of repositories) {
      expect([tags, uniqueBytes]).toEqual([1, 2 * name.length + ' manifest'.length])
      expect(logicalBytes).toBe(uniqueBytes)
    }
  })

  it('accepts sha512 digests', async () => {
    const { layout, put, revision, current, count } = storedRegistry()
    const digest = digestOf('long', 'sha512')
    put(layout.blobKey(digest), 'long')
    revision('a', digest)
    current('a', 'v1', digest)
    expect((await count()).repositories).toMatchObject([{ tags: 1, logicalBytes: 4, untagged: { count: 0 } }])
  })

  it('skips keys that no current registry writes', async () => {
    const { layout, put, blob, push, count } = storedRegistry()
    push('a', 'v1', blob('x'))
    const before = await count()
    // The blob is missing, so that the link would count as broken if it were not skipped.
    const link = `${digestOf('y').replace(':', '/')}/link`
    const home = `${layout.prefix}a`
    for (const key of [
      `${home}/_manifests/revisions/${link.slice(0, -'/link'.length)}/signatures/${link}`,
      `${home}/_layers/tarsum/v1/${link}`,
      `${home}/_layers/`,
      `${home}/_layers/${link}/`,
      `${home}/_layers/${link.slice(0, -'/link'.length)}/data`,
      `${home}/_layers/sha256/abc/link`,
      `${home}/_layers/constructor/abc/link`,
      `${home}/_uploads/`,
      `${home}/_uploads/id/`,
      `${home}/_uploads//data`,
      `${home}/_manifests/tags/v2/`,
      `${home}/_manifests/tags/-v2/current/link`,
      `${home}/_manifests/tags/v2/current/link/more`,
      `${home}/_manifests/tags/__proto__/current/other`,
      `${home}/_other/${link}`,
      `${layout.prefix}Upper/_layers/${link}`,
      `${layout.prefix}/_layers/${link}`,
      `${layout.prefix}_layers/${link}`,
      layout.prefix,
      `sub/${DISTRIBUTION.blobs}`,
      `sub/${DISTRIBUTION.blobs}sha256/`,
      `${layout.blobKey(digestOf('y'))}/`,
      layout.blobKey(digestOf('y')).replace(/\/..\/(?=[^/]+\/data$)/, '/zz/'),
      layout.blobKey('sha256:abc'),
      layout.blobKey('md5:d41d8cd98f00b204e9800998ecf8427e'),
      `${layout.blobKey(digestOf('y'))}2`,
    ])
      put(key, 'garbage')
    expect(await count()).toEqual(before)
  })

  it('counts repositories and tags that are named like properties of objects', async () => {
    const { blob, push, count } = storedRegistry()
    push('constructor', '__proto__', blob('x'))
    push('constructor', 'toString', blob('x'))
    expect((await count()).repositories).toMatchObject([{ name: 'constructor', tags: 2, uniqueBytes: 1 }])
  })

  it('returns zeros for an empty bucket', async () => {
    expect(await storedRegistry().count()).toMatchObject({ repositories: [], tags: 0, blobs: { count: 0, bytes: 0 } })
  })

  it('sends one LIST per 1,000 objects, and reads none of them', async () => {
    const { blob, layer, calls, count } = storedRegistry()
    for (let at = 0; at < 2500; at++) blob(`${at}`)
    for (let at = 0; at < 3100; at++) layer(at < 900 ? 'a' : 'b', digestOf(`${at}`))
    expect((await count()).blobs.count).toBe(2500)
    expect(calls).toEqual({ list: 3 + 4, get: [] })
  })
})

describe('listObjects', () => {
  it('rejects if the listing fails', async () => {
    const { bucket, failing } = memoryBucket()
    failing.list = 'AccessDenied'
    await expect(listObjects(bucket, '').next()).rejects.toThrow('AccessDenied')
  })
})

import { describe, expect, it } from 'vitest'
import { cleanupWorld, day, digestOf, EVERYTHING, referrersTag } from './cleanup-world.ts'

const OLD = { oldBefore: EVERYTHING.oldBefore }

describe('an untagged manifest', () => {
  it('is listed, with the bytes that nothing else needs', async () => {
    const world = cleanupWorld()
    const { image, link, bytes } = world
    const first = image('base', 'first')
    link.push('app', 'v1', first)
    const second = image('base', 'second')
    link.push('app', 'v1', second)
    const { repositories, freed, unneeded } = await world.advise()
    expect(repositories).toEqual([
      {
        name: 'app',
        bytes: freed.bytes,
        deletions: [
          { reason: 'untagged', digest: first, tags: [], pushedAt: '2026-11-01T12:00:00Z', bytes: freed.bytes },
        ],
      },
    ])
    const config = digestOf(JSON.stringify({ config: ['base', 'first'], more: {} }))
    expect(freed).toEqual({ count: 3, bytes: bytes(first, config, digestOf('first')) })
    expect(unneeded).toEqual({ count: 0, bytes: 0 })
  })

  it('stays if it was just pushed, and so does all that belongs to it', async () => {
    const world = cleanupWorld()
    const { image, index, artifact, link } = world
    const child = image('child')
    const pushed = index([child])
    link.revision('app', child)
    link.revision('app', artifact('sbom', pushed))
    link.revision('app', pushed, day(20))
    expect(await world.lines()).toEqual([])
    link.revision('app', pushed, day(19))
    expect(await world.lines()).toHaveLength(3)
  })

  it('stays where others are listed only', async () => {
    const world = cleanupWorld()
    const { image, index, link } = world
    const child = image('child')
    const other = index([child])
    link.revision('app', child)
    link.revision('app', other)
    expect(await world.lines({ kinds: new Set(['old', 'cache', 'dangling']) })).toEqual([])
  })

  it('stays where a tag stays whose manifest is missing, for it may be an entry of that', async () => {
    const world = cleanupWorld()
    const { image, index, link, removeBlob } = world
    const child = image('child')
    const list = index([child])
    link.revision('app', child)
    link.push('app', 'v1', list)
    removeBlob(list)
    expect(await world.lines({ isKept: (tag) => tag === 'v1' })).toEqual([])
    expect(await world.lines()).toEqual(['app dangling v1', `app untagged ${child}`])
  })

  it('comes before the entries that it has, however they share them', async () => {
    const world = cleanupWorld()
    const { image, index, link } = world
    const [leaf, other] = [image('leaf'), image('other')]
    const inner = index([leaf, other])
    const outer = index([leaf, inner])
    for (const digest of [leaf, other, inner, outer]) link.revision('app', digest)
    const order = (await world.lines()).map((line) => line.split(' ')[2])
    expect(order.slice(0, 2)).toEqual([outer, inner])
    expect(new Set(order.slice(2))).toEqual(new Set([leaf, other]))
  })
})

describe('a tag', () => {
  it('is old if it was not pushed for so long', async () => {
    const world = cleanupWorld()
    const { image, link } = world
    const [old, young] = [image('old'), image('young')]
    link.push('app', 'old', old, day(14))
    link.push('app', 'young', young, day(15))
    expect(await world.lines()).toEqual([])
    expect(await world.lines(OLD)).toEqual([`app old ${old} old`])
    expect(await world.lines({ ...OLD, isKept: (tag) => tag === 'old' })).toEqual([])
    expect(await world.lines({ ...OLD, isCovered: (name) => name !== 'app' })).toEqual([])
  })

  it('is listed alone if another tag of its manifest stays', async () => {
    const world = cleanupWorld()
    const digest = world.image('x')
    world.link.push('app', 'old', digest, day(2))
    world.link.push('app', 'latest', digest, day(18))
    expect(await world.lines(OLD)).toEqual(['app old old'])
    expect((await world.advise(OLD)).freed).toEqual({ count: 0, bytes: 0 })
  })

  it('is listed with all others of its manifest', async () => {
    const world = cleanupWorld()
    const digest = world.image('x')
    for (const tag of ['a', 'b']) world.link.push('app', tag, digest, day(2))
    expect(await world.lines(OLD)).toEqual([`app old ${digest} a b`])
  })

  it('is listed alone if its manifest is an entry of an image index that stays', async () => {
    const world = cleanupWorld()
    const { image, index, link } = world
    const child = image('amd64')
    link.push('app', 'v1-amd64', child, day(2))
    link.push('app', 'v1', index([child]), day(18))
    expect(await world.lines(OLD)).toEqual(['app old v1-amd64'])
  })

  it('takes the entries of its image index with it, but for those that others need or that have a tag', async () => {
    const world = cleanupWorld()
    const { image, index, link } = world
    const [own, shared, tagged] = [image('own'), image('shared'), image('tagged')]
    const old = index([own, shared, tagged])
    for (const child of [own, shared]) link.revision('app', child, day(2))
    link.push('app', 'v1', old, day(2))
    link.push('app', 'v2', index([shared]), day(18))
    link.push('app', 'arm', tagged, day(18))
    expect(await world.lines(OLD)).toEqual([`app old ${old} v1`, `app follows ${own}`])
  })

  it('is read where the listing does not prove what it points to, as in a bucket encrypted by SSE-KMS', async () => {
    const world = cleanupWorld()
    const digest = world.image('x')
    world.link.revision('app', digest)
    // No history proves it.
    world.link.current('app', 'v1', `${digest}\n`)
    expect(await world.lines()).toEqual([])
  })
})

describe('a build cache', () => {
  it('is listed by its kind, and needs its layers', async () => {
    const world = cleanupWorld()
    const { buildCache, image, link, bytes } = world
    const cache = buildCache('layer', 'shared')
    link.push('app', 'buildcache', cache, day(19))
    link.push('app', 'v1', image('shared'), day(19))
    expect(await world.lines()).toEqual([`app cache ${cache} buildcache`])
    const { freed } = await world.advise()
    expect(freed).toEqual({ count: 3, bytes: bytes(cache, digestOf('layer'), digestOf('cache layer,shared')) })
    expect(await world.lines({ kinds: new Set(['untagged']) })).toEqual([])
  })

  it('may be a layer as an image, which its config tells and its tag', async () => {
    const world = cleanupWorld()
    const { json, link } = world
    const config = link.blob(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {} }))
    const layer = link.blob('cached')
    const digest = json({
      schemaVersion: 2,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 1 },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer, size: 1 }],
    })
    const key = 'ab'.repeat(32)
    link.push('app/cache', key, digest)
    link.push('app/cache', 'v1', digest)
    expect(await world.lines()).toEqual([`app/cache cache ${key}`])
    expect(await world.lines({ isKept: (tag) => tag === 'v1' })).toEqual([`app/cache cache ${key}`])
  })
})

describe('a dangling tag', () => {
  it.each(['layer', 'config'])('is one whose %s is missing', async (what) => {
    const world = cleanupWorld()
    const { image, link, removeBlob } = world
    const digest = image('layer')
    link.push('app', 'v1', digest)
    removeBlob(what === 'layer' ? digestOf('layer') : digestOf(JSON.stringify({ config: ['layer'], more: {} })))
    expect(await world.lines()).toEqual([`app dangling ${digest} v1`])
    expect(await world.lines({ kinds: new Set(['untagged', 'cache']) })).toEqual([])
  })

  it('is listed without its manifest where that is missing, or has no link', async () => {
    const world = cleanupWorld()
    const { image, link, removeBlob } = world
    const [gone, unlinked] = [image('gone'), image('unlinked')]
    link.push('app', 'gone', gone)
    removeBlob(gone)
    link.current('app', 'nothing', 'no digest')
    link.current('app', 'unlinked', unlinked)
    expect(await world.lines()).toEqual(['app dangling gone', 'app dangling nothing', 'app dangling unlinked'])
  })

  it('is no image index that lacks some of its entries only', async () => {
    const world = cleanupWorld()
    const { image, index, link, removeBlob } = world
    const [whole, broken] = [image('whole'), image('broken')]
    for (const child of [whole, broken]) link.revision('app', child)
    link.push('app', 'v1', index([whole, broken, digestOf('never pushed')]))
    removeBlob(broken)
    expect(await world.lines()).toEqual([])
    removeBlob(digestOf('whole'))
    expect((await world.lines())[0]).toMatch(/^app dangling sha256:[0-9a-f]+ v1$/)
    removeBlob(whole)
    expect((await world.lines())[0]).toMatch(/^app dangling sha256:[0-9a-f]+ v1$/)
  })

  it('is none that lacks layers which come from elsewhere', async () => {
    const world = cleanupWorld()
    const { json, link } = world
    const foreign = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
    const layers = [
      { mediaType: foreign, digest: digestOf('windows') },
      { mediaType: 'x/y', digest: digestOf('elsewhere'), urls: ['https://example.com/layer'] },
    ]
    link.push('app', 'v1', json({ schemaVersion: 2, layers }))
    expect(await world.lines()).toEqual([])
  })

  it('is none that was just pushed', async () => {
    const world = cleanupWorld()
    world.link.push('app', 'v1', digestOf('not there yet'), day(20))
    expect(await world.lines()).toEqual([])
  })
})

describe('a referrer', () => {
  const signed = () => {
    const world = cleanupWorld()
    const { image, index, artifact, signature, link } = world
    const subject = image('app')
    const sbom = artifact('sbom', subject)
    const [signatures, list] = [signature(subject), index([sbom])]
    link.revision('app', sbom, day(3))
    link.push('app', referrersTag(subject), list, day(3))
    link.push('app', referrersTag(subject, '.sig'), signatures, day(3))
    return { ...world, subject, sbom, signatures, list }
  }

  it('stays as long as what it is about, however old it is', async () => {
    const world = signed()
    world.link.push('app', 'v1', world.subject, day(18))
    expect(await world.lines(OLD)).toEqual([])
    world.link.push('app', 'other', world.artifact('other'), day(18))
    world.link.revision('app', world.artifact('untagged', world.subject), day(3))
    expect(await world.lines(OLD)).toEqual([])
  })

  it('goes with what it is about, however young it is', async () => {
    const world = signed()
    const { subject, list, signatures, sbom, link } = world
    link.push('app', 'v1', subject, day(2))
    link.push('app', referrersTag(subject), list, day(21))
    link.revision('app', sbom, day(21))
    expect((await world.lines(OLD)).sort()).toEqual(
      [
        `app old ${subject} v1`,
        `app follows ${list} ${referrersTag(subject)}`,
        `app follows ${signatures} ${referrersTag(subject, '.sig')}`,
        `app follows ${sbom}`,
      ].sort(),
    )
    expect(await world.lines({ ...OLD, isKept: (tag) => tag.endsWith('.sig') })).toContain(`app follows ${sbom}`)
    expect((await world.lines({ ...OLD, isKept: (tag) => tag.endsWith('.sig') })).join()).not.toContain(signatures)
  })

  it('goes with what was untagged', async () => {
    const world = signed()
    world.link.revision('app', world.subject, day(2))
    expect(await world.lines()).toHaveLength(4)
  })

  it('stays where what it is about is in another repository, and else is a tag as others', async () => {
    const world = cleanupWorld()
    const { image, signature, link } = world
    const subject = image('app')
    const signatures = signature(subject)
    link.push('signatures', referrersTag(subject, '.sig'), signatures, day(3))
    expect(await world.lines(OLD)).toEqual([`signatures old ${signatures} ${referrersTag(subject, '.sig')}`])
    link.push('app', 'v1', subject, day(18))
    expect(await world.lines(OLD)).toEqual([])
  })

  it('is no image that is tagged as one', async () => {
    const world = cleanupWorld()
    const { image, index, link } = world
    const [subject, other] = [image('subject'), image('other')]
    link.push('app', 'v1', subject, day(2))
    link.push('app', referrersTag(subject), index([other]), day(18))
    link.push('app', referrersTag(subject, '.sig'), other, day(18))
    expect(await world.lines(OLD)).toEqual([`app old ${subject} v1`])
  })
})

describe('bytes', () => {
  it('count a layer once, and for none of the repositories that both need it', async () => {
    const world = cleanupWorld()
    const { image, link, bytes } = world
    for (const name of ['a', 'b']) link.revision(name, image('shared', name))
    const { repositories, freed } = await world.advise()
    expect(freed.bytes).toBe(repositories.reduce((sum, one) => sum + one.bytes, bytes(digestOf('shared'))))
  })

  it('count nothing that a manifest of another repository needs', async () => {
    const world = cleanupWorld()
    const digest = world.image('shared')
    world.link.revision('a', digest)
    world.link.push('b', 'v1', digest)
    const { freed, repositories } = await world.advise()
    expect(freed).toEqual({ count: 0, bytes: 0 })
    expect(repositories).toMatchObject([{ name: 'a', bytes: 0, deletions: [{ digest, bytes: 0 }] }])
  })

  it('of one deletion are what it frees by itself', async () => {
    const world = cleanupWorld()
    const { image, link, bytes } = world
    for (const name of ['1', '2']) link.revision('a', image('shared', name))
    const { repositories } = await world.advise()
    const [{ bytes: all, deletions } = { bytes: 0, deletions: [] }] = repositories
    expect(all).toBe(deletions.reduce((sum, one) => sum + one.bytes, bytes(digestOf('shared'))))
  })

  it('of what no manifest needs are told apart', async () => {
    const world = cleanupWorld()
    world.link.layer('a', world.link.blob('forgotten'))
    expect((await world.advise()).unneeded).toEqual({ count: 1, bytes: 9 })
  })
})

describe('a repository', () => {
  it('is left out if one of its manifests can not be read, for what that needs is unknown', async () => {
    const world = cleanupWorld()
    const { image, link, memory, layout } = world
    for (const name of ['bad', 'good']) link.revision(name, image(name))
    const broken = [digestOf('expected'), link.blob('no json'), link.blob(' '.repeat(4 * 1024 * 1024 + 1))]
    memory.put(layout.blobKey(digestOf('expected')), 'something else')
    for (const [at, digest] of broken.entries()) link.revision(`bad${at}`, digest)
    link.revision('bad', broken[1] ?? '')
    const { repositories, leftOut } = await world.advise()
    expect(repositories.map(({ name }) => name)).toEqual(['good'])
    expect(leftOut).toEqual(
      [
        { repository: 'bad0', why: `manifest ${broken[0]}: it does not match its digest` },
        { repository: 'bad1', why: `manifest ${broken[1]}: manifest ${broken[1]} is not JSON in UTF-8` },
        { repository: 'bad2', why: `manifest ${broken[2]}: it has 4194305 bytes` },
        { repository: 'bad', why: `manifest ${broken[1]}: manifest ${broken[1]} is not JSON in UTF-8` },
      ].sort((a, b) => (`${a.repository}/` < `${b.repository}/` ? -1 : 1)),
    )
  })

  it('is left out if a tag of it goes or moves while it is read', async () => {
    const world = cleanupWorld()
    world.link.revision('app', world.image('x'))
    world.link.current('app', 'v1', 'of a bucket with SSE-KMS')
    const { get } = world.memory.bucket
    const gone = world.layout.tagKey({ repository: 'app', tag: 'v1' })
    world.memory.bucket.get = async (key, max) => (key === gone ? undefined : get(key, max))
    expect((await world.advise()).leftOut).toEqual([{ repository: 'app', why: 'the tag v1 was removed meanwhile' }])
    world.memory.bucket.get = async (key, max) => {
      const read = await get(key, max)
      return read && key === gone ? { ...read, etag: 'other' } : read
    }
    expect((await world.advise()).leftOut).toEqual([{ repository: 'app', why: 'the tag v1 was pushed meanwhile' }])
  })

  it('may have links of manifests that do not exist, which are only counted', async () => {
    const world = cleanupWorld()
    world.link.revision('app', digestOf('gone'))
    expect(await world.advise()).toMatchObject({ repositories: [], deadLinks: 1 })
  })
})

it('reads each manifest once, whatever has it, and no link that the listing proves', async () => {
  const world = cleanupWorld()
  const { image, index, link, memory } = world
  const child = image('x')
  const list = index([child])
  for (const name of ['a', 'b']) {
    link.revision(name, child)
    link.push(name, 'v1', list)
    link.push(name, 'v2', list)
  }
  memory.calls.get.length = 0
  memory.calls.list = 0
  await world.advise()
  expect(memory.calls).toEqual({ list: 2, get: [child, list].map(world.layout.blobKey).sort() })
})

it('fails with the failure of S3', async () => {
  const world = cleanupWorld()
  world.link.push('app', 'v1', world.image('x'))
  world.memory.failing.get = 'AccessDenied'
  await expect(world.advise()).rejects.toThrow('AccessDenied')
})

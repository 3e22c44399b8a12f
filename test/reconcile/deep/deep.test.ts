import { describe, expect, it } from 'vitest'
import { runStep } from '../../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../../lambda/reconcile/run-events.ts'
import { BucketError } from '../../../lambda/registry/bucket/bucket-error.ts'
import { registryReader } from '../../../lambda/registry/tag-reader.ts'
import { imageId } from '../../fakes/docker-v1.ts'
import { FAR, run } from '../../fakes/filled.ts'
import { emptyBlob, loseBlob, loseFile, pointedTo, saidAndTrue } from '../../fakes/lost-blobs.ts'
import { memorySystem } from '../../fakes/system.ts'

type System = ReturnType<typeof memorySystem>

const WINDOWS_BASE = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'

const filled = async () => {
  const system = memorySystem({ putsLayers: true, layouts: ['distribution', 'docker-v1'] })
  const image = system.registry.push('app', 'v1', { layerSizes: [1, 2, 3] })
  system.registry.push('app', 'v2', { layerSizes: [4] })
  const index = system.registry.pushIndex('multi', 'v1', ['linux/amd64', 'linux/arm64'], { layerSizes: [5, 6] })
  for (const _ of system.v1.push('old/app', 'v1', [{ id: imageId('base') }, { id: imageId('top') }]));
  await run(system)
  return { system, image, index: index.digest, children: index.children.map(({ digest }) => digest) }
}

const deep = (system: System, request: object = {}) => run(system, { deep: true, ...request }) as Promise<object>
const briefOf = ({ tables }: System, name = 'app', tag = 'v1') => tables.briefs.get(`${name}\n${tag}`)
const detailOf = ({ tables }: System, name = 'app', tag = 'v1') => tables.details.get(`${name}\n${tag}`)
const isRight = async (system: System) => {
  const { said, true: truth } = await saidAndTrue(system)
  expect(said).toEqual(truth)
}

describe('a deep run', () => {
  it('finds nothing where all is there, and writes nothing', async () => {
    const { system } = await filled()
    const { commits } = system.tables.calls
    expect(await deep(system)).toMatchObject({ changed: 0, gone: 0, failed: 0, done: true })
    expect(system.tables.calls.commits).toBe(commits)
    expect(await system.tables.version.runs()).toMatchObject({ last: { deep: { contents: 17 }, totals: { gone: 0 } } })
    await isRight(system)
  })

  it.each([
    [
      'a layer',
      ({ system, image }) => pointedTo(system, image).layers.slice(0, 1),
      '1 of 3 layers is gone from the bucket',
    ],
    [
      'two layers',
      ({ system, image }) => pointedTo(system, image).layers.slice(1),
      '2 of 3 layers are gone from the bucket',
    ],
    ['the config', ({ system, image }) => [pointedTo(system, image).config], /^blob sha256:\w+ is missing$/],
    ['the manifest', ({ image }) => [image], /^blob sha256:\w+ is missing$/],
  ] satisfies [string, (world: Awaited<ReturnType<typeof filled>>) => string[], string | RegExp][])(
    'marks a tag of which %s is gone, which an ordinary run does not notice, and takes it back',
    async (_, lost, problem) => {
      const world = await filled()
      const { system } = world
      const gone = lost(world)
      const putBack = gone.map((digest) => loseBlob(system, digest))
      expect(await run(system)).toMatchObject({ changed: 0, problems: 0 })
      expect(await deep(system)).toMatchObject({ changed: 1, gone: 1 })
      expect(briefOf(system)).toMatchObject({ dangling: gone.length, problem: expect.stringMatching(problem) })
      expect(detailOf(system)?.gone).toEqual([...gone].sort())
      expect(system.tables.repositories.get('app')?.document?.dangling).toBe(1)
      expect(briefOf(system, 'app', 'v2')).not.toHaveProperty('dangling')
      await isRight(system)
      expect(await deep(system)).toMatchObject({ changed: 0, gone: 1 })
      for (const put of putBack) put()
      expect(await deep(system)).toMatchObject({ changed: 1, gone: 0 })
      expect(briefOf(system)).not.toHaveProperty('problem')
      expect(detailOf(system)).not.toHaveProperty('gone')
      await isRight(system)
    },
  )

  it.each([
    ['a child', ({ children }) => children[1], /^1 of 2 manifests of the image index can't be read: blob/, 1],
    [
      'a layer of two children',
      ({ system, children }) => pointedTo(system, children[1] ?? '').layers[0],
      '1 of 4 manifests, configs and layers of the image index is gone from the bucket',
      1,
    ],
    [
      'the config of a child',
      ({ system, children }) => pointedTo(system, children[1] ?? '').config,
      '1 of 4 manifests, configs and layers of the image index is gone from the bucket',
      1,
    ],
    [
      'the config that describes it',
      ({ system, children }) => pointedTo(system, children[0] ?? '').config,
      /^blob sha256:\w+ is missing$/,
      1,
    ],
  ] satisfies [string, (world: Awaited<ReturnType<typeof filled>>) => string | undefined, string | RegExp, number][])(
    'marks an image index of which %s is gone, and takes it back',
    async (_, lost, problem, dangling) => {
      const world = await filled()
      const { system } = world
      const gone = lost(world) ?? ''
      const putBack = loseBlob(system, gone)
      expect(await run(system)).toMatchObject({ changed: 0 })
      expect(await deep(system)).toMatchObject({ changed: 1, gone: 1 })
      expect(briefOf(system, 'multi')).toMatchObject({ dangling, problem: expect.stringMatching(problem) })
      expect(detailOf(system, 'multi')?.gone).toEqual([gone])
      await isRight(system)
      putBack()
      expect(await deep(system)).toMatchObject({ changed: 1, gone: 0 })
      await isRight(system)
    },
  )

  it('takes a blob without content for gone, but for that of no bytes', async () => {
    const { system, image } = await filled()
    const empty = system.registry.blob('')
    system.registry.artifact('application/vnd.acme', [['text/plain']])
    const [layer = ''] = pointedTo(system, image).layers
    const manifest = JSON.parse(system.bucket.content(system.layout.blobKey(image))) as { layers: object[] }
    const withEmpty = { ...manifest, layers: [...manifest.layers, { mediaType: 'text/plain', digest: empty, size: 0 }] }
    system.registry.tag('app', 'empty', system.registry.blob(JSON.stringify(withEmpty)))
    await run(system)
    expect(await deep(system)).toMatchObject({ gone: 0 })
    emptyBlob(system, layer)
    expect(await deep(system)).toMatchObject({ changed: 2, gone: 2 })
    expect(briefOf(system)?.problem).toBe('1 of 3 layers is gone from the bucket')
    await isRight(system)
  })

  it('does not ask for layers that clients fetch from elsewhere', async () => {
    const { system, image } = await filled()
    const manifest = JSON.parse(system.bucket.content(system.layout.blobKey(image))) as { layers: object[] }
    const foreign = { mediaType: WINDOWS_BASE, digest: `sha256:${'e'.repeat(64)}`, size: 7, urls: ['https://a'] }
    const windows = JSON.stringify({ ...manifest, layers: [foreign, ...manifest.layers] })
    const digest = system.registry.blob(windows)
    system.registry.tag('app', 'windows', digest)
    const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: windows.length }
    system.registry.tag('app', 'list', system.registry.blob(JSON.stringify({ schemaVersion: 2, manifests: [entry] })))
    await run(system)
    expect(await deep(system)).toMatchObject({ gone: 0, changed: 0 })
    expect(briefOf(system, 'app', 'windows')).not.toHaveProperty('problem')
  })

  it.each(['json', 'ancestry', 'layer'] as const)('marks an image of a registry v1 without its %s', async (file) => {
    const { system } = await filled()
    const putBack = loseFile(system, imageId('top'), file)
    expect(await run(system)).toMatchObject({ changed: 0 })
    expect(await deep(system)).toMatchObject({ changed: 1, gone: 1 })
    expect(briefOf(system, 'old/app@docker-v1')?.dangling).toBe(1)
    await isRight(system)
    putBack()
    expect(await deep(system)).toMatchObject({ changed: 1, gone: 0 })
    await isRight(system)
  })

  it('marks an image of a registry v1 of which a layer further down is gone', async () => {
    const { system } = await filled()
    loseFile(system, imageId('base'), 'layer')
    expect(await deep(system)).toMatchObject({ changed: 1, gone: 1 })
    expect(detailOf(system, 'old/app@docker-v1')?.gone).toEqual([imageId('base')])
    await isRight(system)
  })

  it('keeps to the repositories that it is asked for', async () => {
    const { system, image, index } = await filled()
    loseBlob(system, image)
    loseBlob(system, index)
    expect(await deep(system, { prefix: 'mul' })).toMatchObject({ gone: 1, changed: 1 })
    expect(await deep(system, { repository: 'app' })).toMatchObject({ gone: 1, changed: 1 })
    expect((await system.tables.version.runs())?.lastDeep).toBeUndefined()
    await isRight(system)
  })
})

describe('what was found gone', () => {
  it('stays in ordinary runs, pushes of other tags, rebuilds, and where its event comes again', async () => {
    const { system, image } = await filled()
    const putBack = loseBlob(system, pointedTo(system, image).layers[0] ?? '')
    await deep(system)
    const before = briefOf(system)?.problem
    expect(before).toBeDefined()
    await system.clock.sleep(7_200_000)
    for (const once of [
      () => run(system),
      () => run(system, { rebuild: true }),
      () => system.index('app', 'v1'),
      () => system.index('app', 'v2'),
    ]) {
      await once()
      expect(briefOf(system)).toMatchObject({ problem: before, dangling: 1 })
      await isRight(system)
    }
    putBack()
    await system.index('app', 'v1')
    expect(briefOf(system)).not.toHaveProperty('dangling')
    await isRight(system)
  })

  it('is looked for again by ordinary runs after an hour, and heals', async () => {
    const { system, image } = await filled()
    const putBack = loseBlob(system, pointedTo(system, image).layers[0] ?? '')
    await deep(system)
    putBack()
    await system.clock.sleep(7_200_000)
    expect(await run(system)).toMatchObject({ changed: 1, problems: 0 })
    await isRight(system)
  })

  it('is that of the image that a tag points to, after a push of another', async () => {
    const { system, image } = await filled()
    const { layers } = pointedTo(system, image)
    for (const layer of layers) loseBlob(system, layer)
    await deep(system)
    system.registry.push('app', 'v1', { layerSizes: [9] })
    await system.index('app', 'v1')
    expect(briefOf(system)).not.toHaveProperty('problem')
    await isRight(system)
  })
})

describe('of very many', () => {
  it('some are looked for, and the problem says so', async () => {
    const { system } = await filled()
    const digest = system.registry.push('many', 'v1', { layerSizes: Array.from({ length: 30 }, (_, at) => 100 + at) })
    await run(system)
    for (const layer of pointedTo(system, digest).layers) loseBlob(system, layer)
    const { list } = system.bucket.calls
    await deep(system)
    expect(briefOf(system, 'many')).toMatchObject({
      problem: 'at least 16 of 30 layers are gone from the bucket',
      dangling: 16,
    })
    expect(detailOf(system, 'many')?.gone).toHaveLength(16)
    // The run's own: each layout once for whether it is empty, 37 ranges, what others there may be, and blobs.
    expect(system.bucket.calls.list - list).toBeLessThan(120)
    await isRight(system)
    const { problem } = briefOf(system, 'many') ?? {}
    await system.index('many', 'v1')
    expect(briefOf(system, 'many')?.problem).toBe(problem)
  })

  it('all manifests stay gone, also those that this process has read before, and whose digests the tag does not keep', async () => {
    const { system } = await filled()
    const platforms = Array.from({ length: 20 }, (_, at) => `linux/arch${at}`)
    const { children } = system.registry.pushIndex('many', 'v1', platforms)
    await run(system)
    for (const { digest } of children) loseBlob(system, digest)
    await deep(system)
    const problem = expect.stringMatching(/^20 of 20 manifests of the image index can't be read/)
    expect(briefOf(system, 'many')).toMatchObject({ dangling: 20, problem })
    await system.clock.sleep(7_200_000)
    await run(system)
    expect(briefOf(system, 'many')).toMatchObject({ dangling: 20, problem })
    expect(await deep(system)).toMatchObject({ changed: 0, gone: 1 })
  })
})

describe('what a deep run costs', () => {
  it('is a LIST for the blobs of each kind, no GET of an image, and four of an image index, however many tags it has', async () => {
    const system = memorySystem({ putsLayers: true })
    for (let at = 0; at < 20; at++) system.registry.push(`app${at}`, 'v1')
    for (let at = 0; at < 5; at++) system.registry.pushIndex('multi', `v${at}`, ['linux/amd64', 'linux/arm64'])
    await run(system)
    await run(system)
    const costOf = async (request: object) => {
      const before = { lists: system.bucket.calls.list, gets: system.bucket.calls.get.length }
      const { commits } = system.tables.calls
      await run(system, request)
      const { list, get } = system.bucket.calls
      expect(system.tables.calls.commits).toBe(commits)
      return { lists: list - before.lists, gets: get.length - before.gets }
    }
    const plain = await costOf({})
    const first = await costOf({ deep: true })
    expect(first.lists - plain.lists).toBe(2)
    // What was read by the same process is cached.
    expect(first.gets).toBe(0)
    const fresh = { ...system, ports: { ...system.ports, ...registryReader(system.bucket.bucket, system.layouts) } }
    const { length } = system.bucket.calls.get
    await run(fresh, { deep: true })
    expect(system.bucket.calls.get.length - length).toBe(4)
  })
})

describe('steps of a deep run', () => {
  const step = (system: System, event: unknown, deadlines = { soft: 0, hard: FAR.hard }) =>
    runStep(system.ports, parseRunEvent(structuredClone(event)), deadlines) as Promise<Record<string, unknown>>

  it('end early, go on within a repository, and count each tag once', async () => {
    const { system } = await filled()
    for (let at = 0; at < 40; at++) {
      const digest = system.registry.push(`r${at % 20}`, `v${at}`, { layerSizes: [200 + at], salt: `${at}` })
      if (at < 10) loseBlob(system, pointedTo(system, digest).layers[0] ?? '')
    }
    for (let at = 0; at < 30; at++) system.registry.pushIndex('large', `v${at}`, ['linux/amd64'], { salt: `l${at}` })
    await run(system)
    const { ranges, deep: first } = (await step(system, { step: 'begin', run: 'one', request: { deep: true } })) as {
      ranges: object[]
      deep: { done: boolean; within?: object[] }
    }
    let next: typeof first = first
    let steps = 0
    let within = 0
    while (!next.done && steps++ < 50) {
      next = (await step(system, next)) as typeof first
      if ((next.within?.length ?? 0) > 0) within++
      expect(JSON.stringify(next).length).toBeLessThan(32 * 1024)
    }
    expect(steps).toBeGreaterThan(4)
    expect(within).toBeGreaterThan(2)
    expect(next).toMatchObject({ done: true, totals: { gone: 10, changed: 10, failed: 0 } })
    expect(ranges.length).toBeGreaterThan(0)
    await isRight(system)
  })

  it('do nothing where the run does not look', async () => {
    const { system } = await filled()
    const begun = await step(system, { step: 'begin', run: 'one', request: {} })
    const { list } = system.bucket.calls
    expect(await step(system, begun['deep'])).toMatchObject({ done: true, wanted: false })
    expect(system.bucket.calls.list).toBe(list)
  })

  it('say what the run is at', async () => {
    const { system } = await filled()
    const begun = await step(system, { step: 'begin', run: 'one', request: { deep: true } })
    await step(system, begun['deep'])
    expect(await system.tables.version.progressOf(['progress:deep:0'])).toMatchObject([{ mode: 'deep', run: 'one' }])
  })
})

describe('a scheduled run', () => {
  it('looks deep once a week', async () => {
    const { system } = await filled()
    const looked: number[] = []
    for (let day = 0; day < 15; day++) {
      if ('gone' in ((await run(system, { deep: 'due' })) as object)) looked.push(day)
      await system.clock.sleep(24 * 60 * 60 * 1000)
    }
    expect(looked).toEqual([0, 7, 14])
  })

  it('looks where the time of the last one lies ahead', async () => {
    const { system } = await filled()
    await deep(system)
    const { last } = (await system.tables.version.runs()) ?? {}
    const ahead = { ...last, startedAt: '2099-01-01T00:00:00Z' }
    system.tables.version.put({ id: 'reconcile', last: ahead, lastDone: ahead, lastDeep: ahead })
    expect(await run(system, { deep: 'due' })).toHaveProperty('gone')
  })
})

describe('a deep run that can not look', () => {
  const looked = async (system: System) => (await system.tables.version.runs())?.last?.deep

  it('says so where no blob is listed, and marks nothing', async () => {
    const { system } = await filled()
    for (const key of system.bucket.keys()) if (!key.includes('/repositories/')) system.bucket.remove(key)
    expect(await deep(system)).toMatchObject({ changed: 0, done: true })
    expect(await looked(system)).toEqual({
      contents: 0,
      why: expect.stringMatching(/list nothing, but the index has app/),
    })
  })

  it('says so where blobs may not be listed', async () => {
    const { system } = await filled()
    const { list } = system.ports.bucket
    const bucket: typeof system.ports.bucket = {
      ...system.ports.bucket,
      list: (prefix, after) =>
        prefix.includes('/blobs/')
          ? Promise.reject(new BucketError(`can't list ${prefix}`, 'AccessDenied', undefined))
          : list(prefix, after),
    }
    const denied = { ...system, ports: { ...system.ports, bucket } }
    expect(await deep(denied)).toMatchObject({ changed: 0, done: true, tags: 4 })
    expect((await looked(system))?.why).toMatch(/AccessDenied.*whether blobs are gone was not looked at/)
  })

  it('names a repository that fails, and looks at the others', async () => {
    const { system, image, index } = await filled()
    loseBlob(system, image)
    loseBlob(system, index)
    const { details } = system.ports.store
    const store: typeof system.ports.store = {
      ...system.ports.store,
      details: (name) => {
        if (name === 'app') throw new Error('no such luck')
        return details(name)
      },
    }
    const failing = { ...system, ports: { ...system.ports, store } }
    expect(await deep(failing)).toMatchObject({ gone: 1, failed: 1, failures: ['app: no such luck'] })
  })

  it('fails where every repository meets an outage', async () => {
    const { system } = await filled()
    for (let at = 0; at < 40; at++) system.registry.push(`r${at}`, 'v1')
    await run(system)
    const outage = Object.assign(new Error('throttled'), { $metadata: {} })
    const store: typeof system.ports.store = {
      ...system.ports.store,
      details: () => {
        throw outage
      },
    }
    await expect(deep({ ...system, ports: { ...system.ports, store } })).rejects.toThrow('throttled')
  })
})

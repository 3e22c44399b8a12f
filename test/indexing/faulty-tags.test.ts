// Tags of which something can't be read or written.

import { beforeEach, describe, expect, it } from 'vitest'
import { RejectedError } from '../../lambda/model/commit-errors.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { inLine, type System } from '../fakes/filled.ts'
import { described } from '../fakes/registry.ts'
import { memorySystem } from '../fakes/system.ts'

let system: System
beforeEach(() => {
  system = memorySystem()
})
const row = () => system.tables.repositories.get('app')

describe('a tag that points to something missing', () => {
  it.each([
    ['manifest', (digest: string) => [digest]],
    ['config', (_: string, config: string) => [config]],
  ])('is dangling if it is the %s, until it is there again', async (_, missing) => {
    const { registry, bucket, layout, tables } = system
    const digest = registry.push('app', 'v1')
    registry.push('app', 'v2')
    const manifest = JSON.parse(bucket.content(layout.blobKey(digest)))
    const keys = missing(digest, manifest.config.digest).map((one) => layout.blobKey(one))
    const contents = keys.map((key) => bucket.content(key))
    for (const key of keys) bucket.remove(key)
    await system.index('app', 'v1', 'v2')
    expect(row()?.document).toMatchObject({ visible: 2, dangling: 1 })
    expect(tables.briefs.get('app\nv1')).toMatchObject({ dangling: 1, problem: expect.stringMatching(/ is missing$/) })
    for (const [at, key] of keys.entries()) bucket.put(key, contents[at] ?? '')
    await system.index('app', 'v1')
    expect(row()?.document).not.toHaveProperty('dangling')
    await inLine(system)
  })
})

describe('a fault of one tag', () => {
  const faults: [what: string, plant: (system: System) => void][] = [
    [
      'reading that throws',
      ({ ports }) => {
        const { readTag } = ports
        ports.readTag = async (name, known) => {
          if (name.tag === 'bad') throw new TypeError('x is not a function')
          return readTag(name, known)
        }
      },
    ],
    [
      'a row that the marshaller refuses',
      ({ ports }) => {
        const { readTag } = ports
        ports.readTag = async (name, known) => {
          const observed = await readTag(name, known)
          if (name.tag !== 'bad' || observed === undefined) return observed
          return { ...observed, facts: { ...observed.facts, title: Symbol('x') as unknown as string } }
        }
      },
    ],
  ]

  it.each(faults)('such as %s costs this tag its facts and the others nothing', async (_, plant) => {
    const { registry, tables, ports } = system
    for (const tag of ['good', 'bad', 'v1', 'v2']) registry.push('app', tag, described('fine'))
    const { readTag } = { ...ports }
    plant(system)
    await system.index('app', 'good', 'bad', 'v1', 'v2')
    for (const tag of ['good', 'v1', 'v2']) expect(tables.briefs.get(`app\n${tag}`)).toMatchObject({ kind: 'image' })
    expect(tables.briefs.get('app\nbad')).toMatchObject({
      kind: 'unknown',
      digest: expect.stringMatching(/^sha256:/),
      problem: expect.stringMatching(/^the facts of this tag can't be indexed: /),
      retryAt: expect.any(String),
    })
    expect(row()).toMatchObject({ document: { visible: 4 } })
    // A later version, or what was thrown only once: the tag is whole again.
    ports.readTag = readTag
    await system.index('app', 'bad')
    await inLine(system)
  })

  it('is none of what is pushed after it was thrown', async () => {
    const { registry, ports } = system
    registry.push('app', 'bad', described('bad'))
    const { readTag } = ports
    let reads = 0
    ports.readTag = async (name, known) => {
      reads++
      if (reads > 2) return readTag(name, known)
      if (reads === 2) registry.push('app', 'bad', described('good'))
      throw new TypeError('x is not a function')
    }
    await system.index('app', 'bad')
    await inLine(system)
  })

  it('is none where S3 fails: nothing is written, and it is thrown', async () => {
    system.registry.push('app', 'v1')
    system.bucket.failing.get = 'SlowDown'
    await expect(system.index('app', 'v1')).rejects.toThrow(BucketError)
    expect(system.tables.calls.commits).toBe(0)
    expect(system.tables.briefs.size).toBe(0)
  })

  it('such as rows that are rejected costs only this tag its facts', async () => {
    const { registry, ports, tables } = system
    registry.push('app', 'bad', described('refused'))
    registry.push('app', 'good', described('fine'))
    const commit = ports.store.commit
    ports.store.commit = async (change) => {
      const refused = change.tags.some(({ detail }) => typeof detail === 'object' && detail.description === 'refused')
      if (refused) throw new RejectedError('invalid')
      return commit(change)
    }
    await system.index('app', 'bad', 'good')
    expect(tables.details.get('app\ngood')?.description).toBe('fine')
    expect(tables.briefs.get('app\nbad')).toMatchObject({
      kind: 'unknown',
      digest: expect.stringMatching(/^sha256:/),
      problem: expect.stringMatching(/refused/),
    })
  })
})

describe('a fault in the second of two commits', () => {
  it('does not hide that the row was lost before the first, so the repository is counted anew', async () => {
    const { registry, ports, tables } = system
    const tags = Array.from({ length: 60 }, (_, at) => `v${at}`)
    for (const tag of tags) registry.push('app', tag, described(tag))
    await system.index('app', ...tags)
    tables.lose('repositories')
    for (const tag of tags.slice(0, 40)) registry.push('app', tag, described(tag === 'v39' ? 'refused' : `new ${tag}`))
    const { commit } = ports.store
    ports.store.commit = async (change) => {
      const refused = change.tags.some(({ detail }) => typeof detail === 'object' && detail.description === 'refused')
      if (refused) throw new RejectedError('invalid')
      return commit(change)
    }
    await system.index('app', ...tags.slice(0, 40))
    expect(tables.repositories.get('app')?.document).toMatchObject({ visible: 60 })
  })
})

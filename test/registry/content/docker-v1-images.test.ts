import { describe, expect, it } from 'vitest'
import { all, imageId, type V1Image } from '../../fakes/docker-v1.ts'
import { inLine, run } from '../../fakes/filled.ts'
import { memorySystem } from '../../fakes/system.ts'

const base: V1Image = { id: imageId('base'), size: 300 }
const top: V1Image = {
  id: imageId('top'),
  size: 20,
  comment: 'A comment of docker commit',
  created: '2014-11-11T10:00:00.5Z',
}
const name = { repository: 'team/app@docker-v1', tag: 'v1' }

const pushed = (...images: V1Image[]) => {
  const system = memorySystem({ layouts: ['docker-v1'] })
  all(system.v1.push('team/app', 'v1', images))
  const facts = async () => (await system.ports.readTag(name))?.facts
  return { ...system, facts }
}

describe('an image of registry v1', () => {
  it('is described by its JSON, its ancestry and the sizes of its layers', async () => {
    const { facts, bucket, v1 } = pushed(base, top)
    expect(await facts()).toEqual({
      digest: top.id,
      kind: 'image',
      platforms: ['linux/amd64'],
      description: 'A comment of docker commit',
      created: '2014-11-11T10:00:00Z',
      size: 320,
      // The lowest first.
      layers: [
        { digest: base.id, size: 300 },
        { digest: top.id, size: 20 },
      ],
    })
    expect(bucket.calls.get).toEqual([
      `${v1.directory('team/app')}tag_v1`,
      v1.imageKey(top.id, 'json'),
      v1.imageKey(top.id, 'ancestry'),
    ])
    expect(bucket.calls.list).toBe(2)
  })

  it('costs one LIST for each layer not seen before, and never a GET of a layer', async () => {
    const { ports, bucket, v1, facts } = pushed(base, top)
    await facts()
    const more = { id: imageId('more'), size: 7 }
    all(v1.push('team/app', 'v2', [base, top, more]))
    const before = bucket.calls.list
    expect((await ports.readTag({ ...name, tag: 'v2' }))?.facts).toMatchObject({ size: 327 })
    expect(bucket.calls.list - before).toBe(1)
    expect(bucket.calls.get.filter((key) => key.endsWith('/layer'))).toEqual([])
  })

  it('is of the time that its labels tell if its JSON tells none', async () => {
    const labels = { 'org.label-schema.build-date': '2015-02-03 04:05:06' }
    expect(await pushed({ ...base, created: '0001-01-01T00:00:00Z', labels }).facts()).toMatchObject({
      created: '2015-02-03T04:05:06Z',
    })
  })

  it.each([
    ['a label', { labels: { 'org.opencontainers.image.description': 'From a label' }, comment: 'x' }, 'From a label'],
    ['an old label', { labels: { 'org.label-schema.description': 'From an old label' } }, 'From an old label'],
    ['a comment if there is no label', { labels: { other: 'x' }, comment: 'From a comment' }, 'From a comment'],
    ['a comment if the label is empty', { labels: { 'org.opencontainers.image.description': ' ' }, comment: 'c' }, 'c'],
    ['nothing', { comment: '' }, undefined],
  ])('is described by %s', async (_, said, description) => {
    const { facts } = pushed({ id: top.id, ...said })
    expect((await facts())?.description).toBe(description)
  })

  it('may have an id of 16 digits and an incomplete platform', async () => {
    const short = { id: '0123456789abcdef', size: 5, platform: 'linux' }
    const { facts } = pushed(short)
    expect(await facts()).toMatchObject({
      digest: short.id,
      size: 5,
      layers: [{ digest: short.id, size: 5 }],
      platforms: [],
    })
  })

  it('counts each ancestor once, and reads no more than 127', async () => {
    const { facts, bucket, v1 } = pushed(base, top)
    const many = Array.from({ length: 200 }, (_, at) => imageId(`${at}`))
    for (const id of many) bucket.put(v1.imageKey(id, 'layer'), 'x')
    bucket.put(v1.imageKey(top.id, 'ancestry'), JSON.stringify([top.id, top.id, ...many]))
    const found = await facts()
    expect(found?.layers).toHaveLength(126)
    expect(found?.problem).toMatch(/^invalid: the ancestry has 202 elements, of which only the first 127 are read/)
  })
})

describe('a broken image of registry v1', () => {
  it.each([
    ['json', 'image ID is missing', { kind: 'unknown', platforms: [] }],
    ['ancestry', 'the ancestry of image ID is missing', { kind: 'image', platforms: ['linux/amd64'] }],
    ['layer', 'the layer of image ID is missing', { kind: 'image', layers: [{ size: 300 }, { digest: top.id }] }],
  ])('without its %s lacks the facts from there, and heals when it is back', async (file, problem, rest) => {
    const system = pushed(base, top)
    const { bucket, v1, tables, clock } = system
    const whole = await pushed(base, top).facts()
    const key = v1.imageKey(top.id, file)
    const content = (await bucket.bucket.get(key, 10_000))?.body ?? new Uint8Array()
    bucket.remove(key)
    await run(system)
    await inLine(system)
    const broken = await system.facts()
    expect(broken).toMatchObject({ ...rest, digest: top.id, problem: problem.replace('ID', top.id), heals: true })
    expect(broken).not.toHaveProperty('size')
    bucket.put(key, Buffer.from(content))
    await clock.sleep(2 * 3600_000)
    await run(system)
    expect(await system.facts()).toEqual(whole)
    expect(tables.briefs.get('team/app@docker-v1\nv1')).toMatchObject({ size: 320 })
    expect(tables.briefs.get('team/app@docker-v1\nv1')).not.toHaveProperty('problem')
  })

  it.each([
    ['json', 'nonsense', `image ${top.id} is not JSON in UTF-8`],
    ['json', '[]', `image ${top.id} is not a JSON object`],
    ['ancestry', '{}', 'the ancestry is not a JSON array'],
    ['ancestry', 'nonsense', 'the ancestry is not JSON in UTF-8'],
    ['ancestry', `["${top.id}", 7, "../x"]`, 'invalid: 2 elements of the ancestry are not image ids'],
  ])('has a problem that does not heal if its %s is %j', async (file, content, problem) => {
    const { facts, bucket, v1 } = pushed(base, top)
    bucket.put(v1.imageKey(top.id, file), content)
    expect(await facts()).toMatchObject({ digest: top.id, problem })
    expect(await facts()).not.toHaveProperty('heals')
  })
})

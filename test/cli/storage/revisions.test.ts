import { describe, expect, it } from 'vitest'
import { day, digestOf } from '../../fakes/links.ts'
import { storedRegistry } from '../../fakes/stored-registry.ts'

describe('untagged manifests', () => {
  const repushed = (pageSize = 1000) => {
    const all = storedRegistry(pageSize)
    const [old, now] = [all.blob('old one'), all.blob('now')]
    all.push('a', 'v1', old, day(1))
    all.push('a', 'v1', now, day(3))
    return { ...all, old, now }
  }

  it('are those that were a tag once, or never', async () => {
    const { blob, revision, untagged } = repushed()
    revision('a', blob('never'))
    expect(await untagged()).toEqual({ count: 2, bytes: 12 })
  })

  it('are not what a tag went back to, though another one was pushed later', async () => {
    const { current, blob, old, push, untagged } = repushed()
    push('a', 'v1', blob('a third'), day(5))
    // As a program may do that copies buckets: the times say nothing.
    current('a', 'v1', old, day(6))
    expect(await untagged()).toEqual({ count: 2, bytes: 10 })
  })

  it('are told by times where ETags say nothing of contents', async () => {
    const { listing, untagged } = repushed()
    listing.etag = ({ key }) => digestOf(key).slice(7, 39)
    expect(await untagged()).toEqual({ count: 1, bytes: 7 })
  })

  it('are not told by times that are the same', async () => {
    const { listing, push, now, untagged } = repushed()
    listing.etag = () => ''
    push('a', 'v1', now, day(1))
    expect(await untagged()).toEqual({ count: 0, bytes: 0 })
  })

  it('are told where the history of a tag lost the entry that counts', async () => {
    const { blob, revision, history, current, untagged } = storedRegistry()
    const [old, now] = [blob('old one'), blob('now')]
    for (const digest of [old, now]) revision('a', digest)
    history('a', 'v1', old)
    current('a', 'v1', now)
    expect(await untagged()).toEqual({ count: 1, bytes: 7 })
  })

  it('are those of a push that broke off before its tag', async () => {
    const { blob, revision, history, count } = storedRegistry()
    revision('a', blob('x'))
    history('a', 'v1', digestOf('x'))
    expect((await count()).repositories).toMatchObject([{ tags: 0, untagged: { count: 1, bytes: 1 } }])
  })

  it('have no bytes where their blob is gone', async () => {
    const { revision, untagged } = repushed()
    revision('a', digestOf('gone'))
    expect(await untagged()).toEqual({ count: 2, bytes: 7 })
  })

  it('count from an age on', async () => {
    const { revision, blob, untagged } = repushed()
    revision('a', blob('late'), day(4))
    expect(await untagged({}, day(4))).toEqual({ count: 1, bytes: 7 })
    expect(await untagged({}, day(1))).toEqual({ count: 0, bytes: 0 })
    expect(await untagged({}, Number(day(1)) + 1000)).toEqual({ count: 1, bytes: 7 })
  })

  it('are no children of an index, of which only repositories are asked that have tags and untagged manifests', async () => {
    const { old, blob, push, revision, asked, count } = repushed()
    push('whole', 'v1', blob('whole'))
    revision('a', blob('never'))
    revision('tagless', blob('tagless'))
    const report = await count({
      a: { digests: [old, `${digestOf('never')}zz`, '__proto__'], complete: true },
      tagless: { digests: [digestOf('tagless')], complete: true },
    })
    expect(asked).toEqual(['a'])
    expect(report.untagged).toEqual({ count: 2, bytes: 5 + 7 })
    expect(report.repositories.find(({ name }) => name === 'tagless')?.untagged).toEqual({ count: 1, bytes: 7 })
    expect(report.childrenUnknown).toBe(0)
  })

  it('may be children where those are not known, which is counted', async () => {
    const { count } = repushed()
    const report = await count({ a: { digests: [], complete: false } })
    expect(report).toMatchObject({ untagged: { count: 1 }, childrenUnknown: 1 })
  })
})

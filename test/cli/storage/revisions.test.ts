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

  it('are those that once had a tag, and those that never had one', async () => {
    const { blob, revision, untagged } = repushed()
    revision('a', blob('never'))
    expect(await untagged()).toEqual({ count: 2, bytes: 12 })
  })

  it('do not include a manifest that a tag went back to, though another one was pushed later', async () => {
    const { current, blob, old, push, untagged } = repushed()
    push('a', 'v1', blob('a third'), day(5))
    // A program that copies buckets may do this. Then times do not show which manifest is current.
    current('a', 'v1', old, day(6))
    expect(await untagged()).toEqual({ count: 2, bytes: 10 })
  })

  it('are found by times if ETags do not depend on the content', async () => {
    const { listing, untagged } = repushed()
    listing.etag = ({ key }) => digestOf(key).slice(7, 39)
    expect(await untagged()).toEqual({ count: 1, bytes: 7 })
  })

  it('do not include manifests whose times are equal', async () => {
    const { listing, push, now, untagged } = repushed()
    listing.etag = () => ''
    push('a', 'v1', now, day(1))
    expect(await untagged()).toEqual({ count: 0, bytes: 0 })
  })

  it('are found if the current manifest is missing from the history of its tag', async () => {
    const { blob, revision, history, current, untagged } = storedRegistry()
    const [old, now] = [blob('old one'), blob('now')]
    for (const digest of [old, now]) revision('a', digest)
    history('a', 'v1', old)
    current('a', 'v1', now)
    expect(await untagged()).toEqual({ count: 1, bytes: 7 })
  })

  it('include the manifest of a push that was interrupted before it wrote its tag', async () => {
    const { blob, revision, history, count } = storedRegistry()
    revision('a', blob('x'))
    history('a', 'v1', digestOf('x'))
    expect((await count()).repositories).toMatchObject([{ tags: 0, untagged: { count: 1, bytes: 1 } }])
  })

  it('have 0 bytes if their blob is missing', async () => {
    const { revision, untagged } = repushed()
    revision('a', digestOf('gone'))
    expect(await untagged()).toEqual({ count: 2, bytes: 7 })
  })

  it('count only if they are older than the given time', async () => {
    const { revision, blob, untagged } = repushed()
    revision('a', blob('late'), day(4))
    expect(await untagged({}, day(4))).toEqual({ count: 1, bytes: 7 })
    expect(await untagged({}, day(1))).toEqual({ count: 0, bytes: 0 })
    expect(await untagged({}, Number(day(1)) + 1000)).toEqual({ count: 1, bytes: 7 })
  })

  it('do not include children of image indexes, which are read only if there are tags and untagged manifests', async () => {
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

  it('may include children if these are not all known, and such repositories are counted', async () => {
    const { count } = repushed()
    const report = await count({ a: { digests: [], complete: false } })
    expect(report).toMatchObject({ untagged: { count: 1 }, childrenUnknown: 1 })
  })
})

// What the rows of a tag keep of facts, up to the last byte.

import { describe, expect, it } from 'vitest'
import { knownFacts, MAX_BRIEF_PLATFORMS, tagBrief, tagDetail } from '../../lambda/indexing/build-rows.ts'
import type { StoredTag, TagBrief } from '../../lambda/model/row-schemas.ts'
import { FACTS_VERSION } from '../../lambda/names/versions.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { byteLength } from '../../lambda/shared/text.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const PUSHED_AT = '2026-11-01T10:00:00Z'
const facts = (more: Partial<Facts> = {}): Facts => ({ kind: 'image', platforms: ['linux/amd64'], ...more })

const brief = (of: Partial<Facts> = {}, stored?: TagBrief, etag = 'a', tag = 'v1.0', repository = 'app'): TagBrief =>
  tagBrief(repository, tag, { rev: 1, detailRev: 1 }, { etag, pushedAt: PUSHED_AT, facts: facts(of) }, stored, NOW)
const detail = (of: Partial<Facts> = {}, tag = 'v1.0') => tagDetail('app', tag, 1, { facts: facts(of) })
const jsonBytes = (of: unknown) => byteLength(JSON.stringify(of))
const list = (length: number, start: string) => Array.from({ length }, (_, at) => `${start}${at}`)

describe('the brief of a tag', () => {
  it('has the first eight platforms', () => {
    const platforms = list(12, 'linux/p')
    expect(MAX_BRIEF_PLATFORMS).toBe(8)
    expect(brief({ platforms }).platforms).toEqual(platforms.slice(0, 8))
    expect(detail({ platforms }).platforms).toEqual(platforms)
  })

  it('has the facts that lists show', () => {
    const shown = { digest: 'sha256:a', size: 3, created: PUSHED_AT, licenses: 'MIT', vendor: 'Acme', dangling: 2 }
    expect(brief({ ...shown, problem: 'a child is missing' })).toMatchObject({
      ...shown,
      problem: 'a child is missing',
    })
    expect(brief()).not.toHaveProperty('hidden')
    expect(brief({ kind: 'cache' })).toMatchObject({
      hidden: true,
      rank: `0${PUSHED_AT}v1.0`,
      newest: `0${PUSHED_AT}v1.0`,
    })
  })

  it('says when a problem that may heal is read again: after an hour, then after twice as long, up to three weeks', () => {
    const hours: number[] = []
    const tries: number[] = []
    let last: TagBrief | undefined
    for (let at = 0; at < 13; at++) {
      last = brief({ problem: 'x', heals: true }, last)
      hours.push((Date.parse(last.retryAt ?? '') - NOW) / 3_600_000)
      tries.push(last.tries ?? -1)
    }
    expect(hours).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512, 512])
    expect(tries).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9])
  })

  it('begins to count the tries again when the tag is pushed again', () => {
    const problem = { problem: 'x', heals: true } as const
    const third = brief(problem, brief(problem, brief(problem)))
    expect(third.tries).toBe(2)
    expect(brief(problem, third, 'b')).toMatchObject({ tries: 0, retryAt: '2026-11-24T13:00:00.000Z' })
  })

  it('never says so of a problem that can not heal, or of no problem', () => {
    for (const of of [{ problem: 'x' }, {}]) {
      expect(brief(of)).not.toHaveProperty('retryAt')
      expect(brief(of)).not.toHaveProperty('tries')
    }
  })
})

describe('the detail of a tag', () => {
  const LARGE = 'x'.repeat(200)
  const texts = (length: number) => Object.fromEntries(list(length, 'key').map((key) => [key, LARGE]))
  const layers = (length: number) => list(length, 'sha256:').map((digest) => ({ digest, mediaType: LARGE }))

  it.each([
    ['labels', texts(100), Object.fromEntries(Object.entries(texts(100)).slice(0, 50))],
    ['annotations', texts(100), Object.fromEntries(Object.entries(texts(100)).slice(0, 50))],
    ['layers', layers(101), layers(101).slice(0, 50)],
    ['children', layers(101), layers(101).slice(0, 50)],
  ])('keeps the first half of its %s if they are too many for 16 KB', (name, all, kept) => {
    const built = detail({ [name]: all, title: 'App' })
    expect(built).toMatchObject({ [name]: kept, cut: [name], title: 'App' })
    expect(jsonBytes(built)).toBeLessThanOrEqual(16 * 1024)
  })

  it('cuts the largest first, and names all that it cut once', () => {
    const built = detail({ labels: texts(20), annotations: texts(80), layers: layers(40), children: layers(3) })
    expect(built.cut).toEqual(['annotations', 'layers'])
    expect(Object.keys(built.labels ?? {})).toHaveLength(20)
    expect(Object.keys(built.annotations ?? {})).toHaveLength(20)
    expect(built.children).toHaveLength(3)
  })

  it('may have 16 KB of JSON, and not a byte more', () => {
    const room = 16 * 1024 - jsonBytes(detail({ labels: { a: '' } }))
    expect(detail({ labels: { a: 'x'.repeat(room) } })).not.toHaveProperty('cut')
    expect(detail({ labels: { a: 'x'.repeat(room + 1) } })).toMatchObject({ cut: ['labels'], labels: {} })
  })

  it('has lookups, and how many did not fit, but not of a hidden tag', () => {
    const children = list(60, 'sha256:').map((digest) => ({ digest }))
    expect(detail({ children })).toMatchObject({ lookups: expect.any(Array), lookupsLeft: 13 })
    expect(detail({ children }).lookups).toHaveLength(48)
    expect(detail()).not.toHaveProperty('lookupsLeft')
    expect(detail({ children, kind: 'cache' }).lookups).toEqual([])
  })
})

describe('facts that rows hold', () => {
  const all = { digest: 'sha256:a', size: 3, created: PUSHED_AT, licenses: 'MIT', vendor: 'Acme' }
  const platforms = list(12, 'linux/p')
  const stored = { brief: brief({ ...all, platforms }), detail: detail({ ...all, platforms }) }

  it('are known with all platforms', () => {
    expect(knownFacts(stored)).toEqual({ kind: 'image', platforms, ...all })
  })

  it.each<[why: string, rows: StoredTag]>([
    ['one of them is missing', { brief: stored.brief }],
    ['the brief is missing', { detail: stored.detail }],
    ['they are of different commits', { ...stored, detail: { ...stored.detail, rev: 2 } }],
    ['older code read them', { ...stored, brief: { ...stored.brief, facts: FACTS_VERSION - 1 } }],
    ['newer code read them', { ...stored, brief: { ...stored.brief, facts: FACTS_VERSION + 1 } }],
    ['they have a problem', { ...stored, brief: { ...stored.brief, problem: 'x' } }],
    ['something is missing', { ...stored, brief: { ...stored.brief, dangling: 1 } }],
    ['something is gone', { ...stored, detail: { ...stored.detail, gone: ['sha256:a'] } }],
  ])('are read again if %s', (_, rows) => {
    expect(knownFacts(rows)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { MIN_SHARING } from '../../../lambda/search/memory/ranking/boilerplate.ts'
import { asked, idsOf, stateOf } from './documents-of.ts'

const COMMON = 'Built by the payments platform'
const sharing = (count: number, name = (at: number) => `team/app${at}`) =>
  Array.from({ length: count }, (_, at) => stateOf(name(at), { description: COMMON, visible: 1000 }))
const own = stateOf('x/some-longer-name', { description: 'Catalogue of the platform' })
const first = (states: readonly ReturnType<typeof stateOf>[], words = ['platform'], more = {}) =>
  idsOf(openDocuments([packSegment([own, ...states])]).search(asked(words, more)))[0]

describe('a description that many matches share', () => {
  it('comes after one that says something', () => {
    expect(first(sharing(MIN_SHARING))).toBe('x/some-longer-name')
    expect(first(sharing(MIN_SHARING - 1))).toBe('team/app0')
  })

  it('is found and counted like others', () => {
    const documents = openDocuments([packSegment([own, ...sharing(MIN_SHARING)])])
    expect(documents.search(asked(['platform'])).total).toBe(MIN_SHARING + 1)
  })

  it('takes nothing from what a name is worth', () => {
    const named = stateOf('y/the-platform', { description: COMMON })
    expect(first([...sharing(MIN_SHARING), named])).toBe('y/the-platform')
    expect(first([...sharing(MIN_SHARING), named], ['platform', 'payments'])).toBe('y/the-platform')
  })

  it('takes nothing from what a keyword is worth', () => {
    const tagged = stateOf('y/longer-name', { description: COMMON, keywords: 'jobs, platform' })
    expect(first([...sharing(MIN_SHARING), tagged])).toBe('y/longer-name')
  })

  it('is that of an image where its copies have it', () => {
    const copies = sharing(50, (at) => `team${at}/app`)
    expect(first(copies)).toBe('team0/app')
  })

  it('counts over all segments', () => {
    const documents = openDocuments([packSegment([own, ...sharing(6)])])
    documents.apply(sharing(MIN_SHARING).slice(6))
    expect(idsOf(documents.search(asked(['platform'])))[0]).toBe('x/some-longer-name')
  })

  it('counts what the caller may see, and what else was asked for', () => {
    const states = sharing(MIN_SHARING)
    expect(first(states, ['platform'], { scope: { hidesPrivate: false, prefixes: ['x/', 'team/app1'] } })).toBe(
      'team/app1',
    )
    expect(first(states, ['platform'], { filters: [{ by: 'namePrefix', start: 'team/app1' }] })).toBe('team/app1')
  })
})

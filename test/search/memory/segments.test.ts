import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DocumentState, SearchDocument } from '../../../lambda/model/search-document.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { MEMORY_FORMAT } from '../../../lambda/search/memory/packed/segment-format.ts'
import { all, asked, documentOf, idsOf, stateOf } from './documents-of.ts'

const segment = packSegment([
  stateOf('team/api', { title: 'The API', description: 'answers', vendor: 'Acme', platforms: ['linux/amd64'] }),
  stateOf('library/Redis@docker-v1', { layout: 'docker-v1' }),
  { id: 'gone', changedAt: 7, document: undefined },
])

describe('a segment', () => {
  it('gives back the documents and times that were packed, and knows what has none', () => {
    const documents = openDocuments([segment])
    expect(documents.count).toBe(2)
    expect(documents.get('team/api')).toEqual(
      documentOf({ title: 'The API', description: 'answers', vendor: 'Acme', platforms: ['linux/amd64'] }),
    )
    expect(documents.changedAt('team/api')).toBe(1)
    expect([documents.get('gone'), documents.changedAt('gone')]).toEqual([undefined, 7])
    expect([documents.get('never'), documents.changedAt('never')]).toEqual([undefined, undefined])
  })

  it('is the same bytes for the same states, in whatever order they come', () => {
    const states = ['b', 'a', 'c/d'].map((id) => stateOf(id, { description: 'same words' }))
    expect(packSegment(states.toReversed()).equals(packSegment(states))).toBe(true)
  })

  it('may be empty, and may lie anywhere in memory', () => {
    expect(all(openDocuments([]))).toEqual({ hits: [], total: 0, bestScore: 0, facets: {} })
    expect(all(openDocuments([packSegment([])]))).toEqual({ hits: [], total: 0, bestScore: 0, facets: {} })
    const shifted = Buffer.alloc(segment.length + 3)
    shifted.set(segment, 3)
    expect(openDocuments([shifted.subarray(3)]).get('team/api')).toBeDefined()
  })

  it.each([
    [
      'of another format',
      (bytes: Buffer) => bytes.writeUInt32LE(MEMORY_FORMAT + 1, 4),
      /its format is \d+, this code reads/,
    ],
    ['of something else', (bytes: Buffer) => bytes.write('{"a"'), /does not begin as packed documents do/],
    ['with another number of sections', (bytes: Buffer) => bytes.writeUInt32LE(3, 8), /it has 3 sections/],
    [
      'with a section that is too long',
      (bytes: Buffer) => bytes.writeUInt32LE(1 << 30, 16),
      /ends before its last section/,
    ],
    ['with a section of another width', (bytes: Buffer) => bytes.writeUInt32LE(3, 12), /for numbers of 3/],
  ])('%s is refused', (_, damage, message) => {
    const damaged = Buffer.from(segment)
    damage(damaged)
    expect(() => openDocuments([damaged])).toThrow(message)
  })

  it('cut anywhere, it is refused', () => {
    for (let length = 0; length < segment.length - 8; length += 5)
      expect(() => openDocuments([Buffer.from(segment.subarray(0, length))])).toThrow(/packed documents can't be read/)
  })

  it('with any number in its header it is refused, or can be searched', () => {
    const headers = fc.record({
      at: fc.nat(80),
      number: fc.oneof(fc.constantFrom(0, 1, 2, 4, 8), fc.nat(300), fc.nat()),
    })
    fc.assert(
      fc.property(headers, ({ at, number }) => {
        const damaged = Buffer.from(segment)
        damaged.writeUInt32LE(number, 4 * at)
        try {
          const documents = openDocuments([damaged])
          documents.search(asked(['api'], { limit: 0 }))
          documents.corrections('apo', { hidesPrivate: true }, 3)
        } catch (error) {
          expect(`${error}`).toMatch(/packed documents can't be read/)
        }
      }),
    )
  })
})

describe('many values', () => {
  const COUNT = 70_000
  const states = Array.from(
    { length: COUNT },
    (_, at): DocumentState =>
      stateOf(`n${at}/common-${at}`, {
        vendor: `vendor ${at}`,
        licenses: `license ${at % 400}`,
        platforms: [`os/${at}`],
      }),
  )
  const documents = openDocuments([packSegment(states)])

  it('are kept apart, also beyond 65,536 of a field, and the greatest counts are returned', () => {
    const [last] = documents.search(asked([`common${COUNT - 1}`])).hits
    expect(last?.document).toMatchObject({ vendor: `vendor ${COUNT - 1}`, platforms: [`os/${COUNT - 1}`] })
    const { facets, total } = documents.search(asked(['common'], { facets: ['vendor', 'license'] }))
    expect(total).toBe(COUNT)
    expect(facets.license).toHaveLength(50)
    expect(facets.license?.[0]).toEqual({ value: 'license 0', count: 175 })
    const only: SearchDocument | undefined = documents.search(
      asked([], { filters: [{ by: 'text', field: 'vendor', test: (value) => value === 'vendor 69999' }] }),
    ).hits[0]?.document
    expect(only?.vendor).toBe('vendor 69999')
  })

  it('are paged through to the end', () => {
    const page = documents.search(asked(['common'], { sort: 'name', skip: COUNT - 2 }))
    expect(idsOf(page)).toEqual(['n9998/common-9998', 'n9999/common-9999'])
  })
})

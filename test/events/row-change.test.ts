// Rows that anybody may have written, and records that are none.

import type { AttributeValue } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { eventOf, MAX_DELAY_S } from '../../lambda/events/events-of.ts'
import { parseRowChange } from '../../lambda/events/row-change.ts'
import { ROW_FIELDS } from '../../lambda/model/row-schemas.ts'
import { REPOSITORY, TAG } from '../../lambda/names/tables.ts'
import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'
import { documentedEvent } from './documented-event.ts'
import { brief, NOW_S, record, tagRecord } from './records.ts'

const NOW = NOW_S * 1000
const told = (item: unknown) => {
  const change = parseRowChange(item)
  const event = change && eventOf(change, 'registry', NOW + 5000)
  if (event !== undefined) documentedEvent(event.type, event.detail)
  return event
}
const detailOf = (item: unknown) => told(item)?.detail

describe('a brief', () => {
  it('is told of with what it has', () => {
    expect(told(tagRecord(undefined, brief()))).toEqual({
      type: 'tag.pushed',
      at: NOW,
      detail: {
        registry: 'registry',
        repository: 'team/app',
        layout: 'distribution',
        tag: 'v1',
        digest: 'sha256:new',
        kind: 'image',
        size: 1000,
        platforms: ['linux/amd64'],
        pushedAt: '2026-11-24T11:59:00Z',
        delay: 60,
        rev: 7,
      },
    })
  })

  const odd: readonly (readonly [string, AttributeValue])[] = [
    ['digest', { N: '7' }],
    ['digest', { S: '' }],
    ['digest', { S: 'sha256:<script>' }],
    ['digest', { S: 'x'.repeat(257) }],
    ['kind', { S: 'constructor' }],
    ['kind', { M: {} }],
    ['hidden', { BOOL: false }],
    ['hidden', { S: 'true' }],
    ['size', { N: '-1' }],
    ['size', { N: '1.5' }],
    ['size', { N: '1E+40' }],
    ['size', { S: '1000' }],
    ['rev', { N: 'NaN' }],
    ['rev', { NULL: true }],
  ]
  it.each(odd)('is told of without %s where that is %j', (field, value) => {
    const { [field]: _, ...expected } = { ...detailOf(tagRecord(undefined, brief())) } as Record<string, unknown>
    expect(detailOf(tagRecord(undefined, brief({ [field]: value })))).toEqual(expected)
  })

  it('has at most eight platforms, none of which is long or no text', () => {
    const of = (platforms: AttributeValue) => detailOf(tagRecord(undefined, brief({ platforms })))
    const L = Array.from({ length: 12 }, (_, at) => ({ S: `linux/${at}` }))
    expect(of({ L })).toHaveProperty(
      'platforms',
      [...Array(8).keys()].map((at) => `linux/${at}`),
    )
    const [text] = L
    expect(of({ L: [{ S: 'é'.repeat(128) }, { N: '1' }, ...(text ? [text] : [])] })).toHaveProperty('platforms', [
      'linux/0',
    ])
    expect(of({ SS: ['linux/amd64'] })).toHaveProperty('platforms', [])
  })

  it.each([
    undefined,
    { S: '' },
    { S: 'yesterday' },
    { S: '2026-11-24T11:59:00+01:00' },
    { S: '2026-99-99T99:99:99Z' },
    { N: '1' },
  ])('of which %j is the time of the push is no push', (pushedAt) => {
    const { pushedAt: _, ...others } = brief()
    expect(told(tagRecord(undefined, pushedAt ? brief({ pushedAt }) : others))).toBeUndefined()
  })

  it('that somebody damaged is told of again when it is mended, and nothing of a push that is old', () => {
    const damaged = { repository: { S: 'team/app' }, tag: { S: 'v1' }, digest: { L: [] } }
    expect(told(tagRecord(brief(), damaged))).toBeUndefined()
    expect(told(tagRecord(damaged, brief()))).toMatchObject({ type: 'tag.pushed' })
    const old = new Date(NOW - (MAX_DELAY_S + 1) * 1000).toISOString()
    expect(told(tagRecord(damaged, brief({ pushedAt: { S: old } })))).toBeUndefined()
    expect(told(tagRecord(damaged, undefined))).toEqual({
      type: 'tag.removed',
      at: NOW,
      detail: { registry: 'registry', repository: 'team/app', layout: 'distribution', tag: 'v1' },
    })
  })

  it('is not told of where it has nothing new but other fields', () => {
    expect(told(tagRecord(brief(), brief({ rev: { N: '8' }, etag: { S: 'x' }, kind: { S: 'chart' } })))).toBeUndefined()
  })

  it('may have attributes of any name', () => {
    const more = Object.fromEntries([...PROTOTYPE_NAMES, '__proto__'].map((name) => [name, { S: 'x' }]))
    const image = JSON.parse(JSON.stringify(brief()).replace('{', `{"__proto__":{"S":"x"},`))
    expect(detailOf(tagRecord(undefined, { ...more, ...brief() }))).toEqual(detailOf(tagRecord(undefined, brief())))
    expect(detailOf(tagRecord(undefined, image))).toEqual(detailOf(tagRecord(undefined, brief())))
  })
})

describe('others are told nothing', () => {
  it('of details, also where somebody gave them the time of a push', () => {
    expect(told(tagRecord(undefined, brief(), '#v1'))).toBeUndefined()
    expect(told(tagRecord(brief(), undefined, '#v1'))).toBeUndefined()
  })

  it('of a repository but that it lost its document', () => {
    const keys = { name: { S: 'team/app' } }
    const row = { ...keys, document: { M: { visible: { N: '1' } } }, rev: { N: '3' } }
    const emptied = { ...keys, rev: { N: '4' }, expires: { N: '1795000000' } }
    expect(told(record(row, emptied, keys))).toEqual({
      type: 'repository.removed',
      at: NOW,
      detail: { registry: 'registry', repository: 'team/app', layout: 'distribution', rev: 4 },
    })
    const damaged = { ...keys, rev: { N: '4' } }
    for (const [before, after] of [
      [undefined, row],
      [row, row],
      [emptied, row],
      [emptied, emptied],
      [undefined, emptied],
      // When it expires, or somebody deletes or damages it, its tags are as they were.
      [emptied, undefined],
      [row, undefined],
      [row, damaged],
      [row, { ...row, expires: { N: '1795000000' } }],
    ] as const)
      expect(told(record(before, after, keys))).toBeUndefined()
  })

  it.each([
    undefined,
    null,
    'text',
    {},
    { dynamodb: {} },
    { dynamodb: { SequenceNumber: '1', Keys: {} } },
    { dynamodb: { SequenceNumber: '1', Keys: { id: { S: 'runs' } } } },
    { dynamodb: { SequenceNumber: 1, Keys: { name: { S: 'a' } } } },
    { dynamodb: { SequenceNumber: '1', Keys: { repository: { S: 'a' }, tag: { N: '1' } } } },
  ])('of %j, which is no change of these tables', (item) => {
    expect(parseRowChange(item)).toBeUndefined()
  })

  it('of a record without images', () => {
    expect(told(tagRecord(undefined, undefined))).toBeUndefined()
  })
})

it('a record that does not say when it was written is of now', () => {
  const item = tagRecord(undefined, brief())
  const { ApproximateCreationDateTime: _, ...dynamodb } = item.dynamodb
  expect(told({ ...item, dynamodb })).toMatchObject({ at: NOW + 5000, detail: { delay: 65 } })
})

// infra/events.ts filters by these.
it('only briefs have the time of the push, and rows of repositories an end', () => {
  expect(ROW_FIELDS.brief).toContain(TAG.pushedAt)
  expect(ROW_FIELDS.detail).not.toContain(TAG.pushedAt)
  expect(ROW_FIELDS.repository).toContain(REPOSITORY.expires)
})

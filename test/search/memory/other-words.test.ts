import { describe, expect, it } from 'vitest'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { abbreviationsOf, pluralsOf } from '../../../lambda/search/memory/words/other-words.ts'
import { asked, idsOf, named, stateOf } from './documents-of.ts'

describe('plurals', () => {
  it.each([
    ['invoice', ['invoices']],
    ['invoices', ['invoiceses', 'invoice']],
    ['policy', ['policies']],
    ['policies', ['policieses', 'policy', 'policie']],
    ['box', ['boxes']],
    ['boxes', ['boxeses', 'box', 'boxe']],
    ['keys', ['keyses', 'key']],
    // These are no plurals.
    ['redis', ['redises']],
    ['status', ['statuses']],
    ['access', ['accesses']],
    ['dns', ['dnses']],
    ['漏洞', []],
    ['k8s', []],
  ])('of %s are %j', (word, others) => {
    expect(pluralsOf(word)).toEqual(others)
  })
})

it('abbreviations mean each other, and no word of an object is one', () => {
  expect(abbreviationsOf('pg')).toEqual(['postgres', 'postgresql'])
  expect(abbreviationsOf('postgresql')).toEqual(['pg', 'postgres'])
  expect(abbreviationsOf('constructor')).toEqual([])
})

it('the word itself is worth more than what means the same', () => {
  expect(idsOf(named('q/invoices', 'q/invoice').search(asked(['invoice'])))).toEqual(['q/invoice', 'q/invoices'])
  expect(idsOf(named('q/invoices', 'q/invoice').search(asked(['invoices'])))).toEqual(['q/invoices', 'q/invoice'])
  expect(idsOf(named('q/kubernetes', 'q/k8s').search(asked(['k8s'])))).toEqual(['q/k8s', 'q/kubernetes'])
  expect(idsOf(named('q/postgres-backup').search(asked(['pg', 'backup'])))).toEqual(['q/postgres-backup'])
})

it('letters and digits match split and joined', () => {
  const documents = openDocuments([
    packSegment([stateOf('base/node20'), stateOf('q/node-20'), stateOf('r/x', { description: 'for Node 20' })]),
  ])
  for (const words of [['node20'], ['node', '20']])
    expect(idsOf(documents.search(asked(words))).sort()).toEqual(['base/node20', 'q/node-20', 'r/x'])
})

it('words inside camelCase are found in names, titles and descriptions', () => {
  const documents = openDocuments([
    packSegment([
      stateOf('q/OrderService'),
      stateOf('q/x', { title: 'OrderService' }),
      stateOf('q/y', { description: 'an OrderService' }),
    ]),
  ])
  for (const words of [['service'], ['orderservice'], ['order', 'service']])
    expect(idsOf(documents.search(asked(words)))).toEqual(['q/OrderService', 'q/x', 'q/y'])
})

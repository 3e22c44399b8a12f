import { expect, it } from 'vitest'
import { partsOf, wordsOf } from '../../lambda/model/tokenizer.ts'

it.each([
  ['Café CRÈME', 'cafe creme'],
  ['İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
  ['Straße STRASSE', 'strasse strasse'],
  ['Łódź Ærø', 'lodz aero'],
  ['ΣΊΣΥΦΟΣ σίσυφος', 'σισυφοσ σισυφοσ'],
  // In other scripts such a mark makes another letter.
  ['が й', 'が й'],
  ['ﬁle Ⅷ ＡＢＣ', 'file viii abc'],
  ['node.js, c++', 'node js c'],
  ['---', ''],
])('%j has the words %j', (text, words) => {
  expect(wordsOf(text).join(' ')).toBe(words)
})

it.each([
  ['OrderService', 'order+service'],
  ['parseHTMLFile', 'parse+html+file'],
  ['PyQt5', 'py+qt+5'],
  ['node20 debian12', 'node+20 debian+12'],
  ['7zip', '7+zip'],
  ['e2e d7f3de k8s', 'e2e d7f3de k8s'],
  ['plain words', 'plain words'],
  [`${'aB'.repeat(33)}`, 'ab'.repeat(33)],
])('%j has the parts %j', (text, parts) => {
  expect(
    partsOf(text)
      .map((word) => word.join('+'))
      .join(' '),
  ).toBe(parts)
})

// Turns filters into tests of documents by their numbers, once for each segment.

import type { Segment } from '../packed/open-segment.ts'
import { shownAt, unpackPlatforms } from '../packed/stored-fields.ts'
import { beginsWith, isEmptyText, textAt } from '../packed/text-pool.ts'
import type { DocumentFilter, TextField } from './document-filter.ts'
import { nameBegins, namespacePasses } from './normalized-names.ts'

export type Test = (document: number) => boolean

/** Returns a filter as a test. A text is tested once, however many documents have it. */
export const testOf = (segment: Segment, filter: DocumentFilter): Test => {
  switch (filter.by) {
    case 'text':
      return textTest(segment, filter.field, filter.test)
    case 'shown':
      return (document) => filter.test(shownAt(segment, document, filter.field) ?? '')
    case 'range':
      return rangeTest(segment, filter)
    case 'sourcePrefix':
      return sourceTest(segment, filter.start)
    case 'namePrefix': {
      const begins = nameBegins(segment, filter.start)
      return (document) => begins[document] === 1
    }
    case 'namespace': {
      const passes = namespacePasses(segment, filter.test)
      return (document) => passes[document] === 1
    }
    case 'not': {
      const test = testOf(segment, filter.filter)
      return (document) => !test(document)
    }
  }
}

const textTest = (segment: Segment, field: TextField, test: (value: string) => boolean): Test => {
  const { interned, pools } = segment.parts
  const { numbers, texts } =
    field === 'address' ? { numbers: interned.source.numbers, texts: pools.addresses } : interned[field]
  const passes = new Uint8Array(texts.size)
  for (let number = 0; number < texts.size; number++) {
    const text = textAt(texts, number)
    const values = field !== 'platforms' ? [text] : number === 0 ? [] : unpackPlatforms(text)
    passes[number] = values.some(test) ? 1 : 0
  }
  return (document) => passes[numbers[document] as number] === 1
}

// Addresses are compared as bytes: nearly every document may have one of its own.
const sourceTest = (segment: Segment, start: string): Test => {
  const { numbers, texts } = segment.parts.interned.source
  const { addresses } = segment.parts.pools
  const wanted = Buffer.from(start)
  const passes = new Uint8Array(texts.size)
  for (let number = 0; number < texts.size; number++)
    passes[number] = !isEmptyText(texts, number) && beginsWith(addresses, number, wanted) ? 1 : 0
  return (document) => passes[numbers[document] as number] === 1
}

const rangeTest = (segment: Segment, { field, least, most }: Extract<DocumentFilter, { by: 'range' }>): Test => {
  const { columns, floats } = segment.parts
  if (field === 'dangling') {
    // A count is stored as one more, so that 0 can say that it is absent.
    const { dangling } = columns
    return (document) => {
      const stored = dangling[document] as number
      return stored !== 0 && stored - 1 >= least && stored - 1 <= most
    }
  }
  // An absent value is NaN, which is in no range.
  const values = floats[field]
  return (document) => (values[document] as number) >= least && (values[document] as number) <= most
}

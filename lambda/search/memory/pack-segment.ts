// Packs search documents into a segment: documents in the order of their names, their vocabulary, and the ids of
// repositories that have no document any more.

import type { DocumentState, SearchDocument } from '../../model/search-document.ts'
import { sourceAddress } from '../../model/source-address.ts'
import { normalize, wordsOf } from '../../model/tokenizer.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { byteLength } from '../../shared/text.ts'
import { compareAsBytes } from './packed/bytes.ts'
import { packColumn } from './packed/column.ts'
import { INTERNED, type Interned, type Parts, writeParts } from './packed/segment-format.ts'
import { packPlatforms, packShown, secondsOf } from './packed/stored-fields.ts'
import { interner, type PackedTexts, packTexts } from './packed/text-pool.ts'
import { descriptionNumber } from './ranking/boilerplate.ts'
import { copyWords } from './ranking/copies.ts'
import { priorOf } from './ranking/prior.ts'
import { eachWord, type NameWords } from './words/document-words.ts'
import { vocabulary } from './words/pack-postings.ts'

interface Named {
  readonly id: string
  readonly name: string
  readonly changedAt: number
  readonly document: SearchDocument
}

/**
 * Packs the states of repositories, each named once, into one immutable buffer. Its time and memory grow with the
 * documents: pack a million in parts of 250,000.
 */
export const packSegment = (states: readonly DocumentState[]): Buffer => {
  const documents = states.flatMap(named).sort(byName)
  const emptied = states
    .flatMap(({ id, changedAt, document }) => (document === undefined ? [{ id: id.toWellFormed(), changedAt }] : []))
    .sort((a, b) => compareAsBytes(a.id, b.id))
  const { words, interned, addresses, prior, folded } = collected(documents)
  const column = (value: (one: Named) => number) => packColumn(documents.map(value))
  const floats = (value: (one: Named) => number) => Float64Array.from(documents, value)
  return writeParts({
    columns: {
      nameEnds: column(({ name }) => byteLength(name)),
      idStarts: column(({ id, name }) => (id.startsWith(name) ? 0 : byteLength(name))),
      visible: column(({ document }) => document.visible),
      hidden: column(({ document }) => document.hidden),
      dangling: column(({ document }) => (document.dangling === undefined ? 0 : document.dangling + 1)),
      private: column(({ document }) => (document.private === true ? 1 : 0)),
      prior: packColumn(prior),
      description: column(({ document }) => descriptionNumber(document.description)),
    },
    floats: {
      changedAt: floats(({ changedAt }) => changedAt),
      pushedAt: floats(({ document }) => secondsOf(document.pushedAt)),
      created: floats(({ document }) => secondsOf(document.created)),
      size: floats(({ document }) => document.size ?? Number.NaN),
    },
    interned,
    pools: {
      keys: packTexts(documents.map(({ id, name }) => (id.startsWith(name) ? id : name + id))),
      rest: packTexts(documents.map(({ document }) => packShown(document))),
      folded: packTexts(folded.map(({ text }) => text)),
      addresses: packTexts(addresses),
      emptied: packTexts(emptied.map(({ id }) => id)),
      ...words.pack(),
    },
    foldedDocuments: packColumn(folded.map(({ at }) => at)),
    emptiedAt: Float64Array.from(emptied, ({ changedAt }) => changedAt),
  })
}

const named = ({ id, changedAt, document }: DocumentState): Named[] => {
  const wellFormed = id.toWellFormed()
  return document === undefined ? [] : [{ id: wellFormed, name: repositoryName(wellFormed), changedAt, document }]
}

const byName = (a: Named, b: Named): number => compareAsBytes(a.name, b.name) || compareAsBytes(a.id, b.id)

// All that takes the normalized name, which is made once.
const collected = (documents: readonly Named[]) => {
  const words = vocabulary()
  const fields = INTERNED.map((field) => ({ field, texts: interner(), numbers: new Uint32Array(documents.length) }))
  const prior = new Uint32Array(documents.length)
  const folded: { readonly text: string; readonly at: number }[] = []
  for (const [at, { name, document }] of documents.entries()) {
    const normalized = normalize(name)
    if (normalized !== name) folded.push({ text: normalized, at })
    const components = normalized.split('/')
    const nameWords = name.split('/').map(wordsOf)
    prior[at] = priorOf(components, nameWords, document)
    eachWord(name, nameWords, document, (word, place) => words.add(word, at, place))
    const values = internedValues(document, components, nameWords)
    for (const { field, texts, numbers } of fields) numbers[at] = texts.numberOf(values[field])
  }
  folded.sort((a, b) => compareAsBytes(a.text, b.text) || a.at - b.at)
  const interned = Object.fromEntries(
    fields.map(({ field, texts, numbers }) => [field, { numbers: packColumn(numbers), texts: packTexts(texts.texts) }]),
  ) as Parts<PackedTexts>['interned']
  const sources = fields.flatMap(({ field, texts }) => (field === 'source' ? texts.texts : []))
  return { words, interned, addresses: sources.map(sourceAddress), prior, folded }
}

const internedValues = (
  document: SearchDocument,
  components: readonly string[],
  nameWords: NameWords,
): Record<Interned, string | undefined> => ({
  registry: document.registry,
  layout: document.layout,
  kind: document.kind,
  platforms: packPlatforms(document.platforms),
  licenses: document.licenses,
  vendor: document.vendor,
  source: document.source,
  namespace: components.length > 1 ? components[0] : undefined,
  copies: copyWords(nameWords),
})

// Turns the fields of a document into what a segment stores, and back.

import type { SearchDocument } from '../../../model/search-document.ts'
import { defined } from '../../../shared/defined.ts'
import type { Segment } from './open-segment.ts'
import { textAt } from './text-pool.ts'

/** Fields that are only shown. */
const SHOWN = ['description', 'title', 'version', 'tag', 'newestTag', 'keywords'] as const

/** Epoch seconds of a time, NaN if there is none. */
export const secondsOf = (time: string | undefined): number =>
  time === undefined ? Number.NaN : Date.parse(time) / 1000

const timeOf = (seconds: number): string | undefined =>
  Number.isNaN(seconds) ? undefined : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/**
 * Packs the fields that are only shown into one text, with the times of which their seconds would give another. Counts of
 * unread tags stand behind them while there are any: soon none has.
 */
export const packShown = (document: SearchDocument): string => {
  const odd = (time: string | undefined) => (time === timeOf(secondsOf(time)) ? undefined : time)
  const { unread, unreadHidden } = document
  const counts = unread === undefined && unreadHidden === undefined ? [] : [unread, unreadHidden]
  return JSON.stringify([
    ...SHOWN.map((field) => document[field]),
    odd(document.pushedAt),
    odd(document.created),
    ...counts,
  ])
}

/** Packs platforms into one text. */
export const packPlatforms = (platforms: readonly string[] | undefined): string | undefined =>
  platforms && JSON.stringify(platforms)

/** Unpacks platforms. */
export const unpackPlatforms = (text: string): string[] => JSON.parse(text) as string[]

const restAt = (segment: Segment, at: number): [shown: (string | null)[], counts: (number | null)[]] => {
  const rest = JSON.parse(textAt(segment.parts.pools.rest, at)) as (string | number | null)[]
  const texts = SHOWN.length + 2
  return [rest.slice(0, texts) as (string | null)[], rest.slice(texts) as (number | null)[]]
}

/** Decodes one of the fields that are only shown. */
export const shownAt = (segment: Segment, at: number, field: (typeof SHOWN)[number]): string | undefined => {
  const [shown] = restAt(segment, at)
  return shown[SHOWN.indexOf(field)] ?? undefined
}

/** Decodes a document. */
export const documentAt = (segment: Segment, at: number): SearchDocument => {
  const { columns, floats, interned } = segment.parts
  const [shown, [unread, unreadHidden]] = restAt(segment, at)
  const text = (field: keyof typeof interned): string | undefined => {
    const number = interned[field].numbers[at] as number
    return number === 0 ? undefined : textAt(interned[field].texts, number)
  }
  const platforms = text('platforms')
  const size = floats.size[at] as number
  const dangling = columns.dangling[at] as number
  const fields: { [Field in keyof SearchDocument]-?: SearchDocument[Field] | undefined } = {
    registry: text('registry') ?? '',
    layout: text('layout') ?? '',
    visible: columns.visible[at] as number,
    hidden: columns.hidden[at] as number,
    unread: unread ?? undefined,
    unreadHidden: unreadHidden ?? undefined,
    description: shown[0] ?? undefined,
    title: shown[1] ?? undefined,
    version: shown[2] ?? undefined,
    tag: shown[3] ?? undefined,
    newestTag: shown[4] ?? undefined,
    keywords: shown[5] ?? undefined,
    kind: text('kind') as SearchDocument['kind'],
    platforms: platforms === undefined ? undefined : unpackPlatforms(platforms),
    size: Number.isNaN(size) ? undefined : size,
    source: text('source'),
    licenses: text('licenses'),
    vendor: text('vendor'),
    dangling: dangling === 0 ? undefined : dangling - 1,
    private: columns.private[at] === 1 ? true : undefined,
    pushedAt: shown[6] ?? timeOf(floats.pushedAt[at] as number),
    created: shown[7] ?? timeOf(floats.created[at] as number),
  }
  return defined(fields) as SearchDocument
}

// Turns the fields of a document into what a segment stores, and back.

import type { SearchDocument } from '../../model/search-document.ts'
import { defined } from '../../shared/defined.ts'
import type { Segment } from './open-segment.ts'
import { textAt } from './text-pool.ts'

/** Fields that are only shown. */
const SHOWN = ['description', 'title', 'version', 'tag', 'newestTag', 'keywords'] as const

/** Epoch seconds of a time, NaN if there is none. */
export const secondsOf = (time: string | undefined): number =>
  time === undefined ? Number.NaN : Date.parse(time) / 1000

const timeOf = (seconds: number): string | undefined =>
  Number.isNaN(seconds) ? undefined : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

/** Packs the fields that are only shown into one text, with the times of which their seconds would give another. */
export const packShown = (document: SearchDocument): string => {
  const odd = (time: string | undefined) => (time === timeOf(secondsOf(time)) ? undefined : time)
  return JSON.stringify([...SHOWN.map((field) => document[field]), odd(document.pushedAt), odd(document.created)])
}

/** Packs platforms into one text. */
export const packPlatforms = (platforms: readonly string[] | undefined): string | undefined =>
  platforms && JSON.stringify(platforms)

/** Unpacks platforms. */
export const unpackPlatforms = (text: string): string[] => JSON.parse(text) as string[]

/** Decodes one of the fields that are only shown. */
export const shownAt = (segment: Segment, at: number, field: (typeof SHOWN)[number]): string | undefined => {
  const shown = JSON.parse(textAt(segment.parts.pools.rest, at)) as (string | null)[]
  return shown[SHOWN.indexOf(field)] ?? undefined
}

/** Decodes a document. */
export const documentAt = (segment: Segment, at: number): SearchDocument => {
  const { columns, floats, interned, pools } = segment.parts
  const shown = JSON.parse(textAt(pools.rest, at)) as (string | null)[]
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

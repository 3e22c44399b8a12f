// What happens in a simulation.

import { PROTOTYPE_NAMES } from '../fakes/prototype-names.ts'

/** What goes wrong, and how often. Chances from 0 to 1. */
export interface Weather {
  readonly seed: number
  /** An event is delivered twice. */
  readonly duplicated: number
  /** An event never comes. */
  readonly lost: number
  /** S3 answers SlowDown, DynamoDB throttles. */
  readonly refused: number
  /** Now and then a transaction's items take their time to be seen. */
  readonly slow: number
  /** A function dies, at any step. */
  readonly crash: number
  /** Lambda throttles the call of a run's step. */
  readonly throttled: number
  /** An event comes in an envelope of SNS. */
  readonly wrapped: number
  /** Keys in a page of a listing. */
  readonly pageSize: number
}

/** The same and what only the seam at the ports has. */
export interface PortsWeather extends Weather {
  /** For how many hours S3 is away, once. */
  readonly awayHours: number
  /** A row is damaged, so that it can't be parsed, while something is asked for. */
  readonly damaged: number
}

/** What a registry does to a tag, or, `hide` and `show`, one of v1 to a whole repository. */
export interface Change {
  readonly what: 'push' | 'remove' | 'break' | 'hide' | 'show'
  readonly repository: string
  readonly tag: string
  readonly image: number
}

/** One thing that a registry or time does. */
export type Deed =
  | Change
  | { readonly what: 'reconcile' }
  /** All repositories are listed and named, as a first load does, and nothing is read. */
  | { readonly what: 'name' }
  /** A run that also looks whether what tags point to is there. */
  | { readonly what: 'deep' }
  /** What tags point to goes, such as a blob, or what went comes back; nobody tells. `which` of all, as a share. */
  | { readonly what: 'vanish'; readonly which: number }
  | { readonly what: 'return'; readonly which: number }
  | { readonly what: 'day' }
  /** Nothing, for a while: what was done gets its time. */
  | { readonly what: 'rest' }
  /** Nothing, for some hours, in which all that waits comes. */
  | { readonly what: 'hours' }

/** Images that are like any other, but for what they say. */
export const COMMON_IMAGES = 3
/** An image with labels that are called as things of JavaScript are. */
const ODD_IMAGE = 3
/** An image whose rows DynamoDB rejects, for the label `REJECTED`. */
const REJECTED_IMAGE = 4
export const REJECTED = 'rejected'
/** An image index with so many children that a few tags of it don't fit in one transaction. */
export const LARGE_IMAGE = 5
/** An image at which our own code throws, for the label `POISON`. */
export const POISONED_IMAGE = 6
export const POISON = 'poison'
export const LARGE_PLATFORMS = Array.from({ length: 18 }, (_, at) => `linux/arm/v${at}`)

/** Labels of an image. */
export const labelsOf = (image: number): Record<string, string> => ({
  'org.opencontainers.image.description': `version ${image} of things`,
  ...(image === ODD_IMAGE ? Object.fromEntries(PROTOTYPE_NAMES.map((name) => [name, 'odd'])) : {}),
  ...(image === REJECTED_IMAGE ? { [REJECTED]: 'yes' } : {}),
  ...(image === POISONED_IMAGE ? { [POISON]: 'yes' } : {}),
})

// What happens in a simulation.

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
  /** Keys in a page of a listing. */
  readonly pageSize: number
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
  | { readonly what: 'day' }
  /** Nothing, for a while: what was done gets its time. */
  | { readonly what: 'rest' }

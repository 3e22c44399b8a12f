// Between the thread of the world and the thread of the code under test.

/** A request of the code under test. */
export interface Ask {
  readonly id: number
  readonly port: 'get' | 'list' | 'send'
  readonly args: readonly unknown[]
}

/** The world's answer; an error goes as its parts, since threads don't share classes. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number
      readonly message: string
      readonly reasons?: { readonly Code?: string | undefined }[] | undefined
    }

/** What a run did. Megabytes: heap after a full collection and the buffers outside of it. */
export interface Ran {
  readonly totals: unknown
  readonly seconds: number
  readonly memoryBefore: number
  readonly memoryPeak: number
}

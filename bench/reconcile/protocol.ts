// Messages between the thread of the made-up world and the thread of the code under test.

/** A request of the code under test. */
export interface WorldRequest {
  readonly id: number
  readonly port: 'get' | 'list' | 'folders' | 'send'
  readonly args: readonly unknown[]
}

/** The world's response. An error is sent as its fields, because a message between threads loses the error's class. */
export type WorldResponse =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number
      readonly message: string
      readonly reasons?: { readonly Code?: string | undefined }[] | undefined
    }

/**
 * The result of a run. Memory is in MB: the heap after a full garbage collection, and the buffers outside of the heap.
 */
export interface ThreadResult {
  readonly totals: unknown
  readonly seconds: number
  readonly memoryBefore: number
  readonly memoryPeak: number
}

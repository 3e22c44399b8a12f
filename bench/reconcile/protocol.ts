// Messages between the thread of the made-up world and the thread of the code under test.

import type { VersionStore } from '../../lambda/model/runs/version-store.ts'

/** A request of the code under test. */
export interface WorldRequest {
  readonly id: number
  readonly port: 'get' | 'list' | 'folders' | 'send' | 'version'
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

/** The methods of the version table. It outlives a thread: a run finds there what the one before it left. */
export const VERSION_METHODS = [
  'read',
  'create',
  'write',
  'runs',
  'lease',
  'ended',
  'progress',
  'progressOf',
  'beat',
  'beatsOf',
] as const satisfies readonly (keyof VersionStore)[]

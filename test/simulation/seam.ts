// Where the simulated world ends and the code under test begins. There are two such seams: below the ports of the code
// (memory-seam.ts), which is fast, and below the AWS SDK (wire-seam.ts), which leaves nothing out.

import type { Message, MessagePorts } from '../../lambda/indexing/messages.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import type { Layouts } from '../../lambda/registry/layouts/layouts.ts'
import type { RegistryReader } from '../../lambda/registry/tag-reader.ts'
import type { IndexView } from '../fakes/expected.ts'
import type { memoryBucket } from '../fakes/memory-bucket.ts'
import type { Actor, createScheduler, VirtualTime } from './scheduler.ts'

/** What a seam gets of the world. */
export interface Surroundings {
  readonly scheduler: Pick<ReturnType<typeof createScheduler>, 'actor'>
  readonly random: () => number
  readonly chance: (of: number) => boolean
  readonly time: VirtualTime
  /** Passes some milliseconds. */
  pass(milliseconds: number): void
  /** Whether things still go wrong. */
  isStormy(): boolean
  readonly bucket: ReturnType<typeof memoryBucket>
  readonly layouts: Layouts
  /** Makes the queue deliver a message again after this many seconds. */
  delay(message: Message, seconds: number): void
  /** Makes the items of a transaction visible, one by one, at any time before it resolves. */
  reveal(applies: (() => void)[]): Promise<void>
  /** Between two items of one read. */
  pause(): Promise<void>
  /** Calls `apply` once, at any time. */
  replicate(apply: () => void): void
  /** Is told when a commit on this repository is all to be seen. */
  committed(name: string): void
  /** Is told what must never happen. */
  complain(what: string): void
}

/** The ports of every function. */
export type AllPorts = RunPorts & MessagePorts

export interface Seam {
  /** The index's tables, as they are at this moment. */
  readonly tables: IndexView
  /** What a function, which is an actor, meets of the world. */
  portsOf(actor: Actor): AllPorts
  /** What the code sees of a message's body; if not given, the body. */
  readonly body: ((body: string) => string) | undefined
  /** Does work of a function. */
  within<T>(actor: Actor, work: () => T): T
  /** DynamoDB expires the row of a repository. */
  expire(name: string): void
  /** Whether the storm may end messages, so that only a run makes their events good. */
  readonly losesMessages: boolean
  /** Whether what happened needs a run to be made good, besides events that were lost. */
  needsRun(): boolean
  /** When nothing that lasts for a while goes wrong any more. Epoch milliseconds. */
  readonly calmAt: number
  /** Whether the last run must be a rebuild, as no other mends what happened. */
  needsRebuild(): boolean
  /** The run that holds the lease. */
  leaseHolder(): Promise<string | undefined>
  /** How long before the last run, if there always is one. Milliseconds. */
  readonly lastRunAfterMs: number | undefined
  /** Compares what search holds in memory with the rows, when all is at rest; differences are told to `complain`. */
  search(): Promise<void>
  /** Reads every row as the API does, when all is at rest; what is missing is told to `complain`. */
  readAll(): Promise<void>
  /** How the expected index reads the bucket. */
  readonly expects: (reader: RegistryReader) => Pick<RegistryReader, 'readTag'>
}

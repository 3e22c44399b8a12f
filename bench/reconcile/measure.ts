// Runs one reconcile of the code under test against a made-up world, and counts everything that it requests.

import { Worker } from 'node:worker_threads'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { totalsSchema } from '../../lambda/model/runs/run-totals.ts'
import type { VersionStore } from '../../lambda/model/runs/version-store.ts'
import type { Counts } from '../world/counts.ts'
import type { World } from '../world/world.ts'
import { type ThreadResult, VERSION_METHODS, type WorldRequest, type WorldResponse } from './protocol.ts'

/** The figures of one reconcile. */
export interface Measured extends ThreadResult {
  /** What was measured, such as "first load". */
  readonly what: string
  readonly totals: Totals
  readonly counts: Counts
}

const doneTotals = z.extend(totalsSchema, { done: z.boolean() })
type Totals = z.infer<typeof doneTotals>

/**
 * Reconciles everything once, in a new thread, like a function that has just been started.
 * @param version the version table, in which it finds what an earlier run left
 * @throws Error if the reconcile does not complete, has problems, or misses a repository
 */
export const measure = async (what: string, world: World, version: VersionStore): Promise<Measured> => {
  world.takeCounts()
  const ran = await inThread(world, version)
  const totals = doneTotals.parse(ran.totals)
  if (!totals.done || totals.problems > 0 || totals.repositories !== world.names.length)
    throw new Error(
      `the reconcile "${what}" must be done, without problems, for ${world.names.length} repositories, but reported ${JSON.stringify(totals)}`,
    )
  return { ...ran, what, totals, counts: world.takeCounts() }
}

const inThread = (world: World, version: VersionStore): Promise<ThreadResult> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./under-test.ts', import.meta.url), { workerData: {} })
    worker.on('message', (message: WorldRequest | ThreadResult) => {
      if ('totals' in message) resolve(message)
      else answerOf(world, version, message).then((answer) => worker.postMessage(answer), reject)
    })
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the thread of the code under test ended with code ${code}`)))
  })

const answerOf = async (
  { bucket, tables }: World,
  version: VersionStore,
  { id, port, args }: WorldRequest,
): Promise<WorldResponse> => {
  const [first, second] = args
  try {
    if (port === 'version') return { id, value: await asked(version, args) }
    if (port === 'get') return { id, value: bucket.get(String(first), Number(second)) }
    if (port === 'list')
      return { id, value: bucket.list(String(first), second === undefined ? undefined : String(second)) }
    if (port === 'folders')
      return { id, value: bucket.folders(String(first), second === undefined ? undefined : String(second)) }
    return { id, value: tables.send(String(first), second) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      id,
      message,
      reasons: error instanceof TransactionCanceledException ? error.CancellationReasons : undefined,
    }
  }
}

const asked = (version: VersionStore, [name, ...args]: readonly unknown[]): Promise<unknown> => {
  const method = VERSION_METHODS.find((one) => one === name)
  if (method === undefined) throw new Error(`the version table has no method ${name}`)
  return (version[method] as (...all: readonly unknown[]) => Promise<unknown>)(...args)
}

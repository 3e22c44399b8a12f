// Runs one reconcile of the code under test in a thread with its own heap, so that its memory is measured apart from
// that of the made-up bucket and tables. bench/reconcile/measure.ts starts this thread and answers its requests.

import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import type { VersionStore } from '../../lambda/model/runs/version-store.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { runPorts } from '../world/run-ports.ts'
import { type ThreadResult, VERSION_METHODS, type WorldRequest, type WorldResponse } from './protocol.ts'

/** Interval between two measurements of memory. */
const MEMORY_INTERVAL_MS = 200
/** An invocation on AWS has 15 minutes. Here one invocation gets enough time for the whole bucket. */
const TIME_LIMIT_MS = 6 * 60 * 60 * 1000

const port = parentPort
if (port === null) throw new Error('under-test.ts runs only as a thread; start node bench/reconcile/reconcile.ts')

const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
let asked = 0

const ask = (to: WorldRequest['port'], ...args: unknown[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const id = asked++
    waiting.set(id, { resolve, reject })
    port.postMessage({ id, port: to, args } satisfies WorldRequest)
  })

port.on('message', (answer: WorldResponse) => {
  const { resolve, reject } = waiting.get(answer.id) ?? {}
  waiting.delete(answer.id)
  if ('value' in answer) resolve?.(answer.value)
  else reject?.(errorOf(answer))
})

const errorOf = ({ message, reasons }: Extract<WorldResponse, { message: string }>): Error =>
  reasons === undefined
    ? new Error(message)
    : new TransactionCanceledException({ message, CancellationReasons: reasons, $metadata: {} })

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const megabytes = (): number => {
  collect()
  const { used_heap_size, external_memory } = getHeapStatistics()
  return (used_heap_size + external_memory) / 1024 / 1024
}

const bucket: RegistryBucket = {
  get: (...args) => ask('get', ...args) as ReturnType<RegistryBucket['get']>,
  list: (...args) => ask('list', ...args) as ReturnType<RegistryBucket['list']>,
  folders: (...args) => ask('folders', ...args) as ReturnType<RegistryBucket['folders']>,
}
// VERSION_METHODS has every method; each is asked of the thread of the world, which has the table.
const version = Object.fromEntries(
  VERSION_METHODS.map((method) => [method, (...args: readonly unknown[]) => ask('version', method, ...args)]),
) as unknown as VersionStore
const ports = { ...runPorts(bucket, (command, input) => ask('send', command, input)), version }

const memoryBefore = megabytes()
let memoryPeak = memoryBefore
const look = setInterval(() => {
  memoryPeak = Math.max(memoryPeak, megabytes())
}, MEMORY_INTERVAL_MS)
const start = performance.now()
const end = Date.now() + TIME_LIMIT_MS
const totals = await runStep(ports, parseRunEvent(workerData), { soft: end, hard: end }, 'the bench')
const seconds = (performance.now() - start) / 1000
clearInterval(look)
memoryPeak = Math.max(memoryPeak, megabytes())
port.postMessage({ totals, seconds, memoryBefore, memoryPeak } satisfies ThreadResult)
port.close()

// The code under test, in a thread with a heap of its own: what it keeps in memory can be told from what the made-up
// bucket and tables keep. Started by bench/reconcile/measure.ts; does one reconcile and ends.

import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { RegistryBucket } from '../../lambda/registry/bucket/registry-bucket.ts'
import { runPorts } from '../world/ports.ts'
import type { Answer, Ask, Ran } from './protocol.ts'

/** How often memory is looked at. Milliseconds. */
const LOOK_EVERY = 200
/** One invocation has 15 minutes; here one has time for all of it. Milliseconds. */
const TIME = 6 * 60 * 60 * 1000

const port = parentPort
if (port === null) throw new Error('start this with node bench/reconcile/reconcile.ts')

const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
let asked = 0

const ask = (to: Ask['port'], ...args: unknown[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const id = asked++
    waiting.set(id, { resolve, reject })
    port.postMessage({ id, port: to, args } satisfies Ask)
  })

port.on('message', (answer: Answer) => {
  const { resolve, reject } = waiting.get(answer.id) ?? {}
  waiting.delete(answer.id)
  if ('value' in answer) resolve?.(answer.value)
  else reject?.(errorOf(answer))
})

const errorOf = ({ message, reasons }: Extract<Answer, { message: string }>): Error =>
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
}
const ports = runPorts(bucket, (command, input) => ask('send', command, input))

const memoryBefore = megabytes()
let memoryPeak = memoryBefore
const look = setInterval(() => {
  memoryPeak = Math.max(memoryPeak, megabytes())
}, LOOK_EVERY)
const start = performance.now()
const end = Date.now() + TIME
const totals = await runStep(ports, parseRunEvent(workerData), { soft: end, hard: end }, 'the bench')
const seconds = (performance.now() - start) / 1000
clearInterval(look)
memoryPeak = Math.max(memoryPeak, megabytes())
port.postMessage({ totals, seconds, memoryBefore, memoryPeak } satisfies Ran)
port.close()

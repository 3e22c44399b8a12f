// The sample registry of `npm start` and its index, in memory.

import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { sampleObjects } from '../../local/sample/sample-objects.ts'
import { memorySystem } from './system.ts'

const FAR = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }

/** Fills a bucket as `npm start` does, with pushes that count back from now, and indexes it. */
export const sampleWorld = async () => {
  const system = memorySystem()
  for (const { key, body, lastModified } of sampleObjects(new Date(system.clock.now())))
    system.bucket.put(key, body, lastModified)
  await runStep(system.ports, parseRunEvent({}), FAR, 'by hand')
  return system
}

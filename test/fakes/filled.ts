// A small registry with odd things in it, and runs over it.

import { expect } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import { actualIndex, expectedIndex } from './expected.ts'
import { memorySystem } from './system.ts'

export type System = ReturnType<typeof memorySystem>

/** Deadlines that never come. */
export const FAR = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }

let runs = 0
/** A run in one go, under a name of its own. */
export const run = ({ ports }: { readonly ports: RunPorts }, event: unknown = {}) =>
  runStep(ports, parseRunEvent(event), FAR, `by hand ${runs++}`)

/** Expects the index to be what the bucket says. */
export const inLine = async (system: System) => expect(actualIndex(system)).toEqual(await expectedIndex(system))

/** The registry. No run was done over it yet. */
export const filled = () => {
  const system = memorySystem({ pageSize: 7 })
  for (const name of ['redis', 'redis/redis', 'redis-tools', 'team/app', '0start'])
    for (const tag of ['latest', 'v1.0']) system.registry.push(name, tag)
  system.registry.tag('team/app', 'broken', 'nonsense')
  system.bucket.put('docker/registry/v2/repositories/', '')
  system.bucket.put('docker/registry/v2/repositories/ghost/_layers/sha256/ab/link', 'x')
  return system
}

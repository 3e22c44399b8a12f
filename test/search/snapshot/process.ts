// A process with its memory of search, over rows and snapshots in memory, in a time that stands still.

import type { Documents } from '../../../lambda/search/memory/documents.ts'
import { build } from '../../../lambda/search/snapshot/build.ts'
import { searchMemory } from '../../../lambda/search/snapshot/search-memory.ts'
import { noLog } from '../../fakes/log.ts'
import { jsonFormat } from '../../fakes/map-documents.ts'
import { memoryRows, memorySnapshots } from '../../fakes/memory-snapshots.ts'

export const NOW = 1_700_000_000_000

export const world = (pageSize?: number) => {
  const rows = memoryRows(pageSize)
  const snapshots = memorySnapshots()
  const time = { now: NOW }
  /** Sleeps end at once if `isAwake`, and otherwise only where a request is `answered`. */
  const sleeps = { isAwake: false }
  const sleeping = new Map<() => void, number>()
  const clock = {
    now: () => time.now,
    sleep: async (milliseconds: number) => {
      if (!sleeps.isAwake) return new Promise<void>((wake) => void sleeping.set(wake, time.now + milliseconds))
      time.now += milliseconds
    },
    random: () => 0,
  }
  /** What was asked since the last look. */
  const asked: string[] = []
  const broken = { isBroken: false }
  /** Calls that fail. */
  const failing: string[] = []
  /** Calls that never end. */
  const hanging: string[] = []
  const noting = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        async (...given: unknown[]) => {
          asked.push(name === 'changes' ? `changes since ${(Number(given[0]) - NOW) / 1000}` : name)
          if (broken.isBroken || failing.includes(name)) throw new Error('throttled')
          if (hanging.includes(name)) return new Promise(() => {})
          return call(...given)
        },
      ]),
    ) as T
  const said: string[] = []
  const log = { ...noLog, warn: (message: string) => void said.push(message) }
  const ports = { store: snapshots.store, format: jsonFormat(), clock, log, schema: 2, minSearchable: 1 }
  const memory = searchMemory({ ...ports, reader: noting(rows.reader), store: noting(snapshots.store) })
  /** Some seconds later, a request: returns what it asked for. */
  const request = async (seconds: number) => {
    time.now += seconds * 1000
    asked.length = 0
    await memory.current()
    return [...asked].sort()
  }
  /** Some seconds later, a request that has to sleep: returns the documents, and how long it took in milliseconds. */
  const answered = async (seconds: number) => {
    time.now += seconds * 1000
    const began = time.now
    sleeping.clear()
    let documents: Documents | undefined
    const answer = memory.current().then((current) => {
      documents = current.documents
    })
    for (;;) {
      // Until all is done that needs no sleep to end.
      await Promise.race([answer, new Promise(setImmediate)])
      if (documents !== undefined) return { documents, milliseconds: time.now - began }
      const [next] = [...sleeping].sort(([, a], [, b]) => a - b)
      if (next === undefined) throw new Error('the request is never answered')
      const [wake, at] = next
      sleeping.delete(wake)
      time.now = at
      wake()
    }
  }
  return {
    ...rows,
    ...snapshots,
    said,
    time,
    sleeps,
    broken,
    failing,
    hanging,
    memory,
    ports,
    request,
    answered,
    build: () => build({ ...ports, reader: rows.reader }),
  }
}

// A process with its memory of search, over rows and snapshots in memory, in a time that stands still.

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
  /** Sleeps end at once if `isAwake`, and never otherwise. */
  const sleeps = { isAwake: false }
  const clock = {
    now: () => time.now,
    sleep: async (milliseconds: number) => {
      if (!sleeps.isAwake) return new Promise<void>(() => {})
      time.now += milliseconds
    },
    random: () => 0,
  }
  /** What was asked since the last look. */
  const asked: string[] = []
  const broken = { isBroken: false }
  /** Calls that fail. */
  const failing: string[] = []
  const noting = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        async (...given: unknown[]) => {
          asked.push(name === 'changes' ? `changes since ${(Number(given[0]) - NOW) / 1000}` : name)
          if (broken.isBroken || failing.includes(name)) throw new Error('throttled')
          return call(...given)
        },
      ]),
    ) as T
  const said: string[] = []
  const log = { ...noLog, warn: (message: string) => void said.push(message) }
  const ports = { store: snapshots.store, format: jsonFormat(), clock, log, schema: 2 }
  const memory = searchMemory({ ...ports, reader: noting(rows.reader), store: noting(snapshots.store) })
  /** Some seconds later, a request: returns what it asked for. */
  const request = async (seconds: number) => {
    time.now += seconds * 1000
    asked.length = 0
    await memory.current()
    return [...asked].sort()
  }
  return {
    ...rows,
    ...snapshots,
    said,
    time,
    sleeps,
    broken,
    failing,
    memory,
    ports,
    request,
    build: () => build({ ...ports, reader: rows.reader }),
  }
}

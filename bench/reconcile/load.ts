// Measures how long a run over the bucket takes: its state machine, ten functions at once, in virtual time. What the code
// itself computes takes no time here; requests do, and so does what a partition of DynamoDB takes in a second.

import type { VersionStore } from '../../lambda/model/runs/version-store.ts'
import { BACKFILL_CONCURRENCY, BACKFILL_TIMEOUT_S } from '../../lambda/names/runs.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent, type RangeStep } from '../../lambda/reconcile/run-events.ts'
import { memoryVersion } from '../../test/fakes/memory-version.ts'
import type { Counts } from '../world/counts.ts'
import { runPorts } from '../world/run-ports.ts'
import { virtualTime } from '../world/virtual-time.ts'
import type { World } from '../world/world.ts'

/** The figures of a run. Times are in seconds. */
export interface Load {
  readonly what: string
  readonly repositories: number
  readonly tags: number
  readonly ranges: number
  readonly counts: Counts
  /** From the start until every repository was named; undefined if none was. */
  readonly named: number | undefined
  readonly seconds: number
  /** What the functions that compared were busy, together. */
  readonly busy: number
  /** The partition with the most write units, and its share of all of them. */
  readonly hottest: { readonly partition: string; readonly share: number }
}

/** Assumed mean latency of each request. The actual latency is between half and one and a half times as much. */
const LATENCY_MS: Readonly<Record<string, number>> = {
  get: 25,
  list: 80,
  GetCommand: 5,
  BatchGetCommand: 6,
  QueryCommand: 6,
  PutCommand: 6,
  TransactWriteCommand: 12,
}
/** What a partition takes. More waits for its turn, as retries of throttled requests do at best. */
const PARTITION_UNITS_PER_SECOND = 1000
/** How long before its end a function takes on no more work (lambda/backfill.ts). */
const SOFT_RESERVE_MS = 180_000

export interface LoadOptions {
  /** The version table, in which a run finds what the one before it left. */
  readonly version?: VersionStore
  /** True for one function that compares all in one range. */
  readonly isAlone?: boolean
  /** Partitions that take no more than 1,000 units a second. DynamoDB splits those whose keys are spread, after a while. */
  readonly isBound?: (partition: string) => boolean
}

/** Runs over a world once, with an index that may be empty, and returns what that took. */
export const load = async (
  what: string,
  world: World,
  { version = memoryVersion(), isAlone = false, isBound = () => true }: LoadOptions = {},
): Promise<Load> => {
  const { bucket, tables, names, takeCounts, counts } = world
  const { clock, during } = virtualTime(names.length)
  const freeAt = new Map<string, number>()
  const takes = (milliseconds: number) => clock.sleep(milliseconds * (0.5 + clock.random()))
  // A request takes effect in the middle of its latency.
  const slow = async <T>(kind: string, work: () => T): Promise<T> => {
    const milliseconds = LATENCY_MS[kind] ?? 5
    await takes(milliseconds / 2)
    const done = work()
    await takes(milliseconds / 2)
    return done
  }
  const send = async (command: string, input: unknown): Promise<unknown> => {
    let wait = 0
    const answer = await slow(command, () => {
      const { partitions: all } = counts()
      const own = new Map<string, number>()
      counts().partitions = own
      try {
        return tables.send(command, input)
      } finally {
        for (const [partition, units] of own) {
          all.set(partition, (all.get(partition) ?? 0) + units)
          if (!isBound(partition)) continue
          const free = Math.max(clock.now(), freeAt.get(partition) ?? 0) + (1000 * units) / PARTITION_UNITS_PER_SECOND
          freeAt.set(partition, free)
          wait = Math.max(wait, free - clock.now())
        }
        counts().partitions = all
      }
    })
    await clock.sleep(wait)
    return answer
  }
  const read = {
    get: (key: string, most: number) => slow('get', () => bucket.get(key, most)),
    list: (prefix: string, after: string | undefined) => slow('list', () => bucket.list(prefix, after)),
    folders: (prefix: string, next: string | undefined) => slow('list', () => bucket.folders(prefix, next)),
  }
  // Each function has caches and limits of its own.
  const functions = Array.from({ length: isAlone ? 1 : BACKFILL_CONCURRENCY }, () => ({
    ...runPorts(read, send),
    clock,
    version,
  }))
  const call = async (event: object, at = 0): Promise<unknown> => {
    const end = clock.now() + BACKFILL_TIMEOUT_S * 1000
    const [ports] = functions.slice(at)
    if (ports === undefined) throw new Error('more lanes than functions')
    return runStep(ports, parseRunEvent(JSON.parse(JSON.stringify(event))), { soft: end - SOFT_RESERVE_MS, hard: end })
  }
  let busy = 0
  const each = async (ranges: readonly RangeStep[]): Promise<RangeStep[]> => {
    const done: RangeStep[] = [...ranges]
    const left = [...ranges.keys()]
    busy = 0
    const lane = async (_: unknown, at: number): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const began = clock.now()
        while (done[next]?.done === false) done[next] = (await call(done[next] as RangeStep, at)) as RangeStep
        busy += clock.now() - began
      }
    }
    await Promise.all(functions.map(lane))
    return done
  }
  takeCounts()
  const start = clock.now()
  const since = () => (clock.now() - start) / 1000
  const all = async () => {
    const begun = (await call({ step: 'begin', run: what, request: {} })) as {
      names?: RangeStep[]
      ranges: RangeStep[]
    }
    const isNamed = begun.names !== undefined && begun.names.length > 0
    if (isNamed) await each(begun.names ?? [])
    const named = isNamed ? since() : undefined
    const { ranges } = isNamed
      ? ((await call({ step: 'split', ranges: begun.ranges })) as { ranges: RangeStep[] })
      : begun
    const compared = await each(isAlone ? ranges.slice(0, 1).map((one) => ({ ...one, range: {} })) : ranges)
    const compareSeconds = busy / 1000
    const checked = await call({ step: 'check', ranges: compared })
    const totals = await call({ step: 'finish', checked, removed: [] })
    return {
      named,
      ranges: ranges.length,
      busy: compareSeconds,
      totals: totals as { repositories: number; tags: number; failed: number },
    }
  }
  const { totals, ...rest } = await during(all())
  if (totals.repositories !== names.length || totals.failed > 0)
    throw new Error(`${what}: ${names.length} repositories, but the run reported ${JSON.stringify(totals)}`)
  const counted = takeCounts()
  const { repositories, tags } = totals
  return { what, repositories, tags, ...rest, counts: counted, seconds: since(), hottest: hottestOf(counted) }
}

const hottestOf = ({ partitions }: Counts): Load['hottest'] => {
  const sum = [...partitions.values()].reduce((total, units) => total + units, 0)
  const [partition = '', units = 0] = [...partitions].toSorted((a, b) => b[1] - a[1])[0] ?? []
  return { partition, share: units / Math.max(1, sum) }
}

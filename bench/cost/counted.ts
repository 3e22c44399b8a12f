// What the deployed code asks of S3 and DynamoDB, counted over made-up registries: of a run, a push and a search.

import { totalsSchema } from '../../lambda/model/runs/run-totals.ts'
import type { VersionStore } from '../../lambda/model/runs/version-store.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { memoryVersion } from '../../test/fakes/memory-version.ts'
import { burst } from '../reconcile/burst.ts'
import { type Push, pushes } from '../reconcile/push.ts'
import { built, NOW } from '../search/build-and-load.ts'
import { requestsOf } from '../search/requests.ts'
import { type Counts, overTables } from '../world/counts.ts'
import { runPorts } from '../world/run-ports.ts'
import { makeWorld, type World } from '../world/world.ts'
import { type Stored, storedIn } from './stored.ts'

/** Repositories of the registry that runs are counted over. What a run costs grows as they do (docs/figures.md). */
const REPOSITORIES = 1000

/** What one run over a registry costs. */
export interface RunUnits {
  readonly lists: number
  readonly gets: number
  readonly readUnits: number
  readonly writeUnits: number
  /** Requests to DynamoDB. */
  readonly requests: number
}

/** What was counted over a registry of `repositories`, with `tags` in them. */
export interface Counted {
  readonly repositories: number
  readonly tags: number
  readonly firstLoad: RunUnits
  readonly nothingChanged: RunUnits
  readonly stored: Stored
  /** Metrics of our own that a run sends. */
  readonly runMetrics: number
  readonly pushes: readonly Push[]
  /** From an event to its commit, with the latencies that bench/reconcile/burst.ts assumes. */
  readonly pushSeconds: number
}

/** What was counted of a search over so many documents. */
export interface CountedSearch {
  /** Read units of a search, at most, while nothing changes. */
  readonly readUnits: number
  /** Read units by which a process loads a snapshot. */
  readonly loadUnits: number
  /** Bytes of a snapshot. */
  readonly packed: number
}

const unitsOf = (counts: Counts): RunUnits => ({
  lists: counts.list,
  gets: counts.get,
  readUnits: overTables(counts, 'readUnits'),
  writeUnits: overTables(counts, 'writeUnits'),
  requests: overTables(counts, 'requests'),
})

/**
 * Runs over the whole registry in one step, and returns how many tags it read and which metrics it sent.
 * @throws Error if the run leaves anything out
 */
const runOver = async ({ bucket, tables, names }: World, sent: Set<string>, version: VersionStore) => {
  const ports = runPorts(
    {
      get: async (...asked) => bucket.get(...asked),
      list: async (...asked) => bucket.list(...asked),
      folders: async (...asked) => bucket.folders(...asked),
    },
    async (command, input) => tables.send(command, input),
  )
  const count = (name: string, value: number) => {
    if (value !== 0) sent.add(name)
  }
  const metrics = { ...ports.metrics, count }
  // Always the same time, so that numbers in rows have the same size every time.
  const clock = { ...ports.clock, now: () => NOW }
  const far = { soft: Number.MAX_SAFE_INTEGER, hard: Number.MAX_SAFE_INTEGER }
  const totals = totalsSchema.parse(
    await runStep({ ...ports, version, clock, metrics }, parseRunEvent({}), far, 'the bench'),
  )
  if (totals.repositories !== names.length || totals.problems > 0)
    throw new Error(
      `the run must read ${names.length} repositories without problems, but reported ${JSON.stringify(totals)}`,
    )
  return totals.tags
}

/** Counts runs and pushes. */
export const countAll = async (): Promise<Counted> => {
  const world = makeWorld(REPOSITORIES)
  const sent = new Set<string>()
  world.takeCounts()
  // A run splits the bucket by what the last one found.
  const version = memoryVersion()
  const tags = await runOver(world, sent, version)
  const load = world.takeCounts()
  await runOver(world, sent, version)
  const nothingChanged = unitsOf(world.takeCounts())
  return {
    repositories: REPOSITORIES,
    tags,
    firstLoad: unitsOf(load),
    nothingChanged,
    stored: storedIn(world, load.tables.search.writes),
    runMetrics: sent.size,
    pushes: await pushes(),
    pushSeconds: (await burst({ tags: 1, batch: 1 })).seconds,
  }
}

/** Counts what a search over so many documents costs. */
export const countSearch = async (documents: number): Promise<CountedSearch> => {
  const build = await built(documents)
  const { first, atRest } = await requestsOf(build)
  return { readUnits: atRest.units, loadUnits: first.units, packed: build.pointer.bytes }
}

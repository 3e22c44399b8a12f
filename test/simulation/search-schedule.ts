// A schedule of the memory simulation: bursts of commits, builds, requests and accidents, with quiet times between, all
// from one seed. The code under test is the real one: build, load, merge, refresh.

import { build } from '../../lambda/search/snapshot/build.ts'
import { buildIfDue } from '../../lambda/search/snapshot/build-if-due.ts'
import type { DocumentFormat, DocumentReader, SnapshotStore } from '../../lambda/search/snapshot/ports.ts'
import { type SearchMemory, searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import { HOUR_MS, MINUTE_MS } from '../../lambda/search/snapshot/times.ts'
import { UnavailableError } from '../../lambda/search/snapshot/unavailable-error.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { noLog } from '../fakes/log.ts'
import { jsonFormat } from '../fakes/map-documents.ts'
import { clockedPorts } from './search-clocks.ts'
import { createMemoryWorld, type MemoryWorld, type PointerRule, type Weather } from './search-world.ts'

const SECOND_MS = 1000
const IDS = ['a', 'b', 'c', 'd', 'e', 'f']
/** How long after a change every answer knows it, in calm weather: 1 second without a refresh, and what requests take. */
const PROMPT_MS = 3 * SECOND_MS

/** The ports as one process has them. */
export interface ProcessPorts {
  readonly reader: DocumentReader
  readonly store: SnapshotStore
  readonly format: DocumentFormat
  readonly clock: Clock
  /** The machine's clock, which no answer corrects. */
  readonly machine: Clock
}

/** Something left out or done wrong. */
export interface MemoryFault {
  readonly name: string
  /** The weather in which it is noticed. */
  readonly weather: Weather
  /** The first seed to try, which only saves time. */
  readonly from?: number
  readonly mayPoint?: PointerRule
  readonly builder?: (ports: ProcessPorts, world: MemoryWorld) => ProcessPorts
  readonly process?: (ports: ProcessPorts, world: MemoryWorld) => ProcessPorts
}

/** Plays a schedule. Returns what memory had wrong in the end, and in calm weather on the way. */
export const simulateMemory = async (seed: number, weather: Weather, fault?: MemoryFault): Promise<string[]> => {
  const byNumber: PointerRule = (pointer, over) => pointer.number > over.number
  const world = createMemoryWorld(seed, weather, fault?.mayPoint ?? byNumber)
  const { scheduler, time, between, chance, pick, sleep } = world
  const wrong: string[] = []
  const ports = (wrap: MemoryFault['builder']): ProcessPorts => {
    const plain = { ...clockedPorts(world, weather), format: jsonFormat() }
    return wrap === undefined ? plain : wrap(plain, world)
  }
  const start = (work: () => Promise<unknown>, after = 0) => void sleep(after).then(work)

  // A builder may die. `isForced` as by hand, or after a run that rebuilt everything: until a build stands.
  const builds = async (isForced: boolean): Promise<void> => {
    for (let tries = 0; tries < (isForced ? 12 : 1); tries++) {
      try {
        await build({ ...ports(fault?.builder), log: noLog }, between(1, 4))
        return
      } catch {
        await sleep(between(1, 10) * SECOND_MS)
      }
    }
  }
  const process = (): SearchMemory =>
    searchMemory({ ...ports(fault?.process), log: noLog, schema: 1, minSearchable: 1 })
  const differs = ({ documents }: Awaited<ReturnType<SearchMemory['current']>>, truths: Map<string, number>[]) =>
    IDS.filter((id) => truths.every((truth) => truth.get(id) !== documents.get(id)?.visible)).map(
      (id) => `${id}: memory has ${documents.get(id)?.visible}, the row ${truths.at(-1)?.get(id)}`,
    )

  // What was true in the last seconds: any of it may be answered.
  const history: { readonly at: number; readonly truth: Map<string, number> }[] = []
  const note = () => history.push({ at: time.now(), truth: world.truth() })
  const commit = async (id: string, isEmpty: boolean) => {
    note()
    await world.commit(id, isEmpty)
    note()
  }
  const request = async (memory: SearchMemory, name: string) => {
    const began = time.now()
    const answer = await memory.current().catch(() => undefined)
    if (weather !== 'calm' || answer === undefined) return
    note()
    const before = history.findLastIndex(({ at }) => at <= began - PROMPT_MS)
    wrong.push(
      ...differs(
        answer,
        history.slice(Math.max(before, 0)).map(({ truth }) => truth),
      ).map((one) => `${name}: ${one}`),
    )
  }

  const living = [process(), process()]
  for (const id of IDS.slice(0, 4)) start(() => commit(id, false), between(0, 5 * SECOND_MS))
  await scheduler.run()
  time.reach(time.now() + 30 * SECOND_MS)
  const bursts = between(2, 4)
  for (let burst = 0; burst < bursts; burst++) {
    const length = between(10, 100) * SECOND_MS
    const end = time.now() + length
    for (let left = between(3, 10); left > 0; left--) start(() => commit(pick(IDS), chance(0.3)), between(0, length))
    for (let left = between(0, 3); left > 0; left--) start(() => builds(false), between(0, length))
    if (chance(0.2)) {
      const at = between(0, length)
      for (const delay of [0, between(0, 500)]) start(() => builds(false), at + delay)
    }
    if (weather !== 'calm' && chance(0.1)) start(async () => world.damage(pick(IDS)), between(0, length))
    if (weather !== 'calm' && chance(0.25))
      start(
        async () => {
          const gone = chance(0.5) ? IDS : [pick(IDS)]
          if (chance(0.1)) world.wipeVersion()
          world.wipe(gone)
          // Then comes the run: the bucket still has some of what was wiped.
          await sleep(between(0, 20 * SECOND_MS))
          for (const id of gone) if (chance(0.7)) await world.commit(id, false)
          await builds(true)
        },
        between(0, length),
      )
    for (const [at, memory] of living.entries()) {
      if (chance(0.25)) continue
      start(
        async () => {
          while (time.now() < end + 10 * SECOND_MS) {
            await request(memory, `process ${at}`)
            await sleep(chance(0.3) ? between(5, 60) * SECOND_MS : between(500, 4000))
          }
        },
        between(0, length),
      )
    }
    await scheduler.run()
    if (burst === bursts - 1) break
    if (chance(0.3)) living[between(0, living.length)] = process()
    const gap = chance(0.5)
      ? between(5, 200) * SECOND_MS
      : chance(0.5)
        ? between(1, 60) * MINUTE_MS
        : between(1, 50) * HOUR_MS
    time.reach(time.now() + gap)
    if (chance(0.3))
      start(() =>
        buildIfDue({ ...ports(fault?.builder), log: noLog }, { step: 'snapshot', force: false }).catch(() => {}),
      )
  }

  // Quiet: what is under way ends, the index catches up.
  world.calm()
  for (const id of world.damaged()) start(() => world.commit(id, false))
  await scheduler.run()
  time.reach(time.now() + (weather === 'hostile' ? 40 : 15) * MINUTE_MS)
  // What becomes visible after a wide read is there with the next build. So is what somebody deleted, where the build that
  // left it out was damaged: processes keep what they have, and their log says that a build by hand is needed.
  if (weather === 'hostile' || world.isBuildDamaged()) {
    start(() => builds(true))
    await scheduler.run()
  }
  // Loading may take longer than a request waits.
  const answered = async (memory: SearchMemory): ReturnType<SearchMemory['current']> =>
    memory.current().catch((error: unknown) => {
      if (error instanceof UnavailableError) return answered(memory)
      throw error
    })
  const settled = async (memory: SearchMemory, name: string, rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      for (let again = 0; again < 5; again++) {
        await answered(memory)
        await sleep(1100)
      }
      // By then the next wide read is due, however much the last one read.
      await sleep(11 * MINUTE_MS)
    }
    wrong.push(...differs(await answered(memory), [world.truth()]).map((one) => `${name}: ${one}`))
  }
  for (const [at, memory] of living.entries()) start(() => settled(memory, `process ${at}`, 2))
  start(() => settled(process(), 'cold start', 0))
  await scheduler.run()
  return wrong
}

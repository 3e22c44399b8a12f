// The seam at the ports of the code under test: stores and bucket in memory.

import { Problem } from '../../lambda/registry/content/json/problem.ts'
import { disagreements } from '../fakes/expected.ts'
import { memoryStore } from '../fakes/memory-store.ts'
import { type Deed, POISON, type PortsWeather } from './deeds.ts'
import { memoryPorts, type Replaced } from './memory-ports.ts'
import { memoryWeather } from './memory-weather.ts'
import type { Seam, Surroundings } from './seam.ts'
import { simulateAt } from './world.ts'

/** A planted fault: the code with something left out. The simulation must notice each. */
export interface Fault extends Replaced {
  readonly name: string
  /** What the code sees of a message's body. */
  readonly body?: (body: string) => string
  readonly tagConditions?: boolean
  /** The weather in which it is soon noticed. */
  readonly weather?: Partial<PortsWeather>
}

const POISONED = "the facts of this tag can't be indexed: TypeError: simulated"

/** Runs the deeds in this weather at the ports; what is wrong at the end, or nothing. */
export const simulate = (deeds: readonly Deed[], ofSchedule: PortsWeather, fault?: Fault): Promise<string[]> => {
  const weather = { ...ofSchedule, ...fault?.weather }
  return simulateAt((surroundings) => memorySeam(surroundings, weather, fault), deeds, weather)
}

const memorySeam = (surroundings: Surroundings, weather: PortsWeather, fault: Fault | undefined): Seam => {
  const { reveal, pause, replicate, committed, complain } = surroundings
  const tables = memoryStore({
    tagConditions: fault?.tagConditions ?? true,
    reveal,
    pause,
    replicate,
    committed: (name) => {
      // A damaged repository agrees with itself when the last run is done, and perhaps not before.
      if (!sky.damagedNames.has(name)) committed(name)
    },
  })
  const sky = memoryWeather(surroundings, weather, tables)
  return {
    tables,
    portsOf: (actor) => memoryPorts({ surroundings, weather, sky, tables }, fault ?? {}, actor),
    within: (_, work) => work(),
    body: fault?.body,
    expire: tables.expire,
    losesMessages: false,
    needsRun: () => sky.damagedKinds.size > 0,
    // A run reads briefs and rows of repositories; only a rebuild reads details.
    needsRebuild: () => sky.damagedKinds.has('details'),
    calmAt: sky.calmAt,
    leaseHolder: async () => (await tables.version.runs())?.lease?.run,
    lastRunAfterMs: undefined,
    // Rows here have no index of changes: the simulation at the wire has one.
    async search() {},
    async readAll() {
      // Nothing but the next event mends the row of a repository that has no tags and is not in the catalog.
      for (const name of sky.damagedNames)
        if (tables.repositories.get(name)?.path !== undefined) disagreements(tables, name).forEach(complain)
    },
    expects: (reader) => ({
      async readTag(name) {
        const tag = await reader.readTag(name)
        const isPoisoned = Object.hasOwn(tag?.facts.labels ?? {}, POISON)
        return isPoisoned ? reader.readTagWith(name, new Problem(POISONED)) : tag
      },
    }),
  }
}

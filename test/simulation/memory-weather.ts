// What goes wrong at the ports, beside what goes wrong anywhere: S3 is away for hours, and rows are damaged so that they
// can't be parsed.

import type { memoryStore } from '../fakes/memory-store.ts'
import type { PortsWeather } from './deeds.ts'
import type { Surroundings } from './seam.ts'

type Kind = 'repositories' | 'briefs' | 'details'
type Fields = Readonly<Record<string, unknown>>

/** S3 goes away within this time. Milliseconds. */
const MAX_AWAY_AFTER_MS = 5000
const HOUR_MS = 60 * 60 * 1000
const MAX_DAMAGES = 3

/** Each makes a row one that can't be parsed. None takes away what the row says of its entries, for that is gone then. */
const DAMAGES: Readonly<Record<Kind, readonly Fields[]>> = {
  repositories: [{ visible: 'x' }, { hidden: -1 }, { rev: 'x' }, { last: undefined }, { layout: 4 }, { size: 'x' }],
  briefs: [{ facts: 'x' }, { rev: 'x' }, { rev: undefined }, { platforms: 5 }, { kind: 'x' }, { etag: undefined }],
  details: [{ platforms: 'x' }, { rev: 'x' }, { rev: undefined }, { labels: { a: 5 } }, { children: 5 }],
}
const KINDS = Object.keys(DAMAGES) as Kind[]

/** Creates the weather. All of it follows from the seed of the surroundings. */
export const memoryWeather = (
  { random, chance, time, isStormy }: Pick<Surroundings, 'random' | 'chance' | 'time' | 'isStormy'>,
  { awayHours, damaged }: PortsWeather,
  tables: Pick<ReturnType<typeof memoryStore>, Kind | 'damage'>,
) => {
  const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)]
  const awayFrom = time.now() + Math.floor(random() * MAX_AWAY_AFTER_MS)
  const calmAt = awayFrom + awayHours * HOUR_MS
  let damagesLeft = MAX_DAMAGES
  const damagedKinds = new Set<Kind>()
  const damagedNames = new Set<string>()
  return {
    isAway: () => awayHours > 0 && time.now() >= awayFrom && time.now() < calmAt,
    calmAt,
    /** Now and then somebody damages a row. */
    damageSome(): void {
      if (!isStormy() || damagesLeft === 0 || !chance(damaged)) return
      const kind = oneOf(KINDS)
      const key = kind && oneOf([...tables[kind].keys()])
      if (kind === undefined || key === undefined) return
      damagesLeft--
      damagedKinds.add(kind)
      damagedNames.add(key.split('\n')[0] ?? '')
      tables.damage(kind, key, oneOf(DAMAGES[kind]) ?? {})
    },
    damagedKinds: damagedKinds as ReadonlySet<Kind>,
    /** Repositories with a row that was damaged at any time. */
    damagedNames: damagedNames as ReadonlySet<string>,
  }
}

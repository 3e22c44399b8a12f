// The clocks of the memory simulation: what the machines of builders and processes tell, and how DynamoDB's answers correct
// that.

import { correctedClock } from '../../lambda/aws/dynamo/service-clock.ts'
import type { DocumentReader, SnapshotStore } from '../../lambda/search/snapshot/ports.ts'
import { HOUR_MS, MINUTE_MS } from '../../lambda/search/snapshot/times.ts'
import type { MemoryWorld, Weather } from './search-world.ts'

type Sky = Pick<MemoryWorld, 'time' | 'sleep' | 'random' | 'between' | 'chance'>

/** How wrong a machine's clock is at most, but in skewed weather. Milliseconds. */
const USUAL_MS = 2500

/** Creates the clock of a machine. In skewed weather it is up to an hour wrong, and somebody may set it back by an hour. */
const machineClock = ({ time, sleep, random, between, chance }: Sky, weather: Weather) => {
  const [most, isSkewed] = weather === 'skewed' ? [HOUR_MS, true] : [USUAL_MS, false]
  const offset = weather === 'calm' ? 0 : between(-most, most)
  const setBackAt = isSkewed && chance(0.5) ? time.now() + between(0, 10 * MINUTE_MS) : Infinity
  const now = () => time.now() + offset - (time.now() < setBackAt ? 0 : HOUR_MS)
  return { now, sleep, random }
}

/** Returns the ports of one process, and its machine's clock as it is and as it is corrected. */
export const clockedPorts = (
  world: Sky & { readonly reader: DocumentReader; readonly store: SnapshotStore },
  weather: Weather,
) => {
  const machine = machineClock(world, weather)
  const { clock, told } = correctedClock(machine)
  // An answer may be made when the request has just come, or long after; it tells whole seconds.
  const telling = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, call]) => [
        name,
        async (...given: unknown[]) => {
          const [from, began] = [machine.now(), world.time.now()]
          const answer = await call(...given)
          told(Math.floor((world.chance(0.5) ? began : world.time.now()) / 1000) * 1000, from)
          return answer
        },
      ]),
    ) as T
  return { reader: telling(world.reader), store: telling(world.store), clock, machine }
}

import { simulateMemory } from './search-schedule.ts'
import type { Weather } from './search-world.ts'

/** Weathers in turn: the usual one has as many schedules as any two others. */
const WEATHERS: readonly Weather[] = ['usual', 'ahead', 'hostile', 'usual', 'skewed', 'calm']

/** Plays so many schedules of the memory of search, whose seeds follow one another, and says which went wrong. */
export const simulateSearches = async (first: number, seeds: number): Promise<void> => {
  const started = Date.now()
  let failed = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const weather = WEATHERS[seed % WEATHERS.length] as Weather
    const wrong = await simulateMemory(seed, weather)
    if (wrong.length === 0) continue
    failed++
    console.error(`seed ${seed}, ${weather} weather:\n${wrong.join('\n')}`)
  }
  const seconds = Math.round((Date.now() - started) / 1000)
  console.log(`seeds ${first} to ${first + seeds - 1}: ${failed} of ${seeds} schedules went wrong; ${seconds} s`)
  if (failed > 0) process.exitCode = 1
}

// How much the tests try, and from which seed. The environment says both, and nothing but this file reads it there:
//
//   TEST_EFFORT   short, if not given: what `npm test` runs
//                 more: five times as many runs, by `npm run test:random`
//                 long: the large counts, by `npm run test:long`
//   TEST_SEED     a whole number: where everything that is drawn begins. Not given, it is always the same one.

const EFFORTS = ['short', 'more', 'long'] as const
export type Effort = (typeof EFFORTS)[number]

const effortOf = (text: string): Effort => {
  const found = EFFORTS.find((one) => one === text)
  if (found === undefined) throw new Error(`TEST_EFFORT is "${text}"; allowed are ${EFFORTS.join(', ')}`)
  return found
}
const seedOf = (text: string): number => {
  const seed = Number(text)
  if (text.trim() === '' || seed !== (seed | 0))
    throw new Error(`TEST_SEED is "${text}", not a whole number of 32 bits`)
  return seed
}

const EFFORT = effortOf(process.env['TEST_EFFORT'] ?? 'short')
export const SEED = seedOf(process.env['TEST_SEED'] ?? '20261124')

/** Whether the large counts are wanted. */
export const isLong = EFFORT === 'long'

/** How often something is tried, or of how many things: a count that soon tells, and the large one. */
export const runs = (short: number, long: number): number => ({ short, more: Math.min(5 * short, long), long })[EFFORT]

/** Milliseconds, `patience` at a short run. No limit of a test measures anything: it ends what hangs, on any machine. */
export const atMost = (patience: number): number => ({ short: 1, more: 5, long: 60 })[EFFORT] * patience

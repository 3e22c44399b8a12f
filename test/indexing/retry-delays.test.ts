import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receivesOf, retryDelay, tryText } from '../../lambda/indexing/retry-delays.ts'
import { MAX_RECEIVES } from '../../lambda/names/runs.ts'

const HOUR = 3600
const MOST = 1 - Number.EPSILON
/** All delays between the tries of a message whose failures are all of one kind, in seconds. */
const delays = (kind: Parameters<typeof retryDelay>[0], random: number) =>
  Array.from({ length: MAX_RECEIVES - 1 }, (_, at) => retryDelay(kind, at + 1, random))
const total = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)

describe('the delay of a failed message', () => {
  it.each(['outage', 'fault'] as const)('doubles after each %s, from a second to a quarter of an hour', (kind) => {
    expect(delays(kind, MOST).slice(0, 13)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
    expect(delays(kind, 0).slice(0, 13)).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 450, 450, 450])
  })

  it('is from 1 to 30 seconds after a contention, however often that happened', () => {
    for (const receives of [1, 2, MAX_RECEIVES]) {
      expect(retryDelay('contention', receives, 0)).toBe(1)
      expect(retryDelay('contention', receives, MOST)).toBe(30)
    }
  })

  it('lets an outage last for a day, even if every delay is the shortest, and ends before the queue forgets it', () => {
    expect(total(delays('outage', 0))).toBeGreaterThanOrEqual(24 * HOUR)
    // The queue keeps messages for four days (test/infra/stack.test.ts), and each try may take a minute.
    expect(total(delays('outage', MOST)) + MAX_RECEIVES * 60).toBeLessThan(4 * 24 * HOUR)
    expect([0, MOST].map((random) => Math.round(total(delays('outage', random)) / HOUR))).toEqual([30, 60])
  })

  it('is a number of whole seconds that SQS accepts, whatever is drawn and however often a message was received', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.constantFrom('contention', 'outage', 'fault'), fc.nat(1e9), random, (kind, receives, drawn) => {
        const seconds = retryDelay(kind, receives, drawn)
        expect(Number.isInteger(seconds)).toBe(true)
        expect(seconds).toBeGreaterThanOrEqual(1)
        expect(seconds).toBeLessThanOrEqual(900)
      }),
    )
  })
})

describe('how often a message was received', () => {
  it('is read from the attributes of its record', () => {
    expect(receivesOf({ ApproximateReceiveCount: '7', SentTimestamp: '1' })).toBe(7)
    expect(receivesOf({ ApproximateReceiveCount: '120345678' })).toBe(120_345_678)
    expect(tryText(7)).toBe(`try 7 of ${MAX_RECEIVES}`)
  })

  it.each([
    undefined,
    null,
    {},
    'x',
    { ApproximateReceiveCount: 7 },
    ...['', '0', '-1', '1.5', '1e3', 'x', ' 1', '1'.repeat(10)].map((text) => ({ ApproximateReceiveCount: text })),
  ])('is taken for once where they say %j', (attributes) => expect(receivesOf(attributes)).toBe(1))
})

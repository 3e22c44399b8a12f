/** Time and randomness, behind an interface so that tests control both. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after this many milliseconds. */
  sleep(milliseconds: number): Promise<void>
  /** From 0 up to, but not including, 1. */
  random(): number
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
}

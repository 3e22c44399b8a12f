// What is measured of a process: time of the processor, so that other programs on the machine change little, and memory.

/** A measurement has as many rounds as take this long, but at most so many. */
const ENOUGH_MS = 200
const MAX_ROUNDS = 20

/** Milliseconds that this thread has had of a processor. */
const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

export interface Timed<T> {
  readonly value: T
  readonly ms: number
}

/** Runs work once. */
export const timed = <T>(work: () => T): Timed<T> => {
  const start = processorMs()
  const value = work()
  return { value, ms: processorMs() - start }
}

/** Runs work once, which may be asynchronous. */
export const once = async <T>(work: () => T | Promise<T>): Promise<Timed<T>> => {
  const start = processorMs()
  const value = await work()
  return { value, ms: processorMs() - start }
}

/** Returns the mean of several runs after the first. The processor's clock may tick in milliseconds, so they are measured together. */
export const meanMs = async (work: () => unknown): Promise<number> => {
  const { ms } = await once(work)
  const rounds = Math.max(1, Math.min(MAX_ROUNDS, Math.round(ENOUGH_MS / ms)))
  const start = processorMs()
  for (let round = 0; round < rounds; round++) await work()
  return (processorMs() - start) / rounds
}

/** Returns bytes of the heap and outside of it, without garbage. */
export const memoryInUse = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

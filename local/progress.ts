/** Says what is being done while it is done: a line at its start and one at its end. */
export interface Progress {
  /** A line of its own. */
  say(text: string): void
  /** Runs a step; `done` makes the closing line from its result. */
  step<T>(name: string, work: () => Promise<T>, done?: (result: T) => string): Promise<T>
}

/** @param write where lines go, without their newline. */
export const createProgress = (
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress => {
  const began = now()
  const seconds = (from: number) => ((now() - from) / 1000).toFixed(1)
  const say = (text: string) => write(`${seconds(began).padStart(6)} s  ${text}`)
  return {
    say,
    step: async (name, work, done) => {
      const from = now()
      say(`${name} ...`)
      const result = await work()
      say(`${name}: ${done?.(result) ?? 'done'} (${seconds(from)} s)`)
      return result
    },
  }
}

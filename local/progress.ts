/** Reports progress: each step prints one line at its start and one at its end. */
export interface Progress {
  /** Prints one line. */
  say(text: string): void
  /**
   * Runs a step and returns its result. `done` makes the text of the closing line from the result; `usual` says how long the
   * step usually takes, as "20 s".
   */
  step<T>(name: string, work: () => Promise<T>, done?: (result: T) => string, usual?: string): Promise<T>
}

/**
 * Creates a reporter whose lines start with the seconds since its creation.
 * @param write receives each line, without a newline
 * @param now time in milliseconds
 */
export const createProgress = (
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress => {
  const began = now()
  const seconds = (from: number) => ((now() - from) / 1000).toFixed(1)
  const say = (text: string) => write(`${seconds(began).padStart(6)} s  ${text}`)
  return {
    say,
    step: async (name, work, done, usual) => {
      const from = now()
      say(usual === undefined ? `${name} ...` : `${name} ... (usually ${usual})`)
      const result = await work()
      say(`${name}: ${done?.(result) ?? 'done'} (${seconds(from)} s)`)
      return result
    },
  }
}

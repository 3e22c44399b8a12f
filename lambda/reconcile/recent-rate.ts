/** What one range did between two times, in epoch milliseconds. */
interface Worked {
  readonly at?: number | undefined
  readonly since?: { readonly at: number; readonly tags: number } | undefined
  readonly totals: { readonly tags: number }
}

/** How far back a rate looks. Milliseconds. */
const WINDOW_MS = 180_000
/** How long nothing may be told: heartbeats come every 15 seconds, and an outage of a minute is none of the run's. */
const SILENCE_MS = 120_000
/** From less than this no rate is made. */
const LEAST_MS = 5_000

/**
 * Returns the tags a second of all ranges together in the last three minutes before the last of them told anything;
 * undefined where nothing was told for two minutes. What a range did between two times is taken for evenly spread.
 */
export const recentRate = (ranges: readonly Worked[], now: number): number | undefined => {
  const parts = ranges.flatMap(({ at, since, totals }) =>
    at === undefined || since === undefined || since.at >= at
      ? []
      : [{ from: since.at, to: at, tags: Math.max(0, totals.tags - since.tags) }],
  )
  const end = Math.max(...parts.map(({ to }) => to))
  if (parts.length === 0 || now - end > SILENCE_MS) return undefined
  const start = Math.max(end - WINDOW_MS, Math.min(...parts.map(({ from }) => from)))
  if (end - start < LEAST_MS) return undefined
  const done = parts.map(({ from, to, tags }) => (tags * Math.max(0, to - Math.max(from, start))) / (to - from))
  return (done.reduce((sum, one) => sum + one, 0) * 1000) / (end - start)
}

// One thread of time for everything in a simulation: whoever waits at a step goes on only when chosen, by a seed.

/** Numbers from 0 up to 1, the same ones for a seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Somebody who takes steps: a worker, the database, the registry. */
export interface Actor {
  readonly name: string
  readonly patience: () => number
  /** Resolves when it is this actor's turn; never, once it was killed. */
  step(): Promise<void>
  /** Resolves when it is this actor's turn, so many milliseconds from now at the earliest. */
  sleep(milliseconds: number): Promise<void>
  /** It takes no further step: as a process that is gone, whatever it waited for. */
  kill(): void
  readonly alive: () => boolean
}

/** Time that passes only when a simulation says so. Epoch milliseconds. */
export interface VirtualTime {
  now(): number
  /** It is now, unless it is later already. */
  reach(time: number): void
}

interface Waiting {
  readonly actor: Actor
  readonly go: () => void
  /** When it may go on; undefined for at any time. */
  readonly due?: number
}

/** A simulation takes some thousand steps, and more while S3 is away. */
const MAX_STEPS = 100_000

/** A simulation goes on and on. */
export class EndlessError extends Error {}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A scheduler whose choices follow from `random`. Once all who wait sleep, time goes on to the first of them. */
export const createScheduler = (random: () => number, time: VirtualTime) => {
  let waiting: Waiting[] = []
  let steps = 0
  /** `patience`: the chance, from 0 to 1, that it lets others go first when it is its turn. */
  const actor = (name: string, patience = () => 0): Actor => {
    let alive = true
    const self: Actor = {
      name,
      patience,
      step: () => new Promise((go) => void (alive && waiting.push({ actor: self, go }))),
      sleep: (milliseconds) =>
        new Promise(
          (go) => void (alive && waiting.push({ actor: self, go, due: Math.ceil(time.now() + milliseconds) })),
        ),
      kill: () => {
        alive = false
        waiting = waiting.filter((one) => one.actor !== self)
      },
      alive: () => alive,
    }
    return self
  }
  return {
    actor,
    steps: () => steps,
    /**
     * Lets one after the other go on until nobody waits; `before` each step may kill actors or start new ones.
     * @throws EndlessError after more steps than any simulation takes that ends
     */
    async run(before: () => void = () => {}): Promise<void> {
      for (await settle(); waiting.length > 0; await settle()) {
        if (steps > MAX_STEPS) throw new EndlessError(`there is no end after ${steps} steps`)
        before()
        const awake = waiting.filter(({ due }) => due === undefined || due <= time.now())
        if (awake.length === 0) {
          if (waiting.length > 0) time.reach(Math.min(...waiting.map(({ due = 0 }) => due)))
          continue
        }
        const impatient = awake.filter(({ actor }) => random() >= actor.patience())
        const among = impatient.length > 0 ? impatient : awake
        const chosen = among[Math.floor(random() * among.length)]
        waiting = waiting.filter((one) => one !== chosen)
        steps++
        chosen?.go()
      }
    },
  }
}

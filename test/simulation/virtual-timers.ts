// Timers and chance of code that takes them from JavaScript itself: the AWS SDK waits between its attempts by
// `setTimeout` and `Math.random`, and so does the batch read in lambda/aws/. A retry strategy of our own in the place of
// the SDK's would leave out what is to be simulated: which errors it tries again, how often, and its quota. So these two
// functions are replaced, for whatever an actor of a simulation began, and for nothing else in the process.

import { AsyncLocalStorage } from 'node:async_hooks'

interface Sleeper {
  sleep(milliseconds: number): Promise<void>
}

const current = new AsyncLocalStorage<{ readonly actor: Sleeper; readonly random: () => number }>()
let isInstalled = false

const install = (): void => {
  if (isInstalled) return
  isInstalled = true
  const real = { setTimeout: globalThis.setTimeout, random: Math.random }
  const virtual = (run: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): unknown => {
    const sleeper = current.getStore()?.actor
    if (sleeper === undefined) return real.setTimeout(run, milliseconds, ...args)
    void sleeper.sleep(milliseconds).then(() => run(...args))
    return undefined
  }
  globalThis.setTimeout = Object.assign(virtual, real.setTimeout) as unknown as typeof setTimeout
  Math.random = () => current.getStore()?.random() ?? real.random()
}

/** Does this work, and all that it begins, with timers that are the actor's sleep. */
export const withVirtualTimers = <T>(actor: Sleeper, random: () => number, work: () => T): T => {
  install()
  return current.run({ actor, random }, work)
}

// Entry point of `npm start`: runs the index and a sample registry on this machine until Ctrl-C, or until nobody reads
// its output any more, then stops every part in reverse order of its start. up.ts says what is started.

import { rm } from 'node:fs/promises'
import { parseStartOptions, type StartOptions, USAGE } from './arguments.ts'
import { clientsHere } from './clients-here.ts'
import { forgetAws } from './environment.ts'
import { INTERRUPTED, interruption } from './interruption.ts'
import { LocalError, messageOf } from './local-error.ts'
import { takeLock } from './lock.ts'
import { PATHS } from './paths.ts'
import { isFree } from './port-numbers.ts'
import { errorWithLog } from './processes.ts'
import { createProgress } from './progress.ts'
import { readyText } from './ready-text.ts'
import { bringUp, type Part } from './up.ts'

const optionsOrExit = (): StartOptions => {
  try {
    const options = parseStartOptions(process.argv.slice(2))
    if (!options.help) return options
    console.log(USAGE)
    process.exit(0)
  } catch (error) {
    console.error(messageOf(error))
    process.exit(2)
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

const stopAll = async (parts: readonly Part[], say: (text: string) => void): Promise<void> => {
  for (const part of parts.toReversed()) {
    say(`stopping ${part.name}`)
    await part.stop().catch((error) => console.error(messageOf(error)))
  }
}

/** Runs until the user interrupts it or something fails. Returns the exit code. */
const main = async (options: StartOptions): Promise<number> => {
  forgetAws(process.env)
  const end = interruption()
  const lock = await takeLock(PATHS.lock, options.port)
  const progress = createProgress((line) => console.log(line))
  const parts: Part[] = []
  const onStarted = async (part: Part): Promise<void> => {
    parts.push(part)
    const { program } = part
    if (program === undefined) return
    void program.exited.then((how) => end.abort(errorWithLog(`${part.name} ended (${how})`, program.log)))
    await lock.note(program.pid)
  }
  let failed: unknown
  try {
    if (!(await isFree(options.port))) {
      throw new LocalError(`port ${options.port} of 127.0.0.1 is taken; choose another one with --port`)
    }
    await rm(PATHS.logs, { recursive: true, force: true })
    if (options.fresh) await rm(PATHS.state, { recursive: true, force: true })
    progress.say('starts; usually takes a minute or two at the first time, and some seconds later')
    const { login, noRegistry } = await bringUp({
      options,
      progress,
      signal: end.signal,
      afterCrash: lock.afterCrash,
      onStarted,
    })
    progress.say('ready')
    console.log(readyText({ port: options.port, login, clients: clientsHere(), noRegistry }))
    await untilAborted(end.signal)
  } catch (error) {
    failed = error
  }
  const reason = end.signal.aborted ? end.signal.reason : failed
  if (reason !== INTERRUPTED) console.error(messageOf(reason))
  await stopAll(parts, progress.say)
  await lock.release()
  return reason === INTERRUPTED ? 0 : 1
}

const options = optionsOrExit()
const code = await main(options).catch((error: unknown) => {
  console.error(messageOf(error))
  return 1
})
process.exit(code)

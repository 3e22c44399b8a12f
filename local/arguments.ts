// The command line of `npm start`.

import { parseArgs } from 'node:util'
import type { AuthMode } from '../lambda/names/modes.ts'
import { LocalError } from './local-error.ts'

/** The local registry has no sign-in of its own that could count. */
const LOCAL_AUTH_MODES = ['basic', 'none'] as const satisfies readonly AuthMode[]
type LocalAuthMode = (typeof LOCAL_AUTH_MODES)[number]

export interface StartOptions {
  /** Port on which the front door listens. */
  readonly port: number
  /** Deletes the data of earlier starts first. */
  readonly fresh: boolean
  readonly auth: LocalAuthMode
  /** Adds a repository with 5,000 tags to the sample. */
  readonly manyTags: boolean
  readonly help: boolean
}

export const USAGE = `npm start -- [--port 5050] [--auth basic|none] [--many-tags] [--fresh]

Runs the index and a sample registry on this machine, reachable on loopback only.

  --port N      port to listen on, 1 to 65535 (default 5050)
  --auth MODE   basic: clients sign in with a generated password (default);
                none: open to all
  --many-tags   add a repository with 5,000 tags to the sample
  --fresh       delete the data of earlier starts first
  --help        show this text`

const isAuthMode = (value: string): value is LocalAuthMode => (LOCAL_AUTH_MODES as readonly string[]).includes(value)

/** Converts an error of parseArgs: its first sentence without the hints after it, in the form of our own messages. */
const optionError = (error: unknown): LocalError => {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/)
  return new LocalError(`${first.charAt(0).toLowerCase()}${first.slice(1).replace(/\.$/, '')}; see npm start -- --help`)
}

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '5050' },
        fresh: { type: 'boolean', default: false },
        auth: { type: 'string', default: 'basic' },
        'many-tags': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values
  } catch (error) {
    throw optionError(error)
  }
}

/**
 * Parses the options of `npm start` from the arguments after the script's name.
 * @throws LocalError for an unknown option or a value that is not allowed
 * @example parseStartOptions(['--auth', 'none']) // { port: 5050, fresh: false, auth: 'none', manyTags: false, help: false }
 */
export const parseStartOptions = (argv: readonly string[]): StartOptions => {
  const { port, fresh, auth, help, 'many-tags': manyTags } = parse(argv)
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new LocalError(`--port is "${port}", but must be a number from 1 to 65535`)
  }
  if (!isAuthMode(auth)) throw new LocalError(`--auth is "${auth}", but must be one of: ${LOCAL_AUTH_MODES.join(', ')}`)
  return { port: Number(port), fresh, auth, manyTags, help }
}

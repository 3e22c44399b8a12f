// Runs the commands of a client in a new home directory and records the result of each.

import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type ProgramResult, runProgram } from '../programs.ts'
import { type Client, commandsIn, type State } from './client.ts'
import { type Endpoint, errorLineOf, normalised, withHost } from './normalise.ts'

/** The result of a command. */
export interface Result {
  readonly line: string
  readonly state: State
  readonly status: number
  readonly stdout: string
  /** The line of stderr that explains the error. */
  readonly errorLine: string
}

export interface Session {
  readonly client: Client
  readonly results: Result[]
  /** Runs the commands for this state one after the other, and checks their exit status and output. */
  runCommands(state: State, endpoint: Endpoint): Promise<void>
}

// Podman and skopeo read from this file that the host has no TLS. The other clients see it by the loopback address or
// are configured by their setup commands.
const withoutTls = (host: string): string => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`

/** Runs a line in a shell, with the password in its variable PASSWORD. Resolves whatever its exit status. */
export type Shell = (line: string, password?: string) => Promise<ProgramResult>

/**
 * Prepares the home directory of a client and runs its setup commands.
 * @param before shell commands that are run before each command of the client; may be empty
 */
export const openHome = async (home: string, client: Client, host: string, before: string): Promise<Shell> => {
  await mkdir(join(home, 'bin'), { recursive: true })
  await mkdir(join(home, '.config', 'containers'), { recursive: true })
  await writeFile(join(home, '.config', 'containers', 'registries.conf'), withoutTls(host))
  await symlink(client.program, join(home, 'bin', client.name))
  const shell: Shell = (line, password = '') => {
    const start = [`cd '${home}'`, `PATH='${join(home, 'bin')}':$PATH`, 'read -r PASSWORD', before]
    const all = [...start, withHost(line, host)].filter((each) => each !== '').join('\n')
    // `timeout` ends the whole pipeline, not only the shell.
    return runProgram(home, 'timeout', ['150', 'bash', '-c', all], `${password}\n`)
  }
  for (const line of client.setup) {
    const ran = await shell(line)
    if (ran.status !== 0) throw new Error(`${line} ends with exit status ${ran.status}: ${ran.stderr}`)
  }
  return shell
}

/** Prepares a client, as `openHome` does, to run its commands. */
export const openSession = async (dir: string, client: Client, host: string, before: string): Promise<Session> => {
  const shell = await openHome(join(dir, client.title.replaceAll(' ', '-')), client, host, before)
  const results: Result[] = []
  const runCommands = async (state: State, endpoint: Endpoint): Promise<void> => {
    for (const { line, fails = [], prints } of commandsIn(client, state)) {
      const { status, stdout, stderr } = await shell(line, endpoint.password)
      const shown = { stdout: normalised(stdout, endpoint), errorLine: errorLineOf(normalised(stderr, endpoint)) }
      results.push({ line, state, status: status ?? -1, ...shown })
      const what = `${line} (${state}): ${stdout}${stderr}`
      expect.soft(status === 0, what).toBe(!fails.includes(state))
      if (prints !== undefined && status === 0) expect.soft(shown.stdout, what).toMatch(prints)
    }
  }
  return { client, results, runCommands }
}

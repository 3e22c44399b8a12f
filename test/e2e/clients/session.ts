// A client at work: a home of its own, in which nothing is known, and what came out of each command.

import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runProgram } from '../programs.ts'
import { type Client, commandsIn, type State } from './client.ts'
import { essential, normalised, real, type Where } from './normalise.ts'

/** What a command came to. */
export interface Result {
  readonly line: string
  readonly state: State
  readonly status: number
  readonly stdout: string
  /** The line of stderr that matters. */
  readonly complaint: string
}

export interface Session {
  readonly client: Client
  readonly results: Result[]
  /** Runs what a user types in this state, one after the other. */
  work(state: State, where: Where): Promise<void>
}

// Podman and skopeo know from this file where there is no TLS; the others take it from the address, or are told.
const withoutTls = (host: string): string => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`

/**
 * Makes a client ready.
 * @param before commands that come first in the shell of each
 */
export const openSession = async (dir: string, client: Client, host: string, before: string): Promise<Session> => {
  const home = join(dir, client.title.replaceAll(' ', '-'))
  await mkdir(join(home, 'bin'), { recursive: true })
  await mkdir(join(home, '.config', 'containers'), { recursive: true })
  await writeFile(join(home, '.config', 'containers', 'registries.conf'), withoutTls(host))
  await symlink(client.program, join(home, 'bin', client.name))
  const shell = (line: string, password = '') => {
    const start = [`cd '${home}'`, `PATH='${join(home, 'bin')}':$PATH`, 'read -r PASSWORD', before]
    const all = [...start, real(line, host)].filter((each) => each !== '').join('\n')
    // It ends the whole pipeline, not its shell alone.
    return runProgram(home, 'timeout', ['45', 'bash', '-c', all], `${password}\n`)
  }
  for (const line of client.before) {
    const ran = await shell(line)
    if (ran.status !== 0) throw new Error(`${line} ends with ${ran.status}: ${ran.stderr}`)
  }
  const results: Result[] = []
  const work = async (state: State, where: Where): Promise<void> => {
    for (const { line, fails = [], says } of commandsIn(client, state)) {
      const { status, stdout, stderr } = await shell(line, where.password)
      const shown = { stdout: normalised(stdout, where), complaint: essential(normalised(stderr, where)) }
      results.push({ line, state, status: status ?? -1, ...shown })
      const what = `${line} (${state}): ${stdout}${stderr}`
      expect.soft(status === 0, what).toBe(!fails.includes(state))
      if (says !== undefined && status === 0) expect.soft(shown.stdout, what).toMatch(says)
    }
  }
  return { client, results, work }
}

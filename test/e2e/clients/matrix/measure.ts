// Runs a client at a place and says in a few words what came of it.

import { expect } from 'vitest'
import type { Client } from '../client.ts'
import { openHome, type Shell } from '../session.ts'
import type { Place } from './places.ts'
import { CLIENTS, type Found } from './tries.ts'

/** What who signs in as `alice` is to see. */
export interface Sight {
  /** Whether the index asks for a password at all. */
  readonly signIn: boolean
  /** Repositories in the index, by name, with their descriptions. */
  readonly repositories: Readonly<Record<string, string>>
  /** She sees the names that begin so only, if given. */
  readonly prefix?: string
}

export const PASSWORD = 'right-password'

const environment = ({ host, certificate }: Place, dockerHost: string): string =>
  [
    certificate === undefined ? 'PLAIN=--plain-http' : 'PLAIN=',
    `URL=${certificate === undefined ? 'http' : 'https'}://${host}`,
    `export PLAIN URL DOCKER_HOST=${dockerHost}`,
    // Programs in Go read it in the place of the machine's authorities.
    ...(certificate === undefined ? [] : [`export CURL_CA_BUNDLE SSL_CERT_FILE='${certificate}'`]),
  ].join('\n')

/** The error of who is not let in, in the words of all clients. `empty challenge`: of an answer 401 that has none. */
const REFUSED =
  /\b401\b|unauthorized|authentication required|no basic auth|credential not found|empty challenge|invalid username/i
/** The error of who asks for an image at an address that has none, or is not let in. */
const NO_IMAGE = new RegExp(`\\b404\\b|not found|the index has no /v2/|${REFUSED.source}`, 'i')

/** Runs a line. Returns what it prints, or nothing if it was refused. @throws if it failed for another reason */
const unlessRefused = async (shell: Shell, line: string, refusal: RegExp): Promise<string | undefined> => {
  const { status, stdout, stderr } = await shell(line, PASSWORD)
  if (status === 0) return stdout
  expect(`${stdout}${stderr}`, line).toMatch(refusal)
  return undefined
}

/** Says how much a search showed. @throws where that is neither all that she may see nor nothing */
const shown = (found: readonly Found[], what: 'redis' | 'all', { repositories, prefix = '' }: Sight): string => {
  const seen = Object.keys(repositories).filter(
    (name) => name.startsWith(prefix) && (what === 'all' || name.includes('redis')),
  )
  expect(found.map(({ name }) => name).toSorted()).toEqual(seen.toSorted())
  const described = found.every(({ name, description }) => description === repositories[name])
  if (!described) expect(found.map(({ description }) => description)).toEqual(found.map(() => ''))
  return `${described ? 'results' : 'names'}${prefix && ` of \`${prefix}\``}`
}

/** Signs a client in, with a wrong password and the right one, searches and pulls. Returns what came of it. */
export const measure = async (
  dir: string,
  client: Client,
  place: Place,
  sight: Sight,
  dockerHost: string,
): Promise<string> => {
  const { login, search, pull, setup = [] } = CLIENTS[client.name] ?? {}
  if (login === undefined || pull === undefined) throw new Error(`nobody knows what to type into ${client.name}`)
  const shell = await openHome(dir, { ...client, setup }, place.host, environment(place, dockerHost))
  const searched = async () => search && unlessRefused(shell, search.line, REFUSED)
  const loggedIn = (password: string) => unlessRefused(shell, `GIVEN=${password}\n${login}`, REFUSED)
  if (sight.signIn) expect(await searched(), `${client.name} searches without signing in`).toBeUndefined()
  const wrong = await loggedIn('wrong')
  // It may store a password without asking whether it is right.
  if (sight.signIn) expect(await searched(), `${client.name} searches with a wrong password`).toBeUndefined()
  const right = await loggedIn('"$PASSWORD"')
  const any = sight.signIn ? 'login unchecked' : 'any login'
  const said = [right === undefined ? 'login refused' : wrong === undefined ? 'login' : any]
  let name = 'team/redis'
  if (search !== undefined) {
    const stdout = await searched()
    const found = stdout === undefined ? [] : search.read(stdout)
    said.push(stdout === undefined ? 'search refused' : shown(found, search.for, sight))
    name = found[0]?.name ?? name
  }
  const pulled = await unlessRefused(shell, pull(name), NO_IMAGE)
  return [...said, pulled === undefined ? 'no pull' : 'pull'].join(', ')
}

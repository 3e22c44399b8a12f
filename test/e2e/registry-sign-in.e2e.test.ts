// Sign-in by the registry's own accounts: real registries, with htpasswd and with a real token server, and real clients.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryAccess } from '../../lambda/http/registry-sign-in/registry-access.ts'
import { usersIn } from '../../lambda/http/users/users.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { findProgram } from '../../local/programs.ts'
import { image, layer } from '../../local/sample/image.ts'
import { noLog } from '../fakes/log.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { memorySystem } from '../fakes/system.ts'
import { signInContract } from '../http/registry-sign-in/sign-in-contract.ts'
import { type Client, client } from './clients/client.ts'
import { dockerDaemon, NO_DAEMON } from './clients/docker-daemon.ts'
import { openSession } from './clients/session.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { pushImage } from './registry-client.ts'
import { CRANE_COMMANDS, CURL_COMMANDS, DOCKER_COMMANDS, PODMAN_COMMANDS } from './sign-in/commands.ts'
import { openDoorOf } from './sign-in/door.ts'
import { byPasswords, startRegistryWith, startTokenServer, writePasswords } from './sign-in/registries.ts'
import { findTool, type Tool } from './tools.ts'

const TOOLS: readonly Tool[] = ['registry', 'token-server', 'crane']
const DEBIAN_PROGRAMS = ['docker-registry', 'podman', 'curl', 'openssl']
const missing = [...missingPrograms(DEBIAN_PROGRAMS), ...TOOLS.filter((tool) => findTool(tool) === undefined)]
const remedy = `Debian: apt-get install ${DEBIAN_PROGRAMS.join(' ')}; the others: npm run tools, which needs Go`
const skipped = skipLoudly("the test of the registry's own sign-in", missing, remedy)
const docker = dockerDaemon("the test of the registry's own sign-in")

const program = (name: string): string => findProgram([name]) ?? name
const CLIENTS: readonly Client[] = skipped
  ? []
  : [
      client('podman', program('podman'), ['--version'], PODMAN_COMMANDS),
      client('crane', findTool('crane') ?? '', ['version'], CRANE_COMMANDS),
      client('curl', program('curl'), ['--version'], CURL_COMMANDS),
      ...(docker.isMissing ? [] : [client('docker', program('docker'), ['--version'], DOCKER_COMMANDS)]),
    ]

describe.skipIf(skipped)("the registry's own sign-in", () => {
  const stops: (() => Promise<void>)[] = []
  let dir: string
  let dockerHost: string | undefined
  let tokenHost = ''
  /** Addresses of the registries. */
  const registries = { open: '', passwords: '', passwordsOf3: '', tokens: '' }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'registry-sign-in-'))
    const grounds = { dir, onStop: (end: () => Promise<void>) => void stops.push(end) }
    const debian = program('docker-registry')
    const passwords = await writePasswords(grounds)
    const { host, auth } = await startTokenServer(grounds, findTool('token-server') ?? '', passwords)
    tokenHost = host
    registries.open = await startRegistryWith(grounds, debian, 'open', undefined)
    registries.passwords = await startRegistryWith(grounds, debian, 'passwords', byPasswords(passwords))
    registries.passwordsOf3 = await startRegistryWith(
      grounds,
      findTool('registry') ?? '',
      'passwords-of-3',
      byPasswords(passwords),
    )
    registries.tokens = await startRegistryWith(grounds, debian, 'tokens', auth)
    await pushImage(
      registries.open,
      'alice/app',
      'v1',
      image({
        format: 'docker',
        layers: [layer({ app: 'app' })],
        created: '2026-01-01T00:00:00Z',
        labels: {},
        annotations: {},
      }),
    )
    dockerHost = await docker.start(join(dir, 'engine'), grounds.onStop)
  })
  afterAll(async () => {
    for (const end of stops.reverse()) await end()
    await rm(dir, { recursive: true, force: true })
  })

  const opened = (registry: keyof typeof registries) => () => ({ registry: registries[registry], tokenHost, fetch })
  signInContract("Debian's docker-registry with htpasswd", 'password', opened('passwords'))
  signInContract('distribution 3 with htpasswd', 'password', opened('passwordsOf3'))
  signInContract("Debian's docker-registry with a token server", 'token', opened('tokens'))
  signInContract("Debian's docker-registry without sign-in", 'nobody', opened('open'))

  describe('a registry that misbehaves, asked by the fetch of Node,', () => {
    let requests: string[]
    const admitted = async (answer: (response: ServerResponse) => void, milliseconds: number) => {
      requests = []
      const server = createServer((asked, response) => {
        requests.push(asked.url ?? '')
        answer(response)
      })
      await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      const ports = { fetch, clock: systemClock, log: noLog, metrics: keptMetrics().metrics }
      const access = registryAccess({
        ...ports,
        registry: `http://127.0.0.1:${port}`,
        users: async () => usersIn(''),
        timeout: () => AbortSignal.timeout(milliseconds),
      })
      const outcome = await access
        .admit({ authorization: undefined, path: '/' })
        .catch((error: Error) => `${error.name}: ${error.message}`)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      return outcome
    }
    const late = /^UnavailableError: .*did not answer in time/

    it('lets nobody in if it never answers', async () => {
      expect(await admitted(() => {}, 300)).toMatch(late)
      expect(requests).toEqual(['/v2/'])
    })

    it('lets nobody in if its answer never ends', async () => {
      const drip = (response: ServerResponse) => response.writeHead(200, { 'content-length': 10 }).write('{')
      expect(await admitted(drip, 300)).toMatch(late)
    })

    it('is not followed elsewhere', async () => {
      const away = (response: ServerResponse) => response.writeHead(307, { location: `${registries.open}/v2/` }).end()
      expect(await admitted(away, 60_000)).toMatch(/^UnavailableError: .*answered with status 307/)
      expect(requests).toEqual(['/v2/'])
    })

    it('is read no further than an answer may be long, also when that was packed', async () => {
      const bomb = (response: ServerResponse) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
      expect(await admitted(bomb, 60_000)).toMatch(/^UnavailableError: .*larger than 65536 bytes/)
    })

    it('is asked once more if it breaks a connection, and then no more', async () => {
      expect(await admitted((response) => response.destroy(), 60_000)).toMatch(
        /^UnavailableError: .*could not be asked/,
      )
      expect(requests).toEqual(['/v2/', '/v2/'])
    })
  })

  describe.each(['passwords', 'passwordsOf3', 'tokens'] as const)('before the registry "%s", at one host', (kind) => {
    let host: string
    let counted: readonly unknown[]

    beforeAll(async () => {
      const system = memorySystem()
      system.registry.push('alice/app', 'v1')
      await system.index('alice/app', 'v1')
      const { metrics, said } = keptMetrics()
      counted = said
      const ports = { fetch, clock: systemClock, log: noLog, metrics, users: async () => usersIn('') }
      const door = await openDoorOf(
        system,
        registryAccess({ ...ports, registry: registries[kind], tokenHost }),
        registries[kind],
      )
      stops.push(door.close)
      host = door.host
    })

    it.for(CLIENTS.map((each) => [each.title, each] as const))('%s signs in and finds', async ([, each], { skip }) => {
      if (each.name === 'docker' && dockerHost === undefined) return skip(NO_DAEMON)
      const before = dockerHost === undefined ? '' : `export DOCKER_HOST=${dockerHost}`
      const session = await openSession(join(dir, kind), each, host, before)
      await session.runCommands('out', { host, password: 'pa:ss' })
      await session.runCommands('in', { host, password: 'pa:ss' })
      expect(session.results.length).toBeGreaterThan(4)
    })

    it('counted the wrong passwords', () => {
      expect(counted).toContainEqual(['signInsFailed', 1])
    })
  })
})

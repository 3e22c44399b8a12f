// Real clients behind CloudFront's function, where the index is behind an API Gateway that renames the challenge. Without
// the function only crane gets in there. The registry is a real one, told the host of the front by X-Forwarded-Host.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IndexRoute } from '../../front/front-settings.ts'
import { baseEnvironment } from '../../local/environment.ts'
import { openFrontDoor } from '../../local/front-door.ts'
import { freePort } from '../../local/port-numbers.ts'
import { startService, untilReady } from '../../local/processes.ts'
import { findProgram } from '../../local/programs.ts'
import { findRegistry } from '../../local/registry.ts'
import { accessWith, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'
import type { Command } from './clients/client.ts'
import { dockerDaemon, NO_DAEMON } from './clients/docker-daemon.ts'
import { openSession } from './clients/session.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { findTool, type Tool } from './tools.ts'

const TOOLS: readonly Tool[] = ['crane', 'regctl', 'oras', 'helm']
const DEBIAN_PROGRAMS = ['docker-registry', 'skopeo', 'podman']
const missing = [...missingPrograms(DEBIAN_PROGRAMS), ...TOOLS.filter((tool) => findTool(tool) === undefined)]
const remedy = `Debian: apt-get install ${DEBIAN_PROGRAMS.join(' ')}; the others: npm run tools, which needs Go`
const skipped = skipLoudly('the test of CloudFront’s function', missing, remedy)
const docker = dockerDaemon('the test of CloudFront’s function')

const PASSWORD = 'right-password'
/** `htpasswd -nbB -C 5 registry right-password` */
const HTPASSWD = 'registry:$2y$05$sYWfVRkXbTOeFTMo/7k9ueH2g5l.AI7qz.dTPp2tDpyHKJh0QyieO\n'

/** How a client signs in: wrong, then right; and what it does then. */
const CLIENTS: Readonly<Record<string, readonly Command[]>> = {
  podman: [
    { line: 'echo wrong | podman login --username registry --password-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | podman login --username registry --password-stdin HOST', prints: /Login Succeeded/ },
    { line: 'podman search HOST/app', prints: /HOST\/team\/app/ },
  ],
  skopeo: [
    { line: 'echo wrong | skopeo login --username registry --password-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | skopeo login --username registry --password-stdin HOST', prints: /Login Succeeded/ },
    { line: 'skopeo list-tags docker://HOST/team/app', prints: /"v1"/ },
  ],
  crane: [
    {
      line: 'echo wrong | crane auth login --username registry --password-stdin HOST && crane catalog HOST',
      fails: ['in'],
    },
    { line: 'echo "$PASSWORD" | crane auth login --username registry --password-stdin HOST' },
    { line: 'crane catalog HOST', prints: /^team\/app$/m },
    { line: 'crane copy HOST/team/app:v1 HOST/team/copy:v1 && crane digest HOST/team/copy:v1', prints: /^sha256:/m },
  ],
  regctl: [
    // It asks /v2/ too, and complains of the 401.
    { line: 'regctl registry set --tls disabled HOST || true' },
    { line: 'echo wrong | regctl registry login --user registry --pass-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | regctl registry login --user registry --pass-stdin HOST' },
    { line: 'regctl repo ls HOST', prints: /^team\/app$/m },
  ],
  oras: [
    { line: 'echo wrong | oras login --plain-http --username registry --password-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | oras login --plain-http --username registry --password-stdin HOST' },
    { line: 'echo text > file.txt && oras push --plain-http HOST/team/file:v1 file.txt', prints: /Pushed/ },
    { line: 'rm file.txt && oras pull --plain-http HOST/team/file:v1 && cat file.txt', prints: /^text$/m },
  ],
  helm: [
    { line: 'echo wrong | helm registry login --plain-http --username registry --password-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | helm registry login --plain-http --username registry --password-stdin HOST' },
  ],
  docker: [
    { line: 'echo wrong | docker login --username registry --password-stdin HOST', fails: ['in'] },
    { line: 'echo "$PASSWORD" | docker login --username registry --password-stdin HOST', prints: /Login Succeeded/ },
    { line: 'docker search HOST/app', prints: /^team\/app /m },
  ],
}

/** The index as API Gateway most likely shows it: the challenge has another name. Has `team/app:v1`. */
const startIndex = async () => {
  const system = memorySystem()
  system.registry.push('team/app', 'v1')
  await system.index('team/app', 'v1')
  const access = accessWith({ username: 'registry', password: PASSWORD })
  const server = createServer((incoming, outgoing) => {
    const { authorization } = incoming.headers
    const headers = authorization === undefined ? {} : { authorization }
    request(system, incoming.url ?? '/', { access, method: incoming.method ?? 'GET', headers })
      .then(async (answer) => {
        const { 'www-authenticate': challenge, ...others } = Object.fromEntries(answer.headers)
        outgoing.writeHead(answer.status, {
          ...others,
          ...(challenge && { 'x-amzn-remapped-www-authenticate': challenge }),
        })
        outgoing.end(Buffer.from(await answer.arrayBuffer()))
      })
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

/** Starts a registry that keeps its content in a folder, with a sign-in of its own or without. */
const startFolderRegistry = async (dir: string, name: string, htpasswd?: string) => {
  const port = await freePort()
  const config = join(dir, `${name}.json`)
  const log = join(dir, `${name}.log`)
  await writeFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(dir, name) } },
      ...(htpasswd !== undefined && { auth: { htpasswd: { realm: 'registry', path: htpasswd } } }),
      http: { addr: `127.0.0.1:${port}` },
    }),
  )
  const service = startService(findRegistry() ?? '', ['serve', config], {
    name: 'the registry',
    env: { ...baseEnvironment(dir), OTEL_TRACES_EXPORTER: 'none' },
    log,
    graceMs: 5_000,
  })
  await untilReady(service, `http://127.0.0.1:${port}/`, { log, timeoutMs: 20_000 })
  return { url: `http://127.0.0.1:${port}`, stop: service.stop }
}

describe.skipIf(skipped).each([
  ['that has no sign-in of its own, so that the index answers /v2/ and the catalog', false, ['base', 'catalog']],
  ['that has the same user, and answers all of its own API', true, []],
] as [string, boolean, IndexRoute[]][])('behind the function, before a registry %s,', (_, signsIn, indexRoutes) => {
  const stops: (() => Promise<void>)[] = []
  let dir: string
  let host: string
  let dockerHost: string | undefined

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'registry-index-front-'))
    stops.push(() => rm(dir, { recursive: true, force: true }))
    await writeFile(join(dir, 'htpasswd'), HTPASSWD)
    const index = await startIndex()
    stops.push(index.stop)
    const registry = await startFolderRegistry(dir, 'registry', signsIn ? join(dir, 'htpasswd') : undefined)
    stops.push(registry.stop)
    const to = { index: index.url, registry: registry.url, registryHint: 'see its log' }
    const door = await openFrontDoor({ port: 0, ...to, signIn: true, indexRoutes })
    stops.push(door.close)
    host = `127.0.0.1:${door.port}`
    dockerHost = await docker.start(join(dir, 'engine'), (end) => void stops.push(end))
    // What the index has is in the registry too.
    const push = `oras push --plain-http --username registry --password ${PASSWORD} HOST/team/app:v1 one.txt`
    const pusher = { ...client('oras', []), setup: [`echo 1 > one.txt && ${push}`] }
    await openSession(join(dir, 'push'), pusher, host, '')
  })
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop()
  })

  it.for(Object.keys(CLIENTS))(
    '%s signs in with the right password only, and gets what it asks for',
    async (name, { skip }) => {
      if (name === 'docker' && dockerHost === undefined) return skip(NO_DAEMON)
      const before = name === 'docker' ? `export DOCKER_HOST=${dockerHost}` : ''
      const session = await openSession(join(dir, 'clients'), client(name, CLIENTS[name] ?? []), host, before)
      await session.runCommands('in', { host, password: PASSWORD })
    },
  )

  it('the page asks to sign in, and is shown then', async () => {
    const asked = await fetch(`http://${host}/`)
    expect([asked.status, asked.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="registry-index"'])
    expect(asked.headers.get('content-type')).toMatch(/^text\/html/)
    const authorization = `Basic ${btoa(`registry:${PASSWORD}`)}`
    const shown = await fetch(`http://${host}/`, { headers: { authorization } })
    expect(shown.status).toBe(200)
    expect(await shown.text()).toContain('team/app')
  })
})

const programOf = (name: string): string => {
  const tool = TOOLS.find((one) => one === name)
  return (tool === undefined ? findProgram([name]) : findTool(tool)) ?? name
}

const client = (name: string, commands: readonly Command[]) => ({
  name,
  program: programOf(name),
  title: name,
  version: '',
  setup: [],
  commands,
})

// The container is that of a stub: a script named docker or podman, which runs a program that answers as a registry does
// at its root. Whether the real programs take these arguments was not seen by this test.

import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientsHere } from '../../local/clients-here.ts'
import { engineEnvironment, runningEngines } from '../../local/container-engine.ts'
import { httpGet } from '../../local/http-get.ts'
import { createProgress } from '../../local/progress.ts'
import { findBuiltRegistry } from '../../local/registry.ts'
import { howToGetRegistry, type LocalRegistry, registryUp } from '../../local/registry-up.ts'

let dir: string
let lines: string[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'registry-up-'))
  await mkdir(join(dir, 'bin'))
  lines = []
})
afterEach(async () => await rm(dir, { recursive: true }))

const program = async (file: string, text: string) => {
  await writeFile(join(dir, file), text)
  await chmod(join(dir, file), 0o755)
}

interface Stub {
  /** What `info` prints. */
  readonly info: string
  readonly hasImage?: boolean
  readonly pulls?: boolean
}

/** An engine that notes what it is asked, and runs as its container a server at the port of the configuration. */
const engine = (name: string, { info, hasImage = false, pulls = true }: Stub) =>
  program(
    `bin/${name}`,
    `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs')
const args = process.argv.slice(2)
appendFileSync(${JSON.stringify(join(dir, 'asked'))}, JSON.stringify([${JSON.stringify(name)}, ...args]) + '\\n')
if (args[0] === 'info') console.log(${JSON.stringify(info)})
if (args[0] === 'image') process.exit(${hasImage ? 0 : 1})
if (args[0] === 'pull') process.exit(${pulls ? 0 : 1})
if (args[0] === 'run') {
  const file = args[args.indexOf('--volume') + 1].split(':')[0]
  const port = JSON.parse(readFileSync(file, 'utf8')).http.addr.split(':')[1]
  require('node:http').createServer((_, response) => response.end()).listen(Number(port), '127.0.0.1')
}
`,
  )

const asked = async (): Promise<string[][]> =>
  (await readFile(join(dir, 'asked'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const configuration = async () => JSON.parse(await readFile(join(dir, 'registry.json'), 'utf8'))

const up = (): Promise<LocalRegistry> =>
  registryUp({
    endpoint: 'http://127.0.0.1:4566',
    bucket: 'registry',
    configFile: join(dir, 'registry.json'),
    log: join(dir, 'log'),
    progress: createProgress((line) => lines.push(line)),
    signal: new AbortController().signal,
    env: { PATH: join(dir, 'bin'), HOME: dir },
    tools: join(dir, 'tools'),
  })

describe('a registry for npm start', () => {
  it('runs in a container of docker, on loopback, and ends with the rest', async () => {
    await engine('docker', { info: 'Debian GNU/Linux 13' })
    const { url, running } = await up()
    expect((await httpGet(`${url}/`, 5_000)).status).toBe(200)
    const port = new URL(url).port
    expect((await configuration()).http.addr).toBe(`127.0.0.1:${port}`)
    await running?.stop()
    await expect(httpGet(`${url}/`, 5_000)).rejects.toThrow()
    const [, inspect, pull, removeOld, run, remove] = await asked()
    expect(inspect?.slice(0, 3)).toEqual(['docker', 'image', 'inspect'])
    expect(pull).toEqual(['docker', 'pull', 'docker.io/library/registry:3'])
    expect(run?.slice(0, 3)).toEqual(['docker', 'run', '--rm'])
    expect(run).toEqual(expect.arrayContaining(['--network', 'host']))
    expect(run?.slice(-3)).toEqual(['docker.io/library/registry:3', 'serve', '/config.yml'])
    const name = run?.[run.indexOf('--name') + 1]
    expect(removeOld).toEqual(['docker', 'rm', '--force', name])
    expect(remove).toEqual(removeOld)
  })

  it.each([
    ['docker', 'Docker Desktop', 'host.docker.internal'],
    ['podman', 'true', 'host.containers.internal'],
  ])('is published on loopback alone where %s runs containers in a virtual machine', async (name, info, host) => {
    await engine(name, { info, hasImage: true })
    const { url, running } = await up()
    await running?.stop()
    const port = new URL(url).port
    const run = (await asked()).find(([, verb]) => verb === 'run')
    expect(run).toEqual(expect.arrayContaining(['--publish', `127.0.0.1:${port}:${port}`]))
    expect(run).not.toContain('host')
    const { http, storage } = await configuration()
    expect(http.addr).toBe(`0.0.0.0:${port}`)
    expect(storage.s3.regionendpoint).toBe(`http://${host}:4566`)
    expect((await asked()).some(([, verb]) => verb === 'pull')).toBe(false)
  })

  it('runs in podman where docker does not run, or can’t download the image', async () => {
    await engine('docker', { info: '' })
    await engine('podman', { info: 'false', hasImage: true })
    const first = await up()
    await first.running?.stop()
    expect(lines.at(-1)).toContain('a container of podman')
    await engine('docker', { info: 'Debian GNU/Linux 13', pulls: false })
    const second = await up()
    await second.running?.stop()
    expect(lines.some((line) => line.includes('a container of docker does not start: docker pull failed'))).toBe(true)
    expect(lines.at(-1)).toContain('a container of podman')
  })

  it('is a program rather than a container', async () => {
    await engine('docker', { info: 'Debian GNU/Linux 13' })
    await mkdir(join(dir, 'tools', 'registry-v3.9.0'), { recursive: true })
    await program('tools/registry-v3.9.0/registry', '#!/bin/sh\nexit 3\n')
    await expect(up()).rejects.toThrow('the registry ended during its start (exit code 3)')
    expect(await asked()).toEqual([])
  })

  it('is missing where there is nothing to run it, and then it is said what brings one', async () => {
    const { running, hint, remedy } = await up()
    expect(running).toBeUndefined()
    expect(hint).toContain(remedy)
    expect(hint).toContain('to get one: ')
    expect(lines).toEqual([])
  })
})

it('where an engine runs and can’t run a registry, starting the engine is no way to get one', async () => {
  await engine('docker', { info: 'Debian GNU/Linux 13', pulls: false })
  expect((await up()).remedy).toBe(
    'to get one: install Go 1.26 or newer, and npm run tools -- registry; then start again',
  )
  await program('bin/apt-get', '')
  expect((await up()).remedy).toBe('to get one: sudo apt-get install docker-registry; then start again')
})

describe('findBuiltRegistry', () => {
  it('returns the newest one', async () => {
    for (const version of ['v3.9.0', 'v3.10.0', 'v2.8.3']) {
      await mkdir(join(dir, `registry-${version}`))
      await program(`registry-${version}/registry`, '')
    }
    expect(findBuiltRegistry(dir)).toBe(join(dir, 'registry-v3.10.0', 'registry'))
    expect(findBuiltRegistry(join(dir, 'nothing'))).toBeUndefined()
  })
})

describe('what brings a registry', () => {
  it.each([
    [['go', 'docker', 'apt-get'], 'linux', 'npm run tools -- registry'],
    [['docker', 'apt-get'], 'linux', 'sudo systemctl start docker'],
    [['docker'], 'darwin', 'start Docker Desktop'],
    [['podman', 'docker'], 'darwin', 'podman machine start'],
    [['apt-get', 'podman'], 'linux', 'sudo apt-get install docker-registry'],
    [[], 'linux', 'install Docker or Podman'],
  ] as const)('with %j on %s is: %s', async (programs, platform, expected) => {
    for (const name of programs) await program(`bin/${name}`, '')
    expect(howToGetRegistry(join(dir, 'bin'), false, platform)).toBe(expected)
  })
})

describe('container engines', () => {
  it('get what they need of the user’s environment, and no credentials of AWS', () => {
    const env = {
      HOME: '/home/ann',
      DOCKER_HOST: 'unix:///x',
      XDG_RUNTIME_DIR: '/run/1',
      AWS_PROFILE: 'work',
      PATH: '/bin',
    }
    const passed = engineEnvironment(env)
    expect(passed).toMatchObject({ HOME: '/home/ann', DOCKER_HOST: 'unix:///x', XDG_RUNTIME_DIR: '/run/1' })
    expect(Object.keys(passed).filter((name) => name.startsWith('AWS_'))).toEqual([])
  })

  it('are those that answer', async () => {
    await engine('docker', { info: '' })
    await engine('podman', { info: 'false' })
    const engines = runningEngines({ PATH: join(dir, 'bin') })
    expect(engines).toEqual([{ name: 'podman', program: join(dir, 'bin', 'podman'), thisMachine: undefined }])
  })

  it('are clients to try, unless they run in a virtual machine', async () => {
    await engine('docker', { info: 'Docker Desktop' })
    await engine('podman', { info: 'false' })
    await program('bin/curl', '')
    expect([...clientsHere({ PATH: join(dir, 'bin') })].sort()).toEqual(['curl', 'podman'])
  })
})

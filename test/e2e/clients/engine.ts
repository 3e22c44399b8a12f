// The daemon that the docker command line asks: it is the one who searches and signs in.

import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { baseEnvironment } from '../../../local/environment.ts'
import { LocalError } from '../../../local/local-error.ts'
import { lastLines, startService } from '../../../local/processes.ts'
import { eventually } from '../eventually.ts'

export interface Engine {
  /** For DOCKER_HOST. */
  readonly address: string
  /** Ends it and its containerd. */
  stop(): Promise<void>
}

const START_MS = 30_000
/** Where Docker before 23 keeps a key, wherever else it is told to keep its things. */
const KEY = '/etc/docker/key.json'

/**
 * Starts a Docker daemon with nothing but a socket: no network, no rules of a firewall, no file outside of the folder.
 * @throws where it can't run here, with its own last words
 */
export const startEngine = async (program: string, dir: string): Promise<Engine> => {
  const hadKey = existsSync(KEY)
  await mkdir(dir, { recursive: true })
  const at = (name: string) => join(dir, name)
  // Else it reads the one of the machine.
  await writeFile(at('daemon.json'), '{}')
  const log = at('log')
  const places = { 'config-file': 'daemon.json', 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' }
  const args = [
    ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
    ...Object.entries(places).flatMap(([option, name]) => [`--${option}`, at(name)]),
    ...['--host', `unix://${at('sock')}`],
  ]
  const service = startService(program, args, { name: 'dockerd', env: baseEnvironment(dir), log, graceMs: 15_000 })
  const containerd = () => pidIn(at('exec/containerd/containerd.pid'))
  const stop = async () => {
    const pid = await containerd()
    await service.stop()
    if (pid !== undefined) await ended(pid)
    if (!hadKey) await rm(KEY, { force: true })
  }
  const died = service.exited.then((how) => {
    throw new LocalError(`dockerd ended at once (${how}):\n${lastLines(log, 3)}`)
  })
  try {
    await Promise.race([eventually(START_MS, () => ping(at('sock'))), died])
  } catch (error) {
    await stop()
    throw error
  }
  died.catch(() => {})
  return { address: `unix://${at('sock')}`, stop }
}

const ping = (socketPath: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/_ping', signal: AbortSignal.timeout(2_000) }, (answer) => {
      answer.resume()
      if (answer.statusCode === 200) resolve()
      else reject(new Error(`dockerd answers ${answer.statusCode}`))
    })
    asked.once('error', reject).end()
  })

const pidIn = async (file: string): Promise<number | undefined> => {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  return pid > 1 ? pid : undefined
}

const isRunning = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // One that ended and was not yet waited for is a zombie.
  return state !== '' && !/\) Z /.test(state)
}

// It goes with its daemon; one that does not is killed.
const ended = async (pid: number): Promise<void> => {
  const gone = async () => {
    if (await isRunning(pid)) throw new Error(`containerd (${pid}) goes on running`)
  }
  await eventually(5_000, gone).catch(async () => {
    process.kill(pid, 'SIGKILL')
    await eventually(5_000, gone)
  })
}

// Starts a Docker daemon of its own for the docker command line: it is the daemon that searches and signs in.

import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { baseEnvironment } from '../../../local/environment.ts'
import { LocalError } from '../../../local/local-error.ts'
import { lastLines, startService } from '../../../local/processes.ts'
import { eventually } from '../eventually.ts'

export interface Engine {
  /** Value for DOCKER_HOST. */
  readonly address: string
  /** Ends the daemon and its containerd. */
  stop(): Promise<void>
}

/** Docker before 23 always writes a key to this file, whatever folders its options name. */
const KEY_FILE = '/etc/docker/key.json'

/**
 * Starts a Docker daemon that only has a socket: no network, no firewall rules, no files outside of the folder.
 * @throws LocalError or Error if it cannot run on this machine, with the last lines of its log if it ends
 */
export const startEngine = async (program: string, dir: string): Promise<Engine> => {
  const hadKey = existsSync(KEY_FILE)
  await mkdir(dir, { recursive: true })
  const at = (name: string) => join(dir, name)
  // Without this file the daemon reads the machine's configuration.
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
    if (!hadKey) await rm(KEY_FILE, { force: true })
  }
  const died = service.exited.then((how) => {
    throw new LocalError(`dockerd ended during its start (${how}):\n${lastLines(log, 3)}`)
  })
  try {
    await Promise.race([eventually(() => ping(at('sock'))), died])
  } catch (error) {
    await stop()
    throw error
  }
  died.catch(() => {})
  return { address: `unix://${at('sock')}`, stop }
}

const ping = (socketPath: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: '/_ping', signal: AbortSignal.timeout(10_000) }, (answer) => {
      answer.resume()
      if (answer.statusCode === 200) resolve()
      else reject(new Error(`dockerd answers /_ping with status ${answer.statusCode}, not 200`))
    })
    asked.once('error', reject).end()
  })

const pidIn = async (file: string): Promise<number | undefined> => {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''))
  return pid > 1 ? pid : undefined
}

const isRunning = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // A zombie has ended, but its parent has not yet waited for it.
  return state !== '' && !/\) Z /.test(state)
}

// Waits for the end of the daemon's containerd, which normally ends with the daemon, and kills it after 5 s.
const ended = async (pid: number): Promise<void> => {
  const gone = async () => {
    if (await isRunning(pid)) throw new Error(`containerd (process ${pid}) still runs after its daemon has ended`)
  }
  await eventually(gone, 5_000).catch(async () => {
    process.kill(pid, 'SIGKILL')
    await eventually(gone)
  })
}

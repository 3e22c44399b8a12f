// Starts registries with one storage that differ in how people sign in: by htpasswd, by a token server, or not at all.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hash } from 'bcryptjs'
import { baseEnvironment } from '../../../local/environment.ts'
import { freePort } from '../../../local/port-numbers.ts'
import { run, type Service, startService } from '../../../local/processes.ts'
import { eventually } from '../eventually.ts'

const SERVICE = 'registry of the test'
const ISSUER = 'token server of the test'

/** What is started, with the folder of its files. */
export interface Grounds {
  readonly dir: string
  onStop(end: () => Promise<void>): void
}

const start = async ({ dir, onStop }: Grounds, name: string, program: string, args: string[], port: number) => {
  const env = { ...baseEnvironment(dir), OTEL_TRACES_EXPORTER: 'none' }
  const service: Service = startService(program, args, { name, env, log: join(dir, `${name}.log`), graceMs: 3000 })
  onStop(service.stop)
  await eventually(async () => void (await fetch(`http://127.0.0.1:${port}/v2/`)))
}

/** Writes a file of htpasswd with the user `alice`, whose password is `pa:ss`. Returns its path. */
export const writePasswords = async ({ dir }: Grounds): Promise<string> => {
  const file = join(dir, 'htpasswd')
  await writeFile(file, `alice:${await hash('pa:ss', 5)}\n`)
  return file
}

/** Starts a registry. Returns its address. */
export const startRegistryWith = async (
  grounds: Grounds,
  program: string,
  name: string,
  auth: object | undefined,
): Promise<string> => {
  const port = await freePort()
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(grounds.dir, 'storage') } },
    http: { addr: `127.0.0.1:${port}`, secret: 'only for this test' },
    ...(auth && { auth }),
  }
  const file = join(grounds.dir, `${name}.json`)
  await writeFile(file, JSON.stringify(config))
  await start(grounds, name, program, ['serve', file], port)
  return `http://127.0.0.1:${port}`
}

/** How a registry signs people in by a file of htpasswd. */
export const byPasswords = (path: string): object => ({ htpasswd: { realm: 'registry of the test', path } })

/** Starts a token server. Returns its host, and how a registry signs people in by it. */
export const startTokenServer = async (grounds: Grounds, program: string, passwords: string) => {
  const folder = join(grounds.dir, 'keys')
  await mkdir(folder, { recursive: true })
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const options = { env: baseEnvironment(folder), log: join(grounds.dir, 'openssl.log'), timeoutMs: 60_000 }
  const openssl = (...args: string[]) => run('openssl', args, { name: 'openssl', ...options })
  await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key)
  await openssl('req', '-x509', '-new', '-key', key, '-subj', '/CN=test', '-days', '2', '-out', certificate)
  const port = await freePort()
  // By name: crane sends nothing to a token service that a challenge gives by the number of a private address.
  const host = `localhost:${port}`
  const args = [
    '-addr',
    `127.0.0.1:${port}`,
    '-issuer',
    ISSUER,
    '-key',
    key,
    '-passwd',
    passwords,
    '-realm',
    'token server',
  ]
  await start(grounds, 'token-server', program, args, port)
  const auth = {
    token: { realm: `http://${host}/token/`, service: SERVICE, issuer: ISSUER, rootcertbundle: certificate },
  }
  return { host, auth }
}

// Starts nginx with the configuration of docs/front-doors.md.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment } from '../../../local/environment.ts'
import { PATHS, ROOT } from '../../../local/paths.ts'
import { freePort } from '../../../local/port-numbers.ts'
import { startService } from '../../../local/processes.ts'
import { findProgram } from '../../../local/programs.ts'
import { eventually } from '../eventually.ts'
import { API_NAME } from './api-gateway.ts'
import type { Certificate } from './certificate.ts'
import { openDns } from './dns.ts'

/** Where Debian puts it, a folder that is not on every PATH. */
const SYSTEM_PROGRAMS = '/usr/sbin'
export const nginxProgram = findProgram(['nginx']) ?? findProgram(['nginx'], SYSTEM_PROGRAMS)

/** What stands before the first registry of the document, and nothing else of it. */
const PLACES = {
  listen: 'listen 443 ssl;',
  certificate: '/etc/nginx/registry.crt',
  key: '/etc/nginx/registry.key',
  index: `set $index ${API_NAME};`,
  authorities: '/etc/ssl/certs/ca-certificates.crt',
  resolver: 'resolver 169.254.169.253 ',
  registry: 'http://127.0.0.1:5000',
} as const

/** The configuration in docs/front-doors.md, with other places in it. */
const configuration = async (places: Readonly<Record<keyof typeof PLACES, string>>): Promise<string> => {
  const document = await readFile(join(ROOT, 'docs', 'front-doors.md'), 'utf8')
  const found = /```nginx\n([\s\S]*?)```/.exec(document)?.[1]
  if (found === undefined) throw new Error('docs/front-doors.md has no configuration of nginx')
  return Object.entries(PLACES).reduce((text, [name, place]) => {
    if (text.split(place).length !== 2) throw new Error(`"${place}" must stand once in the configuration of nginx`)
    return text.replace(place, () => places[name as keyof typeof PLACES])
  }, found)
}

interface Behind {
  /** Port of the index, which has a certificate for its name. */
  readonly indexPort: number
  /** Address of the registry. */
  readonly registry: string
  readonly certificate: Certificate
}

/** Starts nginx on loopback. Resolves when it answers. */
export const startNginx = async (dir: string, { indexPort, registry, certificate }: Behind) => {
  await mkdir(dir, { recursive: true })
  const dns = await openDns()
  const port = await freePort()
  const site = await configuration({
    listen: `listen 127.0.0.1:${port} ssl;`,
    certificate: certificate.cert,
    key: certificate.key,
    index: `set $index ${API_NAME}:${indexPort};`,
    authorities: certificate.cert,
    resolver: `resolver 127.0.0.1:${dns.port} `,
    registry,
  })
  await writeFile(join(dir, 'site.conf'), site)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(dir, kind)};`,
  )
  const main = [
    ...['daemon off;', 'master_process off;', `pid ${join(dir, 'pid')};`, `error_log ${join(dir, 'error.log')};`],
    ...['events {}', 'http {', 'access_log off;', ...temporary, `include ${join(dir, 'site.conf')};`, '}', ''],
  ]
  await writeFile(join(dir, 'nginx.conf'), main.join('\n'))
  const log = join(dir, 'log')
  const service = startService(
    nginxProgram ?? 'nginx',
    ['-p', dir, '-e', join(dir, 'error.log'), '-c', join(dir, 'nginx.conf')],
    { name: 'nginx', env: baseEnvironment(PATHS.local), log, graceMs: 5_000 },
  )
  const stop = async () => {
    await service.stop()
    await dns.close()
  }
  const host = `127.0.0.1:${port}`
  try {
    await eventually(async () => void (await fetch(`http://${host}/`)), 20_000)
  } catch (error) {
    await stop()
    throw new Error(`nginx did not start: ${await readFile(join(dir, 'error.log'), 'utf8').catch(() => '')}`, {
      cause: error,
    })
  }
  return { host, port, stop }
}

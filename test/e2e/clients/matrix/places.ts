// Where clients find the index: alone, behind nginx, behind CloudFront's function. The index is the app of the search
// function in this process, over an index in memory; registries, nginx and clients are real.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createProxyServer } from 'http-proxy-3'
import { openFrontDoor } from '../../../../local/front-door.ts'
import { API_NAME, openApiGateway } from '../../front/api-gateway.ts'
import { makeCertificate } from '../../front/certificate.ts'
import { startNginx } from '../../front/nginx.ts'

/** What stands at a place. */
export interface Behind {
  /** A folder of its own. */
  readonly dir: string
  /** Address of the index, whose challenge arrives. */
  readonly index: string
  readonly registry: string
  readonly signIn: boolean
  onStop(end: () => Promise<void>): void
}

export interface Place {
  /** Host and port. */
  readonly host: string
  /** The file of its certificate; none without TLS. */
  readonly certificate?: string
}

/** Opens an address before the index at which the challenge has another name, as API Gateway most likely has it. */
const openRenaming = async ({ index, onStop }: Behind): Promise<string> => {
  const proxy = createProxyServer({ target: index })
  proxy.on('proxyRes', ({ headers }) => {
    const challenge = headers['www-authenticate']
    if (challenge === undefined) return
    headers['x-amzn-remapped-www-authenticate'] = challenge
    delete headers['www-authenticate']
  })
  const server = createServer((request, response) =>
    proxy.web(request, response, {}, () => void response.writeHead(502).end()),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onStop(async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Opens each place, by the heading of its column. */
export const PLACES: Readonly<Record<string, (behind: Behind) => Promise<Place>>> = {
  'the index alone': async ({ index }) => ({ host: new URL(index).host }),
  'alone, challenge renamed': async (behind) => ({ host: new URL(await openRenaming(behind)).host }),
  'behind nginx': async ({ dir, index, registry, onStop }) => {
    const certificate = await makeCertificate(dir, 'tls', ['registry.example.com', API_NAME])
    const gateway = await openApiGateway(index, certificate)
    onStop(gateway.close)
    const nginx = await startNginx(join(dir, 'nginx'), { indexPort: gateway.port, registry, certificate })
    onStop(nginx.stop)
    return { host: nginx.host, certificate: certificate.cert }
  },
  "behind CloudFront's function": async (behind) => {
    const { registry, signIn } = behind
    const to = { index: await openRenaming(behind), registry, registryHint: 'see its log' }
    const door = await openFrontDoor({ port: 0, ...to, signIn, indexRoutes: ['catalog'] })
    behind.onStop(door.close)
    return { host: `127.0.0.1:${door.port}` }
  },
}

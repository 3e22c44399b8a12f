// One address for an index in this process and a registry, as a front makes it.

import { createServer } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import type { Access } from '../../../lambda/http/access.ts'
import { request } from '../../fakes/http.ts'
import type { memorySystem } from '../../fakes/system.ts'

const OF_INDEX = /^\/(?:v1\/.*|v2\/?|v2\/_catalog|api\/.*)$/

/** Opens the door on loopback: the index answers `/v1/`, `/v2/`, the catalogue and `/api/`, the registry all else. */
export const openDoorOf = async (system: ReturnType<typeof memorySystem>, access: Access, registry: string) => {
  const proxy = createProxyServer({ target: registry })
  const server = createServer((asked, answered) => {
    const { url = '/', method = 'GET', headers } = asked
    if (!OF_INDEX.test(new URL(url, registry).pathname)) return proxy.web(asked, answered)
    const { authorization } = headers
    void request(system, url, { access, method, headers: authorization === undefined ? {} : { authorization } }).then(
      async (answer) => {
        answered.writeHead(answer.status, Object.fromEntries(answer.headers))
        answered.end(Buffer.from(await answer.arrayBuffer()))
      },
    )
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const address = server.address()
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, close }
}

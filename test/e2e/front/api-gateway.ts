// The address of the index as API Gateway has it: TLS, one name by which it is known, and the challenge of a 401 under
// another name, as API Gateway most likely sends it. The local AWS does none of it.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { createProxyServer } from 'http-proxy-3'
import type { Certificate } from './certificate.ts'

/** The name that docs/front-doors.md has for the index. */
export const API_NAME = 'abc123.execute-api.eu-west-1.amazonaws.com'

/**
 * Opens it on loopback before an HTTP API of the local AWS.
 * @param index as `apiAddress` returns it
 */
export const openApiGateway = async (index: string, certificate: Certificate) => {
  /** `index` and `renames` may be changed while it runs. */
  const state = { index, renames: true, requests: 0 }
  const proxy = createProxyServer({})
  proxy.on('proxyRes', ({ headers }) => {
    const challenge = headers['www-authenticate']
    if (challenge === undefined || !state.renames) return
    headers['x-amzn-remapped-www-authenticate'] = challenge
    delete headers['www-authenticate']
  })
  const server = createServer(await read(certificate), (request, response) => {
    state.requests += 1
    const known = [request.headers.host?.replace(/:\d+$/, ''), (request.socket as TLSSocket).servername]
    if (known.some((name) => name !== API_NAME)) {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}')
      return
    }
    const { host } = new URL(state.index)
    proxy.web(request, response, { target: state.index, headers: { host } }, () => {
      response.writeHead(502).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  /** Shows another certificate from now on. */
  const present = async (other: Certificate) => {
    server.setSecureContext(await read(other))
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, state, present, close }
}

const read = async ({ cert, key }: Certificate) => ({ cert: await readFile(cert), key: await readFile(key) })

// Serves the API and the page over an index in memory at an address of this machine, for browsers.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from './http.ts'

type System = Parameters<typeof request>[0]
type Options = Parameters<typeof request>[2]

/** A request that was answered. */
interface Served {
  readonly path: string
  readonly status: number
}

/** Starts a server. What it answers with may be changed in `options` while it runs; it notes all requests in `served`. */
export const startPageServer = async (system: System, options: NonNullable<Options> = {}) => {
  const served: Served[] = []
  const state = { options }
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    )
    const origin = `http://${incoming.headers.host}`
    request(system, `${origin}${url}`, { ...state.options, method, headers: Object.fromEntries(headers) })
      .then(async (answer) => {
        served.push({ path: url, status: answer.status })
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
        outgoing.end(Buffer.from(await answer.arrayBuffer()))
      })
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  return { url: `http://127.0.0.1:${port}`, port, served, state, close }
}

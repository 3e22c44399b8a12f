// A reverse proxy that serves the index and the registry at one address. Clients take the text before the first slash
// as the host, so `docker push HOST/x` must reach the registry and `podman search HOST/x` the index at the same host.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import { LocalError } from './local-error.ts'

export type Backend = 'index' | 'registry'

/** Path of a repository's tag list. No component of a repository name begins with an underscore. */
const TAGS_LIST = /^\/v2\/[^_/][^/]*(?:\/[^_/][^/]*)*\/tags\/list$/

/**
 * Returns which backend answers a request: the index answers its own routes, the registry everything else below /v2/.
 * @param url path and query, as in a request line
 */
export const backendOf = (url: string): Backend => {
  const path = url.split('?', 1)[0] ?? ''
  if (path === '/v2' || path === '/v2/' || path === '/v2/_catalog' || TAGS_LIST.test(path)) return 'index'
  return path.startsWith('/v2/') ? 'registry' : 'index'
}

export interface FrontDoorOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Address of the API, as returned by apiAddress. */
  readonly index: string
  /** Address of the registry. It receives the client's Host header, so that its Location headers lead back here. */
  readonly registry: string
  /** Part of the error message for a registry that does not answer: what the user can do. */
  readonly registryHint: string
}

export interface FrontDoor {
  /** Has no slash at its end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Returns the address at which the local AWS serves an HTTP API by path. By host name, as on AWS, the emulator would
 * answer `/v2/` and `/v2/_catalog` as its own container registry. The address includes the name of the stage; the path
 * after it reaches the API unchanged.
 * @param url the stack's output `Url`, `https://ID.execute-api.REGION.amazonaws.com/`
 * @throws LocalError if the URL has another form
 */
export const apiAddress = (endpoint: string, url: string): string => {
  const id = /^https?:\/\/([a-z0-9]+)\.execute-api\./.exec(url)?.[1]
  if (id === undefined) {
    throw new LocalError(
      `the stack's Url is "${url}", but must have the form https://ID.execute-api.REGION.amazonaws.com/; try npm start -- --fresh`,
    )
  }
  return `${endpoint}/_aws/execute-api/${id}/$default`
}

const sendError = (response: ServerResponse, backend: Backend, message: string): void => {
  // The status is already sent: only a closed connection can still tell the client that the response is incomplete.
  if (response.headersSent) return void response.destroy()
  const body =
    backend === 'registry' ? { errors: [{ code: 'UNAVAILABLE', message, detail: null }] } : { error: message }
  const headers = { 'content-type': 'application/json', connection: 'close' }
  response.writeHead(backend === 'registry' ? 503 : 502, headers).end(JSON.stringify(body))
}

/**
 * Opens the front door on loopback. It streams bodies of any size.
 * @throws LocalError if the port is taken
 */
export const openFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const proxy = createProxyServer({})
  const toIndex = { target: options.index, headers: { host: new URL(options.index).host } }
  const toRegistry = { target: options.registry }
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const backend = backendOf(request.url ?? '/')
    // Node's server has already answered `Expect: 100-continue`.
    delete request.headers.expect
    proxy.web(request, response, backend === 'registry' ? toRegistry : toIndex, (error) => {
      const who =
        backend === 'registry' ? `the registry does not answer; ${options.registryHint}` : 'the index does not answer'
      sendError(response as ServerResponse, backend, `${who} (${error.message})`)
    })
  }
  const server = createServer(serve)
  // Uploading a large layer over a slow line can take longer than Node's default timeout of five minutes.
  server.requestTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new LocalError(`port ${options.port} of 127.0.0.1 is taken; choose another one with --port`)
          : error,
      ),
    )
    server.listen({ port: options.port, host: '127.0.0.1' }, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, port, close }
}

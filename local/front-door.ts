// One address for both: clients take what comes before the first slash as the host, so `docker push HOST/x` and
// `podman search HOST/x` must reach the registry and the index at the same place.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import { LocalError } from './local-error.ts'

export type Side = 'index' | 'registry'

/** Tags of a repository; no component of a name begins with an underscore. */
const TAGS_LIST = /^\/v2\/[^_/][^/]*(?:\/[^_/][^/]*)*\/tags\/list$/

/**
 * Who answers a request: the index its own routes, the registry everything else below /v2/.
 * @param url path and query, as in a request line
 */
export const sideOf = (url: string): Side => {
  const path = url.split('?', 1)[0] ?? ''
  if (path === '/v2' || path === '/v2/' || path === '/v2/_catalog' || TAGS_LIST.test(path)) return 'index'
  return path.startsWith('/v2/') ? 'registry' : 'index'
}

export interface FrontDoorOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Address of the API, as apiAddress gives it. */
  readonly index: string
  /** Address of the registry. It gets the client's Host header: its Location headers must lead back here. */
  readonly registry: string
  /** Said where the registry does not answer. */
  readonly registryHint: string
}

export interface FrontDoor {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Where the local AWS answers for an HTTP API, by path: asked by its host name as on AWS, the emulator takes `/v2/` and
 * `/v2/_catalog` for its own container registry. With the stage's name in it, the path after it arrives unchanged.
 * @param url the stack's output, `https://ID.execute-api.REGION.amazonaws.com/`
 */
export const apiAddress = (endpoint: string, url: string): string => {
  const id = /^https?:\/\/([a-z0-9]+)\.execute-api\./.exec(url)?.[1]
  if (id === undefined) throw new LocalError(`the stack's Url is "${url}", but should begin with the API's id`)
  return `${endpoint}/_aws/execute-api/${id}/$default`
}

const refuse = (response: ServerResponse, side: Side, message: string): void => {
  // Too late for a status: cutting the connection is the only way left to say that it is not whole.
  if (response.headersSent) return void response.destroy()
  const body = side === 'registry' ? { errors: [{ code: 'UNAVAILABLE', message, detail: null }] } : { error: message }
  const headers = { 'content-type': 'application/json', connection: 'close' }
  response.writeHead(side === 'registry' ? 503 : 502, headers).end(JSON.stringify(body))
}

/**
 * Opens the front door on loopback. Bodies of any size stream through.
 * @throws LocalError when the port is taken
 */
export const openFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const proxy = createProxyServer({})
  const toIndex = { target: options.index, headers: { host: new URL(options.index).host } }
  const toRegistry = { target: options.registry }
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const side = sideOf(request.url ?? '/')
    // Node has told the client to continue already.
    delete request.headers.expect
    proxy.web(request, response, side === 'registry' ? toRegistry : toIndex, (error) => {
      const who =
        side === 'registry' ? `the registry does not answer; ${options.registryHint}` : 'the index does not answer'
      refuse(response as ServerResponse, side, `${who} (${error.message})`)
    })
  }
  const server = createServer(serve)
  // A large layer over a slow line takes longer than Node's default of five minutes.
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

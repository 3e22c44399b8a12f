// A reverse proxy that serves the index and the registry at one address. Clients take the text before the first slash
// as the host, so `docker push HOST/x` must reach the registry and `podman search HOST/x` the index at the same host.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import { LocalError } from './local-error.ts'
import { normalisedTarget } from './request-path.ts'

export type Backend = 'index' | 'registry'

/** Methods that a backend takes, for the header Allow. */
const METHODS: Readonly<Record<Backend, string>> = {
  index: 'GET, HEAD',
  registry: 'GET, HEAD, POST, PUT, PATCH, DELETE',
}

/** Path of a repository's tag list. No component of a repository name begins with an underscore. */
const TAGS_LIST = /^\/v2\/[^_/][^/]*(?:\/[^_/][^/]*)*\/tags\/list$/

/**
 * Returns which backend answers a request: the index answers its own routes, the registry everything else below /v2/.
 * @param target path and query, as normalisedTarget returns them
 */
export const backendOf = (target: string): Backend => {
  const [whole = ''] = target.split('?', 1)
  // The index takes its routes with a slash at their end, too.
  const path = whole.replace(/\/$/, '')
  if (path === '/v2' || path === '/v2/_catalog' || TAGS_LIST.test(path)) return 'index'
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

interface Failure {
  readonly status: number
  /** Code of the registry protocol. */
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const sendError = (response: ServerResponse, backend: Backend, { status, code, message, headers }: Failure): void => {
  // The status is already sent: only a closed connection can still tell the client that the response is incomplete.
  if (response.headersSent) return void response.destroy()
  const errors = { errors: [{ code, message, detail: null }] }
  const body = JSON.stringify(backend === 'registry' ? errors : { error: message })
  const about = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), connection: 'close' }
  response.writeHead(status, { ...about, ...headers }).end(body)
}

/**
 * Removes a wrong length from a backend's answer. Ends the client's answer at once where the backend breaks off in the
 * middle of a body: else the client would wait for the rest for ever.
 */
const watchAnswer = (answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void => {
  const isRefusedRange = answer.statusCode === 416
  // Of HEAD the local AWS says that GET has an empty body.
  const isHeadOfIndex = request.method === 'HEAD' && backendOf(request.url ?? '') === 'index'
  // Registry 2.8 gives the text of this error the length of the blob.
  if (isRefusedRange || isHeadOfIndex) delete answer.headers['content-length']
  answer.once('close', () => {
    if (answer.complete) return
    if (isRefusedRange) response.end()
    else response.destroy()
  })
}

/**
 * Opens the front door on loopback. It streams bodies of any size.
 * @throws LocalError if the port is taken
 */
export const openFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const proxy = createProxyServer({})
  const toIndex = { target: options.index, headers: { host: new URL(options.index).host } }
  const toRegistry = { target: options.registry }
  proxy.on('proxyRes', (answer, request, response) => watchAnswer(answer, request, response as ServerResponse))
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const target = normalisedTarget(request.url ?? '')
    if (target === undefined) {
      const message =
        'the path of the request must begin with a slash, and each % be followed by two hexadecimal digits'
      return sendError(response, 'registry', { status: 400, code: 'UNSUPPORTED', message })
    }
    const backend = backendOf(target)
    if (request.method === 'TRACE') {
      // Its answer would repeat the password to whoever reads it.
      const message = `TRACE is not allowed here; ${METHODS[backend]} is`
      const headers = { allow: METHODS[backend] }
      return sendError(response, backend, { status: 405, code: 'UNSUPPORTED', message, headers })
    }
    // The backend must see the same path as the door.
    request.url = target
    // Node's server has already answered `Expect: 100-continue`.
    delete request.headers.expect
    proxy.web(request, response, backend === 'registry' ? toRegistry : toIndex, (error) => {
      const who =
        backend === 'registry' ? `the registry does not answer; ${options.registryHint}` : 'the index does not answer'
      const message = `${who} (${error.message})`
      sendError(response, backend, { status: backend === 'registry' ? 503 : 502, code: 'UNAVAILABLE', message })
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

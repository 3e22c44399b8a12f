// A reverse proxy that serves the index and the registry at one address. Clients take the text before the first slash
// as the host, so `docker push HOST/x` must reach the registry and `podman search HOST/x` the index at the same host.
// Where a request goes, and whether it is asked to sign in first, is decided by the function that runs in CloudFront.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createProxyServer } from 'http-proxy-3'
import { frontFunction } from '../front/front-function.ts'
import { type IndexRoute, ORIGINS } from '../front/front-settings.ts'
import { cloudFrontFunction, type Decision, type ViewerRequest } from './cloudfront-runtime.ts'
import { LocalError } from './local-error.ts'
import { splitTarget } from './request-path.ts'

/** What the index answers in place of the local registry, which has no sign-in of its own: logins, and podman's search. */
const LOCAL_INDEX_ROUTES: readonly IndexRoute[] = ['base', 'catalog']

type Backend = keyof typeof ORIGINS

/** Methods that a backend takes, for the header Allow. */
const METHODS: Readonly<Record<Backend, string>> = {
  index: 'GET, HEAD',
  registry: 'GET, HEAD, POST, PUT, PATCH, DELETE',
}

export interface FrontDoorOptions {
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Address of the API, as returned by apiAddress. */
  readonly index: string
  /** Address of the registry. It is told the client's Host, so that its Location headers lead back here. */
  readonly registry: string
  /** Part of the error message for a registry that does not answer: what the user can do. */
  readonly registryHint: string
  /** Whether people sign in to the index. */
  readonly signIn: boolean
  /** Routes of the registry's API that the index answers; `LOCAL_INDEX_ROUTES` if not given. */
  readonly indexRoutes?: readonly IndexRoute[]
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
const watchAnswer = (
  answer: IncomingMessage,
  request: IncomingMessage,
  response: ServerResponse,
  backend: Backend | undefined,
): void => {
  const isRefusedRange = answer.statusCode === 416
  // Of HEAD the local AWS says that GET has an empty body.
  const isHeadOfIndex = request.method === 'HEAD' && backend === 'index'
  // Registry 2.8 gives the text of this error the length of the blob.
  if (isRefusedRange || isHeadOfIndex) delete answer.headers['content-length']
  answer.once('close', () => {
    if (answer.complete) return
    if (isRefusedRange) response.end()
    else response.destroy()
  })
}

/** Answers in place of the backends, with the length that a client of HTTP/1.0 needs. */
const sendAnswer = (
  response: ServerResponse,
  { status, headers, body }: Extract<Decision, { kind: 'response' }>,
): void => void response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)

/** Names and values as they came: Node would join some headers that came twice, and drop others. */
const headersOf = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  Array.from({ length: rawHeaders.length / 2 }, (_, at) => [rawHeaders[2 * at] ?? '', rawHeaders[2 * at + 1] ?? ''])

/**
 * Opens the front door on loopback. It streams bodies of any size.
 * @throws LocalError if the port is taken
 */
export const openFrontDoor = async (options: FrontDoorOptions): Promise<FrontDoor> => {
  const proxy = createProxyServer({})
  const { signIn, indexRoutes = LOCAL_INDEX_ROUTES } = options
  const decide = cloudFrontFunction(frontFunction({ signIn, indexRoutes }))
  // CloudFront, too, sends each origin its own name as the host.
  const to = (target: string) => ({ target, headers: { host: new URL(target).host } })
  const targets: Readonly<Record<Backend, ReturnType<typeof to>>> = {
    index: to(options.index),
    registry: to(options.registry),
  }
  const backends = new WeakMap<IncomingMessage, Backend>()
  proxy.on('proxyRes', (answer, request, response) =>
    watchAnswer(answer, request, response as ServerResponse, backends.get(request)),
  )
  const decided = (request: ViewerRequest): Decision | Error => {
    try {
      return decide(request)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { path, query } = splitTarget(request.url ?? '')
    const { method = 'GET' } = request
    if (method === 'TRACE') {
      // Its answer would repeat the password to whoever reads it.
      const backend = path.startsWith('/v2/') ? 'registry' : 'index'
      const message = `TRACE is not allowed here; ${METHODS[backend]} is`
      const headers = { allow: METHODS[backend] }
      return sendError(response, backend, { status: 405, code: 'UNSUPPORTED', message, headers })
    }
    const decision = decided({ method, uri: path, query: query.slice(1), headers: headersOf(request) })
    if (decision instanceof Error) {
      const message = `the function of the front failed (${decision.message})`
      return sendError(response, 'index', { status: 502, code: 'UNKNOWN', message })
    }
    if (decision.kind === 'response') return sendAnswer(response, decision)
    const backend = decision.origin === ORIGINS.registry ? 'registry' : 'index'
    backends.set(request, backend)
    // The backend must see what was decided by.
    request.url = `${decision.uri}${query}`
    for (const name of decision.removed) delete request.headers[name]
    for (const [name, values] of decision.headers) request.headers[name] = values.length === 1 ? values[0] : [...values]
    // Node's server has already answered `Expect: 100-continue`.
    delete request.headers.expect
    proxy.web(request, response, targets[backend], (error) => {
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

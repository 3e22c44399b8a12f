// Asks the index by HTTP, as its clients do.

import { answerOf } from './explain.ts'

/** Longest time of one request: what API Gateway waits for a function. */
const TIMEOUT_MS = 30_000
/** Most bytes of a body that are kept. */
const MAX_BODY_BYTES = 8 * 2 ** 20

export interface Answer {
  readonly status: number
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** Cut after 8 MiB. */
  readonly body: string
}

/**
 * Sends a GET request. Follows no redirection: the password must not go to another host.
 * @throws CliError that names the server, if no answer comes
 */
export type Http = (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Answer>

/** Returns the header with which a login is sent. */
export const basic = ({ username, password }: { readonly username: string; readonly password: string }) => ({
  Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

export const http: Http = async (url, headers = {}) => {
  const asked = fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
  const response = await answerOf(url, asked)
  return { status: response.status, headers: new Map(response.headers), body: await answerOf(url, bounded(response)) }
}

const bounded = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8')
}

// GET by node:http instead of fetch: fetch refuses the ports that the web reserves (5060, 6000, 6665 and more), but the
// user may choose any port.

import { get as nodeGet } from 'node:http'

/**
 * Sends a GET request to an HTTP address of this machine.
 * @throws if there is no answer within the timeout
 */
export const httpGet = (url: string, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const request = nodeGet(url, { signal: AbortSignal.timeout(timeoutMs), agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    request.on('error', reject)
  })

// Not fetch: that refuses ports which the web reserves (5060, 6000, 6665 and more), and here any port may be chosen.

import { get as httpGet } from 'node:http'

/**
 * Asks an HTTP address of this machine.
 * @throws when nothing answers within the time
 */
export const get = (url: string, timeoutMs: number): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const request = httpGet(url, { signal: AbortSignal.timeout(timeoutMs), agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    request.on('error', reject)
  })

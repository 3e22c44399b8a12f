// An HTTP proxy in front of S3 that counts requests, so that the requests of any program can be counted.

import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Numbers of S3 requests, by kind. */
export interface S3Requests {
  list: number
  get: number
  head: number
}

/** Returns the kind of an S3 request whose path begins with the bucket; undefined if it only writes or manages. */
export const kindOf = (method: string, url: string): keyof S3Requests | undefined => {
  if (method === 'HEAD') return 'head'
  if (method !== 'GET') return undefined
  const { pathname } = new URL(url, 'http://localhost')
  return pathname.split('/').filter((part) => part !== '').length < 2 ? 'list' : 'get'
}

/** Starts a proxy on a free loopback port that forwards to the endpoint and counts the requests. */
export const startCountingProxy = async (endpoint: string) => {
  const { hostname, port } = new URL(endpoint)
  const agent = new Agent({ keepAlive: true })
  let counted: S3Requests = { list: 0, get: 0, head: 0 }
  const server = createServer((from, to) => {
    const { method = 'GET', url = '/', headers } = from
    const kind = kindOf(method, url)
    if (kind !== undefined) counted[kind]++
    const onward = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(to)
    })
    onward.on('error', () => to.destroy())
    from.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Returns the counts and resets them to zero. */
    take(): S3Requests {
      const taken = counted
      counted = { list: 0, get: 0, head: 0 }
      return taken
    },
    async stop(): Promise<void> {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

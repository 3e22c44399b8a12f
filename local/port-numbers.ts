// Free TCP ports on loopback.

import { createServer } from 'node:net'

const listenOn = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })

/** True if no program listens on this loopback port. */
export const isFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== undefined

/** Returns a loopback port on which no program listens. */
export const freePort = async (): Promise<number> => {
  const port = await listenOn(0)
  if (port === undefined) throw new Error('the system has no free port on 127.0.0.1')
  return port
}

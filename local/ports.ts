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

/** Whether nobody listens on this loopback port. */
export const isFree = async (port: number): Promise<boolean> => (await listenOn(port)) !== undefined

/** A loopback port that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const port = await listenOn(0)
  if (port === undefined) throw new Error('this machine gives no loopback port')
  return port
}

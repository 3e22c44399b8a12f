// Where a front lies before the API, its own address is closed: what reaches it in another way would meet neither the
// front's challenge nor what else its owner put there, such as a firewall.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { FRONT_HEADERS } from '../names/front.ts'
import { HttpError } from './http-error.ts'
import { note } from './request-notes.ts'

/** The front of a deployment. */
export interface Front {
  /** Reads the secret that the front sends with each request. */
  secret(): Promise<string>
}

/** A host as clients write it, with a port if it has one. */
const HOST = /^(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** Lets only those requests through that came by the front, and makes them requests to the host that its caller asked. */
export const throughFront =
  ({ secret }: Front): MiddlewareHandler =>
  async (context, next) => {
    const { req } = context
    const given = req.header(FRONT_HEADERS.secret) ?? ''
    if (!same(given, await secret()))
      throw new HttpError(403, 'DENIED', 'this address answers its front only; ask the address that people use')
    note(context, { isThroughFront: true })
    const host = req.header(FRONT_HEADERS.host) ?? ''
    if (HOST.test(host) && URL.canParse(`https://${host}`)) {
      const url = new URL(req.url)
      // A host without a port would leave the one that was there.
      url.port = ''
      url.host = host
      req.raw = new Request(url, req.raw)
    }
    await next()
  }

// Digests have one length, whatever was sent.
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

// Where a request comes from: for its line in the log, and for nothing that must be sure of it.

import { isIPv6 } from 'node:net'
import type { Context } from 'hono'
import { notesOf } from './request-notes.ts'

/** Groups of an IPv6 address that say which network it is of: every host has a whole network of 64 bits to itself. */
const NETWORK_GROUPS = 4

/**
 * Returns the address that a request comes from, of IPv6 the network; undefined if nothing says it. It is that of who
 * connected, unless that is CloudFront or a load balancer: then it is the one that they added to the header
 * `X-Forwarded-For`, never what the caller wrote there.
 */
export const addressOf = (context: Context): string | undefined => {
  const { requestContext } = (context.env ?? {}) as { requestContext?: Gateway }
  const connected = textOf(requestContext?.http?.sourceIp ?? requestContext?.identity?.sourceIp)
  const isForwarded = notesOf(context).isThroughFront === true || requestContext?.elb !== undefined
  const address = isForwarded ? (forwardedFor(context, connected) ?? connected) : connected
  return address === undefined ? undefined : networkOf(address)
}

/** What API Gateway (2.0, 1.0) and load balancers say of a request. Parsed where it is used. */
interface Gateway {
  readonly http?: { readonly sourceIp?: unknown }
  readonly identity?: { readonly sourceIp?: unknown }
  readonly elb?: unknown
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

// Each who passes a request on adds at the end who asked him. API Gateway adds the front.
const forwardedFor = ({ req }: Context, connected: string | undefined): string | undefined => {
  const addresses = (req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  if (addresses.at(-1) === connected) addresses.pop()
  return addresses.at(-1) || undefined
}

/** @example networkOf('2001:db8::1') // '2001:db8:0:0' */
const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const [first, last] = [groups(head), groups(tail)]
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

// Tokens of a registry: where they are had, how an answer gives one, and whom one is of (Docker's token specification).

import * as z from 'zod/mini'
import { isSafeAddress } from '../../names/addresses.ts'
import type { Challenge } from './challenges.ts'

/** Bytes of a token. API Gateway takes no more than 10 KB of headers. */
const MAX_TOKEN_LENGTH = 16 * 1024
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/

const text = z.string()
const tokenAnswer = z.object({ token: z.optional(z.unknown()), access_token: z.optional(z.unknown()) })
const claims = z.object({ sub: text })

/** Whether a text is a token as a header may carry it. */
export const isToken = (value: string): boolean => value.length <= MAX_TOKEN_LENGTH && TOKEN.test(value)

/**
 * Returns the address at which a challenge says that tokens are had, with what it says of them; undefined if its host is
 * none of those allowed, or the address isn't safe for passwords.
 * @param hosts with their ports, as `URL.host` has them
 */
export const tokenAddress = ({ parameters }: Challenge, hosts: readonly string[]): string | undefined => {
  const realm = parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) return undefined
  const url = new URL(realm)
  if (!hosts.includes(url.host) || !isSafeAddress(url) || url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  for (const name of ['service', 'scope']) {
    const value = parameters.get(name)
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}

/** Returns the token that an answer of a token service has as `token` or `access_token`; undefined if it has none. */
export const tokenIn = (body: string): string | undefined => {
  const { data } = tokenAnswer.safeParse(json(body))
  const given = [data?.token, data?.access_token].find((value) => typeof value === 'string' && value !== '')
  return typeof given === 'string' && isToken(given) ? given : undefined
}

/**
 * Returns of whom a token is: the claim `sub` of a JWT, which is empty for who did not sign in; undefined if it says nothing
 * of that. The token is not verified here: only a registry that took it makes the answer true.
 */
export const subjectOf = (token: string): string | undefined => {
  const [, payload, signature, ...more] = token.split('.')
  if (payload === undefined || signature === undefined || more.length > 0) return undefined
  const { data } = claims.safeParse(json(Buffer.from(payload, 'base64url').toString('utf8')))
  return data?.sub
}

const json = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

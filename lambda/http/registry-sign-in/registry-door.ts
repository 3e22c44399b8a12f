// What a registry says to who comes to its `/v2/`: to nobody in particular, and to who has credentials.

import type { Credentials } from '../users/basic.ts'
import { type Answer, type Asked, ask, BrokenSignInError, type Fetch } from './asking.ts'
import { parseChallenges } from './challenges.ts'
import { subjectOf, tokenAddress, tokenIn } from './tokens.ts'

/** How a registry receives who has no credentials. */
export type Stance =
  | { readonly isOpen: true }
  | {
      readonly isOpen: false
      /** Its `WWW-Authenticate`, as it was sent. */
      readonly challenge: string
      /** Whether it takes a name and a password itself. */
      readonly takesPasswords: boolean
      /** Where it has tokens given out; undefined if it takes none. */
      readonly tokens: string | undefined
    }
type Closed = Extract<Stance, { readonly isOpen: false }>

/** Somebody whom the registry let in, by their names: the first that has a line counts. */
export interface Known {
  readonly names: readonly string[]
  /** True if a token alone told who it is. */
  readonly isByToken: boolean
}

interface DoorOptions {
  /** Origin of the registry. */
  readonly registry: string
  /** Host of its token service, if it is another one. */
  readonly tokenHost: string | undefined
  readonly fetch: Fetch
}

const REGISTRY = 'the registry'
const TOKEN_SERVICE = 'the token service of the registry'

/**
 * The door of a registry. Each method sends at most four requests, which the signal ends, and throws BrokenSignInError
 * where what comes back is no answer of a registry.
 */
export const registryDoor = ({ registry, tokenHost, fetch }: DoorOptions) => {
  const hosts = [new URL(registry).host, ...(tokenHost === undefined ? [] : [tokenHost])]
  const come = (signal: AbortSignal, authorization?: string) =>
    ask(fetch, REGISTRY, `${registry}/v2/`, authorization, signal)
  const letsIn = async (signal: AbortSignal, authorization: string): Promise<boolean> =>
    isYes(REGISTRY, await come(signal, authorization))

  const tokenFor = async (address: string, signal: AbortSignal, authorization?: string) => {
    const answer = await ask(fetch, TOKEN_SERVICE, address, authorization, signal)
    if (!isYes(TOKEN_SERVICE, answer)) return undefined
    const token = tokenIn(answer.body)
    if (token === undefined) throw new BrokenSignInError(`${TOKEN_SERVICE} answered without a usable token`)
    return token
  }

  // A service that gives tokens to anybody may give one for a wrong password, too.
  const givesNobodyTokens = async (address: string, signal: AbortSignal): Promise<boolean> => {
    const token = await tokenFor(address, signal)
    return token !== undefined && (await letsIn(signal, bearer(token)))
  }

  return {
    /** Returns how the registry receives who has no credentials. */
    async stance(signal: AbortSignal): Promise<Stance> {
      return stanceIn(await come(signal), hosts)
    },

    /** Returns whom the registry let in by a name and a password; undefined if it refused them. */
    async tryPassword(stance: Closed, given: Credentials, signal: AbortSignal): Promise<Known | undefined> {
      const { username } = given
      const basic = `Basic ${Buffer.from(`${username}:${given.password}`).toString('base64')}`
      const { takesPasswords, tokens } = stance
      if (takesPasswords) return (await letsIn(signal, basic)) ? { names: [username], isByToken: false } : undefined
      const token = tokens === undefined ? undefined : await tokenFor(tokens, signal, basic)
      if (tokens === undefined || token === undefined) return undefined
      const subject = subjectOf(token)
      // Of who did not sign in, says Docker's specification.
      if (subject === '') return undefined
      if (!(await letsIn(signal, bearer(token)))) return undefined
      if (subject !== undefined) return { names: [subject, username], isByToken: false }
      return (await givesNobodyTokens(tokens, signal)) ? undefined : { names: [username], isByToken: false }
    },

    /** Returns whom the registry let in by a token that says of whom it is; undefined for any other. */
    async tryToken({ tokens }: Closed, token: string, signal: AbortSignal): Promise<Known | undefined> {
      const subject = subjectOf(token)
      // Tokens for what is public are given to anybody, and the registry takes them.
      if (tokens === undefined || subject === undefined || subject === '') return undefined
      return (await letsIn(signal, bearer(token))) ? { names: [subject], isByToken: true } : undefined
    },
  }
}

const bearer = (token: string): string => `Bearer ${token}`

const isYes = (who: Asked, { status }: Answer): boolean => {
  if (status === 200) return true
  if (status === 401 || status === 403) return false
  throw new BrokenSignInError(`${who} answered with status ${status}`)
}

const stanceIn = ({ status, headers }: Answer, hosts: readonly string[]): Stance => {
  if (status === 200) {
    // Else the page of any web server would open the index to everybody.
    if (/^registry\/2\./.test(headers.get('docker-distribution-api-version') ?? '')) return { isOpen: true }
    throw new BrokenSignInError(
      'what answers at the address of the registry is no registry: it lets in everybody, without the header Docker-Distribution-Api-Version',
    )
  }
  if (status !== 401) throw new BrokenSignInError(`${REGISTRY} answered with status ${status}`)
  const challenge = headers.get('www-authenticate') ?? ''
  const challenges = parseChallenges(challenge)
  if (challenges === undefined) throw new BrokenSignInError(`${REGISTRY} sent a challenge that can't be read`)
  const tokens = challenges.filter(({ scheme }) => scheme === 'bearer').map((one) => tokenAddress(one, hosts))
  // Clients would send their passwords there, too.
  if (tokens.includes(undefined))
    throw new BrokenSignInError(
      `${REGISTRY} sends for tokens to an address that is not allowed: neither its own host nor that of the setting registry_token_host, or without TLS`,
    )
  const takesPasswords = challenges.some(({ scheme }) => scheme === 'basic')
  if (!takesPasswords && tokens.length === 0)
    throw new BrokenSignInError(`${REGISTRY} asks neither for a password nor for a token`)
  return { isOpen: false, challenge, takesPasswords, tokens: tokens[0] }
}

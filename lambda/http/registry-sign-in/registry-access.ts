// Sign-in by the registry's own accounts: whom its `/v2/` lets in may ask the index. It decides who comes in, not what they
// see, because no registry tells what somebody may pull before they try.

import type { Scope } from '../../search/memory/documents.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../../shared/log.ts'
import type { Metrics } from '../../shared/metrics.ts'
import { type Access, NOBODY } from '../access.ts'
import { HttpError } from '../http-error.ts'
import { type Credentials, parseBasic } from '../users/basic.ts'
import type { Users } from '../users/users.ts'
import { BrokenSignInError, type Fetch, USER_AGENT } from './asking.ts'
import { type Known, registryDoor, type Stance } from './registry-door.ts'
import { remembered } from './remembered.ts'
import { lineFor, restrictsAnybody } from './seen-by.ts'
import { isToken } from './tokens.ts'

/** Milliseconds that all requests to the registry for one caller may take. Clients are answered within five seconds. */
export const TIME_LIMIT_MS = 4000
/** When a caller is told to come back while the registry can't be asked. Seconds. */
const RETRY_AFTER_S = 5
/** And while the secret is wrong, which is read again after so many. */
const WRONG_SECRET_RETRY_AFTER_S = 60

interface RegistryAccessOptions {
  /** Origin of the registry, such as `https://registry.example.com`. */
  readonly registry: string
  /** Host of its token service with its port, if it is not the registry's. */
  readonly tokenHost?: string | undefined
  /** Returns the users of the secret, whose lines restrict what somebody sees. Their passwords count for nothing here. */
  users(): Promise<Users>
  readonly fetch: Fetch
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Counts sign-ins that failed. */
  readonly metrics: Pick<Metrics, 'count'>
  /** Returns a signal that comes after so many milliseconds. */
  readonly timeout?: (milliseconds: number) => AbortSignal
}

/**
 * Lets in whom the registry lets in. Right credentials are remembered for a minute, wrong ones are not. Where the registry
 * lets in who has no credentials, everybody gets what is public. `/v2/` answers with the registry's own challenge, all
 * else asks for a name and a password. Where the registry gives no answer that can be trusted, nobody is let in: 503.
 */
export const registryAccess = (options: RegistryAccessOptions): Access => {
  const { users, clock, log, metrics, timeout = AbortSignal.timeout } = options
  const door = registryDoor({ registry: options.registry, tokenHost: options.tokenHost, fetch: options.fetch })
  const stances = remembered<Stance>(clock, () => true)
  // A wrong password may be right a moment later; and whoever sends many would push right ones out.
  const callers = remembered<Known | undefined>(clock, (known) => known !== undefined)

  /** Returns whom the registry let in; its stance if it did not, or lets in everybody. */
  const received = async (given: Credentials | string | undefined): Promise<Known | Stance> => {
    const signal = timeout(TIME_LIMIT_MS)
    const stance = () => stances('', () => door.stance(signal))
    const known =
      given === undefined
        ? undefined
        : await callers(JSON.stringify(given), async () => {
            const now = await stance()
            if (now.isOpen) return undefined
            return typeof given === 'string' ? door.tryToken(now, given, signal) : door.tryPassword(now, given, signal)
          })
    return known ?? stance()
  }

  return {
    async admit({ authorization, path, userAgent }) {
      // Each request would make another one, until time is up.
      if (userAgent === USER_AGENT)
        throw unavailable(new BrokenSignInError('the setting registry_url leads to an index, not to the registry'), log)
      const isBase = /^\/v2\/?$/.test(path)
      const given = parseBasic(authorization) ?? parseBearer(authorization)
      // The secret is read while the registry is asked. Whether that failed is seen where it is used.
      const lines = isBase ? undefined : users()
      lines?.catch(() => {})
      const caller = await received(given).catch((error) => {
        throw unavailable(error, log)
      })
      if ('challenge' in caller) {
        const challenge = isBase ? caller.challenge : undefined
        if (given === undefined) throw unauthorized('authentication required', challenge)
        metrics.count('signInsFailed', 1)
        throw unauthorized('the registry does not let these credentials in', challenge)
      }
      // `/v2/` tells who signs in whether they may come in, and nothing else.
      return lines === undefined ? NOBODY : scopeOf('names' in caller ? caller : undefined, await lines)
    },
  }
}

/** Returns the token of a header; undefined if it has none. */
const parseBearer = (header: string | undefined): string | undefined => {
  const token = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
  return token !== undefined && isToken(token) ? token : undefined
}

const scopeOf = (known: Known | undefined, users: Users): Scope => {
  const seen = lineFor(known?.names ?? [], users)
  if (seen === 'unknown')
    throw new UnavailableError(
      'what you may see is not known, because the secret of users is wrong; the log of the search function says where',
      WRONG_SECRET_RETRY_AFTER_S,
    )
  // A token may name its owner in another way than lines do, and would be a way around them.
  if (seen === undefined && known?.isByToken && restrictsAnybody(users))
    throw unauthorized('a token does not tell what its owner may see here; sign in with a name and a password')
  const hidesPrivate = known === undefined
  return seen === undefined || seen === 'everything' ? { hidesPrivate } : { hidesPrivate, prefixes: seen }
}

const unauthorized = (message: string, challenge?: string): HttpError =>
  new HttpError(401, 'UNAUTHORIZED', message, null, [], challenge)

// The cause is not logged: it may be anything. Its code says what a network or TLS found.
const unavailable = (error: unknown, log: Log): unknown => {
  if (!(error instanceof BrokenSignInError)) return error
  log.warn('nobody could sign in by the registry', { reason: error.message, code: codeOf(error.cause) })
  return new UnavailableError(`sign-in does not work now: ${error.message}; try again`, RETRY_AFTER_S)
}

const codeOf = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error)) return undefined
  const code = 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : codeOf(cause.cause)
}

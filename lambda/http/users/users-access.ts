// Sign-in by HTTP Basic against the users of the deployment's secret.

import { createHmac, randomBytes } from 'node:crypto'
import type { Scope } from '../../search/memory/documents.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import { boundedCache } from '../../shared/bounded-cache.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Metrics } from '../../shared/metrics.ts'
import type { Access } from '../access.ts'
import { HttpError } from '../http-error.ts'
import { type Credentials, parseBasic } from './basic.ts'
import { type ComparePassword, comparePassword } from './bcrypt.ts'
import { checkPassword } from './check-password.ts'
import type { Users } from './users.ts'

/** How long right credentials need not be compared again. Milliseconds. */
const REMEMBERED_MS = 60_000
/** When a caller is told to come back while nobody can be let in. Seconds: the secret is read again after so many. */
const RETRY_AFTER_S = 60
/** Right credentials that a process remembers. */
const MAX_REMEMBERED = 1000

interface UsersAccessOptions {
  /** Returns the users; the same object as long as nothing changed. */
  users(): Promise<Users>
  readonly clock: Pick<Clock, 'now'>
  /** Counts sign-ins that failed. */
  readonly metrics: Pick<Metrics, 'count'>
  readonly compare?: ComparePassword
}

interface Verified {
  readonly scope: Scope
  readonly at: number
}

/**
 * Lets in who has the name and the password of a user. Right credentials are remembered for a minute, by a hash with a key
 * that only this process has, and forgotten when the users change. Requests side by side with the same credentials are
 * compared once. Nobody is locked out: that would be in the hands of whoever knows a name. Where there is nobody who could
 * sign in, all requests with credentials get 503.
 */
export const usersAccess = ({ users, clock, metrics, compare = comparePassword }: UsersAccessOptions): Access => {
  const key = randomBytes(32)
  const digest = ({ username, password }: Credentials): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([username, password]))
      .digest()
  const memoryFor = (of: Users | undefined) => ({
    of,
    verified: boundedCache<Verified>(MAX_REMEMBERED),
    pending: new Map<string, Promise<Scope | undefined>>(),
  })
  let memory = memoryFor(undefined)

  const scopeOf = async (known: Users, given: Credentials): Promise<Scope | undefined> => {
    if (memory.of !== known) memory = memoryFor(known)
    const { verified, pending } = memory
    const name = digest(given).toString('base64')
    const remembered = verified.get(name)
    // Earlier than it was, the clock says nothing.
    const age = clock.now() - (remembered?.at ?? Number.NEGATIVE_INFINITY)
    if (remembered !== undefined && age >= 0 && age < REMEMBERED_MS) return remembered.scope
    const underWay = pending.get(name)
    if (underWay !== undefined) return underWay
    const checked = checkPassword(known, given, { compare, digest }).finally(() => pending.delete(name))
    pending.set(name, checked)
    const scope = await checked
    if (scope !== undefined) verified.set(name, { scope, at: clock.now() }, 1)
    return scope
  }

  return {
    async admit({ authorization }) {
      const given = parseBasic(authorization)
      if (given === undefined) throw unauthorized('authentication required')
      const known = await users()
      if (!known.canSignIn)
        throw new UnavailableError('nobody can sign in; the log of the search function says why', RETRY_AFTER_S)
      const scope = await scopeOf(known, given)
      if (scope !== undefined) return scope
      metrics.count('signInsFailed', 1)
      throw unauthorized('the user name or the password is wrong')
    },
  }
}

const unauthorized = (message: string): HttpError => new HttpError(401, 'UNAUTHORIZED', message)

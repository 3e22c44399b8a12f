// Who may sign in, from a secret that is read again once a minute.

import { type Users, usersIn } from '../http/users/users.ts'
import { UnavailableError } from '../search/snapshot/unavailable-error.ts'
import type { Clock } from '../shared/clock.ts'
import type { Log } from '../shared/log.ts'
import { onceAMinute, type Secret } from './secret.ts'

/** When a caller is told to come back who can't be let in now. Seconds. */
const RETRY_AFTER_S = 10
/** What is wrong with a secret that the log names: all of it may be. */
const MAX_PROBLEMS = 20

interface Ports {
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/**
 * Returns a function that reads the users of a secret, at most once a minute; the same object as long as its text is the
 * same. It throws UnavailableError where the secret can't be read.
 */
export const secretUsers = (secret: Secret, { clock, log }: Ports): (() => Promise<Users>) => {
  let last: { readonly text: string; readonly users: Users } | undefined
  const read = async (): Promise<Users> => {
    const text = await textOf(secret, log)
    if (last?.text !== text) {
      last = { text, users: usersIn(text) }
      tell(secret, last.users, log)
    }
    return last.users
  }
  return onceAMinute(read, clock)
}

const textOf = async ({ id, read }: Secret, log: Log): Promise<string> => {
  try {
    return await read()
  } catch (error) {
    log.error('the secret was not read', { secret: id, error })
    throw new UnavailableError('sign-in does not work now; the log of the search function says why', RETRY_AFTER_S)
  }
}

// The log has no line of the secret, because that would quote it.
const tell = ({ id }: Secret, { generated, lines, problems }: Users, log: Log): void => {
  const shown = { secret: id, problems: problems.slice(0, MAX_PROBLEMS), count: problems.length }
  if (generated === undefined && lines.size === 0)
    log.error(
      'the secret names nobody who may sign in; it must be {"username": "…", "password": "…", "users": ["NAME:HASH:PREFIXES", …]} or lines of htpasswd; write a new value to it',
      shown,
    )
  else if (problems.length > 0) log.warn('some of the secret was passed over', shown)
}

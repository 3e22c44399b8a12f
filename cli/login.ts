// The name and the password that a user of the command line gives.

import { UsageError } from './cli-error.ts'
import type { Context } from './context.ts'
import type { Login } from './registry-client.ts'

/**
 * Returns the login of the option `--user`, or else of the environment; undefined if neither is given.
 * @throws UsageError if the option has no name
 */
export const loginOf = (user: string | undefined, env: Context['env']): Login | undefined => {
  if (user !== undefined) {
    const colon = user.indexOf(':')
    // The value may be a password: it is not shown.
    if (colon < 1) throw new UsageError('--user has no name before a colon; it must have the form NAME:PASSWORD')
    return { username: user.slice(0, colon), password: user.slice(colon + 1) }
  }
  const username = env['REGISTRY_USER']
  return username ? { username, password: env['REGISTRY_PASSWORD'] ?? '' } : undefined
}

/**
 * Returns an address that was given with an option.
 * @throws UsageError if it is none of a server, or has a password in it
 */
export const urlOf = (option: string, text: string): URL => {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(
      `${option} is ${JSON.stringify(text)}; it must be an http or https address, such as https://registry.example.com`,
    )
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${option} contains a name or password; give them with --user NAME:PASSWORD`)
  return url
}

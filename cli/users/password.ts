// Where the password of a user comes from: a terminal that does not show it, or stdin. Never an argument, which others on the
// machine can read and shells remember.

import { MAX_PASSWORD_BYTES } from '../../lambda/http/users/bcrypt.ts'
import { CliError, UsageError } from '../cli-error.ts'
import type { Input } from '../context.ts'

/**
 * Returns the password for a user.
 * @throws CliError for one that can't be used; UsageError if there is no terminal to ask at
 */
export const passwordFor = async (name: string, input: Input, isStdin: boolean): Promise<string> => {
  // PowerShell puts a byte order mark before what it pipes.
  if (isStdin) return checked((await input.all()).replace(/^\ufeff/, '').replace(/\r?\n$/, ''))
  if (input.hidden === undefined)
    throw new UsageError('there is no terminal to ask for a password; give it on stdin, with --password-stdin')
  const password = checked(await input.hidden(`Password for ${name}: `))
  if ((await input.hidden('The same again: ')) !== password)
    throw new CliError('the two passwords differ; nothing was changed')
  return password
}

const checked = (password: string): string => {
  const bytes = Buffer.byteLength(password)
  if (password === '') throw new CliError('the password is empty; give one of 1 to 72 bytes')
  if (bytes > MAX_PASSWORD_BYTES)
    throw new CliError(
      `the password has ${bytes} bytes; bcrypt reads ${MAX_PASSWORD_BYTES} of them, so that the rest would not count; give a shorter one`,
    )
  // Other programs end a password at these.
  if (/\p{Cc}/u.test(password))
    throw new CliError('the password has a control character, such as the end of a line; give one line without any')
  return password
}

// Writes a changed secret, unless somebody else changed it meanwhile: then the change is made anew, of what is there now.

import { CliError } from '../cli-error.ts'
import type { Deployment, UserSecret } from '../deployment.ts'

/** How often a change is tried that others come before. */
const MAX_TRIES = 5
/** What Secrets Manager keeps of one secret. */
const MAX_SECRET_BYTES = 65_536

/**
 * Returns the secret of a deployment.
 * @throws CliError if nobody signs in by one
 */
export const secretOf = ({ secret, stack }: Deployment): UserSecret => {
  if (secret !== undefined) return secret
  throw new CliError(
    `the stack "${stack}" has no secret of users, as with auth=none; deploy it with -c auth=basic or -c auth=registry first`,
  )
}

/**
 * Changes the secret's text.
 * @throws CliError if the text becomes too long, or is changed by others all the time
 */
export const changeSecret = async (secret: UserSecret, change: (text: string) => string): Promise<void> => {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { text, version } = await secret.read()
    const changed = change(text)
    const bytes = Buffer.byteLength(changed)
    if (bytes > MAX_SECRET_BYTES)
      throw new CliError(
        `the secret would have ${bytes} bytes; Secrets Manager keeps ${MAX_SECRET_BYTES}; remove users first`,
      )
    if (await secret.replace(version, changed)) return
  }
  throw new CliError(
    'the secret was changed by somebody else at the same time, again and again; nothing was written; try again',
  )
}

import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as z from 'zod/mini'
import type { Credentials } from '../http/access.ts'
import type { Clock } from '../shared/clock.ts'

/** How long a password that was changed goes on being accepted. Milliseconds. */
const KEPT = 60_000

const nonEmpty = z.string().check(z.minLength(1))
const form = z.object({ username: nonEmpty, password: nonEmpty })

/** Reads the credentials of a secret, at most once a minute. */
export const secretCredentials = (
  client: SecretsManagerClient,
  secretId: string,
  clock: Pick<Clock, 'now'>,
): (() => Promise<Credentials>) => {
  let kept: { readonly credentials: Promise<Credentials>; readonly until: number } | undefined
  return () => {
    if (kept === undefined || clock.now() >= kept.until) {
      const credentials = readSecret(client, secretId)
      kept = { credentials, until: clock.now() + KEPT }
      // A failure is not kept: the next request tries again.
      credentials.catch(() => {
        kept = undefined
      })
    }
    return kept.credentials
  }
}

const readSecret = async (client: SecretsManagerClient, secretId: string): Promise<Credentials> => {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }))
  try {
    return form.parse(JSON.parse(SecretString))
  } catch {
    // The cause would quote the secret.
    throw new Error(`the secret ${secretId} is not {"username": "…", "password": "…"}, both not empty; write it so`)
  }
}

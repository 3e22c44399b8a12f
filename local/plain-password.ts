// The password of the local system: letters and digits only, as on AWS. The emulator leaves out of the template that the
// password is to have no punctuation; the tests of infra/ assert that the template says so.

import { randomInt } from 'node:crypto'
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as z from 'zod/mini'
import type { Login } from './ready-text.ts'

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** As in the template (`passwordLength`). */
const LENGTH = 32

/** Users beside the generated one stay as they are. */
const Secret = z.looseObject({ username: z.string(), password: z.string() })

const newPassword = (): string =>
  Array.from({ length: LENGTH }, () => LETTERS_AND_DIGITS.charAt(randomInt(LETTERS_AND_DIGITS.length))).join('')

/**
 * Reads the login from its secret.
 * @throws if there is no such secret, or if it is no login
 */
export const readLogin = async (client: SecretsManagerClient, secretArn: string): Promise<Login> => {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }))
  return Secret.parse(JSON.parse(SecretString))
}

/**
 * Replaces the password of a secret if it has other characters than letters and digits: so it needs no quotes in any
 * shell, and no escapes in an address or a configuration file. The functions notice within a minute.
 */
export const makePasswordPlain = async (client: SecretsManagerClient, secretArn: string): Promise<void> => {
  const login = await readLogin(client, secretArn)
  if (/^[A-Za-z0-9]+$/.test(login.password)) return
  const SecretString = JSON.stringify({ ...login, password: newPassword() })
  await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }))
}

import { usersIn } from '../../lambda/http/users/users.ts'
import type { Deployment } from '../deployment.ts'
import type { Login } from '../registry-client.ts'

/** The secret of a deployment, as far as others than its users may know it. */
interface ReadSecret {
  /** The name and the password that the deployment generated; undefined if somebody took them out. */
  readonly login: Login | undefined
  /** What is wrong with the secret. Quotes nothing of it. */
  readonly problems: readonly string[]
}

/** Reads the secret of a deployment; undefined if nobody signs in by one. */
export const readSecret = async ({ secret }: Pick<Deployment, 'secret'>): Promise<ReadSecret | undefined> => {
  if (secret === undefined) return undefined
  const { generated, problems } = usersIn((await secret.read()).text)
  return { login: generated, problems }
}

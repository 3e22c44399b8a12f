// UserSecret on Secrets Manager.

import {
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { UserSecret } from '../deployment.ts'

const CURRENT = 'AWSCURRENT'
/** The label of a text that is written and does not count yet. */
const NEXT = 'registry-index-next'

/**
 * Returns a secret. A put has no condition, but moving a label has one: the version that it is taken from. So a text is
 * written beside the one that counts, and becomes it unless that is another one now.
 */
export const userSecret = (client: SecretsManagerClient, id: string): UserSecret => ({
  async read() {
    const { SecretString = '', VersionId = '' } = await client.send(new GetSecretValueCommand({ SecretId: id }))
    return { text: SecretString, version: VersionId }
  },
  async replace(version, text) {
    const put = new PutSecretValueCommand({ SecretId: id, SecretString: text, VersionStages: [NEXT] })
    const { VersionId } = await client.send(put)
    try {
      const move = { VersionStage: CURRENT, MoveToVersionId: VersionId, RemoveFromVersionId: version }
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: id, ...move }))
      return true
    } catch (error) {
      if (error instanceof InvalidParameterException) return false
      throw error
    }
  },
})

// Clients that the search function does not need at its start, or not at all. Loading S3's alone takes a third of the
// start. Each is loaded at the first call.

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Secret } from './secret-credentials.ts'

/** Returns the listing of the registry bucket. */
export const listingOnDemand = (bucketName: string): Pick<RegistryBucket, 'list'> => {
  let loaded: Promise<RegistryBucket> | undefined
  return {
    async list(prefix, after) {
      loaded ??= loadBucket(bucketName)
      return (await loaded).list(prefix, after)
    },
  }
}

const loadBucket = async (bucketName: string): Promise<RegistryBucket> => {
  const { s3Bucket, s3Client } = await import('./s3-bucket.ts')
  return s3Bucket(s3Client(), bucketName)
}

/** Returns a secret of Secrets Manager. All its reads have one client, because each client keeps connections of its own. */
export const secretOnDemand = (id: string): Secret => {
  let client: SecretsManagerClient | undefined
  return {
    id,
    async read() {
      const sdk = await import('@aws-sdk/client-secrets-manager')
      client ??= new sdk.SecretsManagerClient()
      const { SecretString = '' } = await client.send(new sdk.GetSecretValueCommand({ SecretId: id }))
      return SecretString
    },
  }
}

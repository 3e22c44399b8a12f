// Clients that the search function does not need at its start, or not at all. Loading S3's alone takes a third of the
// start. Each is loaded at the first call.

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SERVICES } from '../names/metrics.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { Metrics } from '../shared/metrics.ts'
import type { UsageMeter } from '../shared/usage-meter.ts'
import { countS3Requests } from './count-requests.ts'
import type { Secret } from './secret.ts'

/**
 * How often a request to S3 is sent, and how long each time: somebody waits for the answer, and API Gateway gives up after 30
 * seconds. Without the last option, a request that takes too long is only warned of.
 */
export const S3_LIMITS = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_500,
    socketTimeout: 2_500,
    throwOnRequestTimeout: true,
  },
}

/** Returns the registry bucket. Its requests are counted. */
export const bucketOnDemand = (bucketName: string, meter: UsageMeter): RegistryBucket => {
  let loaded: Promise<RegistryBucket> | undefined
  const bucket = () => {
    loaded ??= loadBucket(bucketName, meter)
    return loaded
  }
  return {
    get: async (key, maxBytes) => (await bucket()).get(key, maxBytes),
    list: async (prefix, after) => (await bucket()).list(prefix, after),
    folders: async (prefix, next) => (await bucket()).folders(prefix, next),
  }
}

const loadBucket = async (bucketName: string, meter: UsageMeter): Promise<RegistryBucket> => {
  const { s3Bucket, s3Client } = await import('./s3-bucket.ts')
  const client = s3Client(S3_LIMITS)
  countS3Requests(client, meter)
  return s3Bucket(client, bucketName)
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

/** Returns metrics of what seldom happens: each is written at once. */
export const metricsOnDemand = (service: (typeof SERVICES)[keyof typeof SERVICES]): Pick<Metrics, 'count'> => ({
  count(name, value) {
    // What was counted is written before the answer is: the code is there, and only waits to be run.
    void import('./embedded-metrics.ts').then(({ metrics }) => {
      const one = metrics(service)
      one.count(name, value)
      one.flush()
    })
  },
})

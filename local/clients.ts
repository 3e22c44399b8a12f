// AWS SDK clients for the local AWS.

import { S3Client } from '@aws-sdk/client-s3'
import { CREDENTIALS, REGION } from './environment.ts'

/** Returns the configuration for an AWS SDK client that talks to the emulator. */
export const clientConfig = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS })

/** Creates an S3 client that talks to the emulator. */
export const s3Client = (endpoint: string): S3Client =>
  new S3Client({ ...clientConfig(endpoint), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })

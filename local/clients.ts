import { S3Client } from '@aws-sdk/client-s3'
import { CREDENTIALS, REGION } from './environment.ts'

/** What every AWS SDK client of the emulator is made with. */
export const clientConfig = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS })

/** A client of the emulator's S3. */
export const s3Client = (endpoint: string): S3Client =>
  new S3Client({ ...clientConfig(endpoint), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })

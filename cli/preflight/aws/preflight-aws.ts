// Preflight's AWS: makes the SDK's clients, and finds the bucket's region. Nothing here changes anything.

import { HeadBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { type BucketPlace, CallError, type PreflightAws, type RegionalAws } from '../ports.ts'
import { callError, regionIn } from './call.ts'
import type { ClientOptions } from './client-options.ts'
import { regionalS3 } from './s3-calls.ts'
import { regionalServices } from './service-calls.ts'

/** The region that S3 is asked in while the bucket's own isn't known. S3 answers there for buckets of all regions. */
const FIRST_REGION = 'us-east-1'

/** The variables by which the CDK's command line finds its region, in its order (aws-cdk 2.1148.1). */
const REGION_VARIABLES = ['AWS_REGION', 'AMAZON_REGION', 'AWS_DEFAULT_REGION', 'AMAZON_DEFAULT_REGION']

/** Returns the AWS that these options lead to. */
export const preflightAws = (
  env: Readonly<Record<string, string | undefined>>,
  given: ClientOptions = {},
): PreflightAws => {
  // An emulator's endpoint can't serve buckets by host name, only by path.
  const isEmulator = given.endpoint !== undefined || env['AWS_ENDPOINT_URL'] !== undefined
  const options = { ...given, ...(isEmulator && { forcePathStyle: true }) }
  const ofProfile = async (): Promise<string | undefined> => {
    try {
      return await new S3Client({}).config.region()
    } catch {
      // Without any region the SDK throws.
      return undefined
    }
  }
  const configuredRegion = async () =>
    options.region ?? REGION_VARIABLES.map((name) => env[name]).find(Boolean) ?? (await ofProfile())
  return {
    configuredRegion,
    async placeOf(Bucket): Promise<BucketPlace> {
      const s3 = new S3Client({ ...options, region: (await configuredRegion()) ?? FIRST_REGION })
      try {
        const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket }))
        return { region: BucketRegion ?? (await s3.config.region()), access: 'allowed' }
      } catch (error) {
        return placeIn(error)
      }
    },
    in: (region): RegionalAws => ({
      ...regionalS3(new S3Client({ ...options, region })),
      ...regionalServices({ ...options, region }),
    }),
  }
}

// S3 says where a bucket is to everybody, with a status that says whether the caller may list it: 403 if not, 301 or 400 if
// the request went to another region, in which nothing is known of the right.
const placeIn = (error: unknown): BucketPlace => {
  const failure = callError('HeadBucket', error)
  const region = regionIn(error)
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  if (failure.kind === 'credentials') throw failure
  if (status === 404) return { region: undefined, access: 'absent' }
  if (status === 403) return { region, access: 'denied' }
  if (region !== undefined) return { region, access: 'allowed' }
  throw status === 400 ? unnamed() : failure
}

// Expired credentials are answered with 400 too, and a HEAD has no body that would say so.
const unnamed = (): CallError =>
  new CallError('S3 answers 400 (Bad Request) and nothing else, as it does to credentials that have expired', {
    kind: 'credentials',
    code: 'BadRequest',
    fix: 'sign in again, or choose other credentials with AWS_PROFILE',
  })

import { isBucketName, reservedBucketName } from '../../../lambda/names/bucket.ts'
import { findingsOf } from '../../finding.ts'
import type { Finding } from '../finding.ts'
import type { BucketPlace } from '../ports.ts'

const { ok, warning, error } = findingsOf('bucket')
const region = findingsOf('region')

/** Returns why no bucket of this name can be indexed; undefined if one can. */
export const nameProblem = (name: string): Finding | undefined => {
  const what = reservedBucketName(name)
  if (what !== undefined)
    return error(`${name} is ${what}`, 'give the name of the general purpose bucket that the registry writes')
  if (isBucketName(name)) return undefined
  const hint = name.startsWith('arn:') ? ', not its ARN' : ''
  return error(`${JSON.stringify(name)} is not the name of a bucket`, `give the bare name of the bucket${hint}`)
}

/** Says whether the bucket is there, and may be listed. */
export const checkBucket = (bucket: string, { region: at, access }: BucketPlace): Finding => {
  if (access === 'absent')
    return error(
      `there is no bucket ${bucket} in this partition of AWS`,
      'correct the name; the registry has it as `bucket` in the configuration of its S3 storage',
    )
  if (at === undefined)
    return error(
      `S3 denies access to ${bucket} and does not say where it is`,
      'give yourself s3:ListBucket on the bucket, and name its region with AWS_REGION',
    )
  return access === 'denied'
    ? warning(`${bucket} is there, but S3 denies to list it`, 'give yourself s3:ListBucket on the bucket')
    : ok(`${bucket} is there`)
}

/** The region that the CDK's command line takes where none is set. */
const CDK_DEFAULT_REGION = 'us-east-1'

/** Compares the bucket's region with the one that `cdk deploy` would take. */
export const checkRegion = (at: string, configured: string | undefined): Finding => {
  const fix = `deploy with AWS_REGION=${at}, or a profile of that region; a bucket can notify a queue of its own region only`
  if (configured === undefined && at === CDK_DEFAULT_REGION)
    return region.warning(`the bucket is in ${at}, and no region is set: cdk deploy takes ${at} by itself`, fix)
  if (configured === undefined)
    return region.error(
      `the bucket is in ${at}, and no region is set: cdk deploy would take ${CDK_DEFAULT_REGION} silently`,
      fix,
    )
  if (configured !== at) return region.error(`the bucket is in ${at}, but ${configured} is set`, fix)
  return region.ok(`the bucket is in ${at}, as set`)
}

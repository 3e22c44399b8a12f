// Names of buckets, and their events.

/** True if this has the form of the name of an S3 bucket. It may be a name that is reserved (`reservedBucketName`). */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)

/** Ends of names that S3 gives to what is no bucket of the usual kind (S3 user guide, "Bucket naming rules"). */
const RESERVED_BUCKET_NAMES: readonly (readonly [end: string, why: string])[] = [
  ['--x-s3', 'a directory bucket of S3 Express, which lists keys in no order and sends no notifications'],
  ['--xa-s3', 'the access point of a directory bucket of S3 Express, which lists keys in no order'],
  ['--table-s3', 'a name of S3 Tables, which hold no objects of a registry'],
  ['-s3alias', 'the alias of an access point; a notification can be set on the bucket behind it only'],
  ['--ol-s3', 'the alias of an Object Lambda access point; a notification can be set on the bucket behind it only'],
  ['--op-s3', 'the alias of an S3 on Outposts access point, which sends no notifications'],
  ['.mrap', 'a multi-region access point; a notification can be set on the buckets behind it only'],
]

/** Returns what this name stands for where it is none of a bucket that can be indexed; undefined for all others. */
export const reservedBucketName = (name: string): string | undefined =>
  RESERVED_BUCKET_NAMES.find(([end]) => name.endsWith(end))?.[1]

/**
 * Events of S3 that the index must hear of. ObjectRemoved includes delete markers, but not what a lifecycle rule removes.
 */
export const NOTIFIED_EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'] as const

// RegistryBucket on S3: reads objects and lists keys, and never writes.

import {
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import { type RegistryBucket, wholeSeconds } from '../registry/bucket/registry-bucket.ts'

/**
 * Returns the S3 client of the functions. An emulator's endpoint can't serve buckets by host name, only by path.
 * `config` adds to it what tests need.
 */
export const s3Client = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ maxAttempts: 6, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined, ...config })

type Read = NonNullable<Awaited<ReturnType<RegistryBucket['get']>>>

/** Most reads of an object whose body breaks off: the SDK retries a request only until it has the headers. */
const MAX_READS = 3

/** Returns the registry bucket on S3. */
export const s3Bucket = (client: S3Client, bucket: string): RegistryBucket => ({
  async get(key, maxBytes) {
    try {
      return await read(client, bucket, key, maxBytes, MAX_READS)
    } catch (error) {
      if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return undefined
      throw failure(`can't read s3://${bucket}/${key}`, error)
    }
  },

  async list(prefix, after) {
    try {
      const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after }))
      const objects = (page.Contents ?? []).flatMap(({ Key, ETag, LastModified, Size = 0 }) =>
        Key === undefined
          ? []
          : [{ key: Key, etag: unquoted(ETag), lastModified: wholeSeconds(LastModified), size: Size }],
      )
      return { objects, more: page.IsTruncated === true }
    } catch (error) {
      throw failure(`can't list s3://${bucket}/${prefix}`, error)
    }
  },

  async folders(prefix, next) {
    try {
      const request = { Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: next }
      const page = await client.send(new ListObjectsV2Command(request))
      const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? [])
      return { folders, next: page.IsTruncated === true ? page.NextContinuationToken : undefined }
    } catch (error) {
      throw failure(`can't list the folders of s3://${bucket}/${prefix}`, error)
    }
  },
})

const read = async (client: S3Client, bucket: string, key: string, maxBytes: number, reads: number): Promise<Read> => {
  const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
  const size = answer.ContentLength ?? 0
  const found = { etag: unquoted(answer.ETag), lastModified: wholeSeconds(answer.LastModified), size }
  if (size > maxBytes) {
    // Ends the transfer. Reading an unwanted body to the end, to keep the connection, would cost more.
    if (answer.Body !== undefined && 'destroy' in answer.Body) answer.Body.destroy()
    return found
  }
  try {
    return { ...found, body: (await answer.Body?.transformToByteArray()) ?? new Uint8Array() }
  } catch (error) {
    if (reads === 1) throw error
    // All is read anew, the headers too: the object may have been replaced meanwhile.
    return read(client, bucket, key, maxBytes, reads - 1)
  }
}

const unquoted = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

const failure = (what: string, error: unknown): BucketError =>
  new BucketError(what, error instanceof Error ? error.name : 'Unknown', error)

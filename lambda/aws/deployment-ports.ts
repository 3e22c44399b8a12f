// Wires what indexing and reconcile need beside the index: the bucket.

import { registryReader } from '../registry/tag-reader.ts'
import { indexPorts } from './index-ports.ts'
import { s3Bucket, s3Client } from './s3-bucket.ts'

/** Builds the ports of indexing and reconcile on AWS from the environment variables. */
export const awsPorts = () => {
  const index = indexPorts()
  const bucket = s3Bucket(s3Client(), index.bucketName)
  return { ...index, bucket, ...registryReader(bucket, index.layouts, index.labelKeys) }
}

// What the indexer and the backfill have in common: the bucket and the tables of the deployment.

import { systemClock } from '../clock.ts'
import { documentClient } from '../dynamo.ts'
import { environment } from '../environment.ts'
import { blobs } from '../registry/blobs.ts'
import { distribution } from '../registry/distribution.ts'
import { s3Bucket, s3Client } from '../registry/s3-bucket.ts'
import { tagReader } from '../registry/tags.ts'
import { dynamoStore } from './dynamo-store.ts'

/** The ports of indexing and reconcile on AWS, from the environment. */
export const awsPorts = () => {
  const client = documentClient()
  const bucketName = environment('bucket')
  const rootDirectory = environment('rootDirectory')
  const bucket = s3Bucket(s3Client(), bucketName)
  const layout = distribution(rootDirectory)
  const tables = {
    repository: environment('repositoryTable'),
    tag: environment('tagTable'),
    search: environment('searchTable'),
  }
  return {
    client,
    bucketName,
    rootDirectory,
    bucket,
    layout,
    store: dynamoStore(client, tables),
    readTag: tagReader(bucket, layout, blobs(bucket, layout)),
    clock: systemClock,
  }
}

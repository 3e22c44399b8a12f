// Wires the parts that all functions share: the bucket and the tables of the deployment.

import { layoutsOf } from '../registry/layouts/layouts.ts'
import { registryReader } from '../registry/tag-reader.ts'
import { systemClock } from '../shared/clock.ts'
import { documentClient } from './dynamo-client.ts'
import { dynamoStore } from './dynamo-index-store.ts'
import { environment, rootFromEnvironment } from './environment.ts'
import { s3Bucket, s3Client } from './s3-bucket.ts'

/** Builds the ports of indexing, reconcile and search on AWS from the environment variables. */
export const awsPorts = () => {
  const client = documentClient()
  const bucketName = environment('bucket')
  const bucket = s3Bucket(s3Client(), bucketName)
  const layouts = layoutsOf(environment('layouts'), rootFromEnvironment)
  const tables = {
    repository: environment('repositoryTable'),
    tag: environment('tagTable'),
    search: environment('searchTable'),
  }
  return {
    client,
    tables,
    bucketName,
    bucket,
    layouts,
    store: dynamoStore(client, tables),
    ...registryReader(bucket, layouts),
    clock: systemClock,
  }
}

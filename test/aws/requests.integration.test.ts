import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe } from 'vitest'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { bucketContract } from '../engine/bucket-contract.ts'
import { documentRequestContract } from '../engine/document-request-contract.ts'
import { requestContract } from '../engine/request-contract.ts'
import { createTables, localAws } from '../fakes/aws.ts'

/** What MiniStack does not refuse, limit or count, as DynamoDB does by its developer guide. */
const DIFFERS = [
  'is refused with a key of a secondary index that is too long',
  'returns 16 MB, and the keys of what exceeds that as unprocessed',
  'is a unit for each 4 KB of an item, and half of it for an older state',
  'is that of each item of a batch, by tables',
]

describe('the bucket in the local AWS', () =>
  bucketContract(async () => {
    const { s3 } = localAws()
    const Bucket = 'requests'
    await s3.send(new CreateBucketCommand({ Bucket }))
    const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    return { bucket: s3Bucket(s3, Bucket), put }
  }))

describe('the requests to the local AWS', () =>
  requestContract(async () => {
    const { dynamo } = localAws()
    return { client: dynamo, tables: await createTables(dynamo, 'requests') }
  }, DIFFERS))

describe('the requests for search documents to the local AWS', () =>
  documentRequestContract(async () => {
    const { dynamo } = localAws()
    return { client: dynamo, tables: await createTables(dynamo, 'documents') }
  }))

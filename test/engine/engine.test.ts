// The engine of the simulation keeps the contracts that the local AWS keeps, through the real clients of the SDK.

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { describe } from 'vitest'
import { documentClient, dynamoClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoLookups } from '../../lambda/aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoTags } from '../../lambda/aws/dynamo/dynamo-tag-reader.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { memoryBucket } from '../fakes/memory-bucket.ts'
import { storeContract } from '../model/index-store-contract.ts'
import { versionContract } from '../model/version-store-contract.ts'
import { bucketContract } from './bucket-contract.ts'
import { documentRequestContract } from './document-request-contract.ts'
import { dynamo } from './dynamo.ts'
import { indexTables } from './index-tables.ts'
import { requestContract } from './request-contract.ts'
import { answerS3, parseS3, s3Error } from './s3.ts'
import { createTables } from './tables.ts'
import { clientConfig, dynamoAnswer, dynamoError, parseDynamo, wireOf } from './wire.ts'

const tables = { repository: 'repository', tag: 'tag', search: 'search', version: 'version' }

const engineClient = () => {
  const engine = dynamo(createTables(Object.values(indexTables(tables))))
  const wire = wireOf(async (request) => {
    const { operation, input } = parseDynamo(request)
    return dynamoAnswer(await engine.answer(operation, input))
  }, dynamoError)
  return dynamoClient(clientConfig(wire))
}

describe('the bucket over the engine', () =>
  bucketContract(async () => {
    const { bucket, put } = memoryBucket()
    const wire = wireOf((request) => answerS3(bucket, parseS3(request)), s3Error)
    const client = s3Client({ ...clientConfig(wire), forcePathStyle: false })
    return { bucket: s3Bucket(client, 'registry'), put: async (key, body) => put(key, body) }
  }))

describe('the requests to the engine', () => requestContract(async () => ({ client: engineClient(), tables })))

describe('the requests for search documents to the engine', () =>
  documentRequestContract(async () => ({ client: engineClient(), tables })))

describe('the store over the engine', () =>
  storeContract(async () => {
    const client = documentClient(engineClient())
    return {
      store: dynamoStore(client, tables),
      lookups: dynamoLookups(client, tables),
      tagReader: dynamoTags(client, tables.tag),
    }
  }))

describe('the version table over the engine', () =>
  versionContract(async () => {
    const client = documentClient(engineClient())
    return {
      version: dynamoVersion(client, tables.version),
      put: (row) => client.send(new PutCommand({ TableName: tables.version, Item: itemOf(row) })),
    }
  }))

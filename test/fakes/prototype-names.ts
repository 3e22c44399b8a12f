// Names that objects have without anybody writing them: whatever takes a word for a property stumbles over these.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocumentClient, NumberValue } from '@aws-sdk/lib-dynamodb'

const SUBJECTS: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  Map.prototype,
  Set.prototype,
  Number.prototype,
  String.prototype,
  Uint8Array.prototype,
  Promise.prototype,
  Error.prototype,
  DynamoDBClient.prototype,
  DynamoDBDocumentClient.prototype,
  S3Client.prototype,
  NumberValue.prototype,
]

/** Own property names of the prototypes of JavaScript and of the SDK's classes. */
export const PROTOTYPE_NAMES: readonly string[] = [
  ...new Set([
    ...SUBJECTS.flatMap((subject) => Object.getOwnPropertyNames(subject)),
    'prototype',
    '$metadata',
    '$fault',
  ]),
].sort()

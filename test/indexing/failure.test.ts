import { DynamoDBClient, DynamoDBServiceException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { type FailureKind, failureKind } from '../../lambda/indexing/failure.ts'
import { ContentionError } from '../../lambda/indexing/retry-conflicts.ts'
import { ConflictError, ContradictionError, RejectedError } from '../../lambda/model/commit-errors.ts'
import { OutdatedError } from '../../lambda/model/runs/schema-guard.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'

/** What an expression throws. */
const thrown = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
const ofAws = (name: string, fault: 'client' | 'server' = 'client') =>
  new DynamoDBServiceException({ name, $fault: fault, $metadata: { httpStatusCode: 400 }, message: name })
const system = (code: string) => Object.assign(new Error(`connect ${code}`), { code, errno: -111, syscall: 'connect' })

/** What a real client throws where nobody answers. */
const unanswered = (): Promise<unknown> => {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  const client = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', region: 'x', credentials, maxAttempts: 1 })
  return client.send(new PutItemCommand({ TableName: 't', Item: { a: { S: 'x' } } })).catch((error: unknown) => error)
}
/** What a real client throws that finds no credentials. */
const withoutCredentials = (): Promise<unknown> => {
  const client = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'x',
    credentials: async () => {
      throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
    },
  })
  return client.send(new PutItemCommand({ TableName: 't', Item: {} })).catch((error: unknown) => error)
}

const CASES: readonly [what: string, kind: FailureKind, error: () => unknown][] = [
  ['another writer', 'contention', () => new ConflictError('x')],
  ['rows that contradict each other', 'contention', () => new ContradictionError('x')],
  ['other writers until the deadline', 'contention', () => new ContentionError('app', 3, new ConflictError('x'))],
  ['S3 that denies everything', 'outage', () => new BucketError('x', 'AccessDenied', ofAws('AccessDenied'))],
  ['S3 that throttles', 'outage', () => new BucketError('x', 'SlowDown', ofAws('SlowDown', 'server'))],
  ['S3 that does not answer', 'outage', () => new BucketError('x', 'TimeoutError', system('ETIMEDOUT'))],
  ['code that is too old for the index', 'outage', () => new OutdatedError(3, 2)],
  ...[
    'AccessDeniedException',
    'ExpiredTokenException',
    'InternalServerError',
    'ProvisionedThroughputExceededException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'UnrecognizedClientException',
    'KMSDisabledException',
  ].map((name): [string, FailureKind, () => unknown] => [`DynamoDB's ${name}`, 'outage', () => ofAws(name)]),
  ['a refused connection', 'outage', () => system('ECONNREFUSED')],
  ['a name that is not resolved', 'outage', () => system('ENOTFOUND')],
  [
    'a failed connection below another error',
    'outage',
    () => new TypeError('fetch failed', { cause: system('EPIPE') }),
  ],
  ['a real client that nobody answers', 'outage', unanswered],
  ['a real client without credentials', 'outage', withoutCredentials],
  ...['TimeoutError', 'TokenProviderError', 'NetworkingError', 'CredentialsProviderError'].map(
    (name): [string, FailureKind, () => unknown] => [
      `an error called ${name}`,
      'outage',
      () => Object.assign(new Error('x'), { name }),
    ],
  ),
  ["an error with AWS's fault alone", 'outage', () => Object.assign(new Error('x'), { $fault: 'server' })],
  ["an error with AWS's metadata alone", 'outage', () => Object.assign(new Error('x'), { $metadata: {} })],
  ['a system call that failed', 'outage', () => Object.assign(new Error('x'), { syscall: 'read' })],
  ['a number and a code of the system', 'outage', () => Object.assign(new Error('x'), { code: 'EPIPE', errno: -32 })],
  ['a code alone', 'fault', () => Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ['a request that was given up', 'outage', () => Object.assign(new Error('x'), { name: 'AbortError' })],
  ['rows that DynamoDB refuses', 'fault', () => new RejectedError('x', ofAws('ValidationException'))],
  ['the marshaller', 'fault', () => thrown(() => marshall({ a: { constructor: 'x' } }))],
  ['parsing', 'fault', () => thrown(() => JSON.parse('{'))],
  [
    'a recursion without end',
    'fault',
    () =>
      thrown(function again(): unknown {
        return again()
      }),
  ],
  ['a mistake of ours', 'fault', () => thrown(() => Reflect.get(Object(undefined), 'x').y)],
  ['an error of ours', 'fault', () => new Error('the stored tag brief does not match the schema')],
  ['an error with an error of ours as its cause', 'fault', () => new Error('x', { cause: new Error('y') })],
  ['no error at all', 'fault', () => 'text'],
  ['nothing', 'fault', () => undefined],
]

describe('a failure', () => {
  it.each(CASES)('by %s is: %s', async (_, kind, error) => {
    expect(failureKind(await error())).toBe(kind)
  })
})

// Sends a request of preflight, and turns whatever is thrown into a CallError.

import { explain } from '../../explain.ts'
import { CallError, type CallErrorKind } from '../ports.ts'
import { type Request, RIGHTS } from '../rights.ts'

/** What AWS throws, as far as it is known. A HEAD has no body, so that its errors have a status only. */
export interface AwsFailure {
  readonly name: string
  readonly message: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  /** The answer, where there was one. Its headers are by names in lower case. */
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidToken',
])

/** Errors by which services say that what was asked for is not there. */
const ABSENT = new Set([
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchKey',
  'NotFound',
  'NotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'ResourceNotFoundException',
  'ServerSideEncryptionConfigurationNotFoundError',
])

const DENIED = /^(Access ?Denied|Unauthorized|AuthorizationError|KMSAccessDenied)|AccessDenied/

/** True if this is an error of AWS or of its SDK, which all have a name and say how the request went. */
const isFailure = (error: unknown): error is AwsFailure => error instanceof Error

const kindOf = ({ name, $metadata }: AwsFailure): CallErrorKind => {
  if (CREDENTIALS.has(name)) return 'credentials'
  if (DENIED.test(name) || $metadata?.httpStatusCode === 403) return 'denied'
  if (ABSENT.has(name)) return 'absent'
  return $metadata?.httpStatusCode === undefined ? 'network' : 'other'
}

const FIXES: ReadonlyMap<CallErrorKind, string> = new Map([
  ['credentials', 'sign in, or choose other credentials with AWS_PROFILE'],
  ['network', 'check the network, then run preflight again'],
  ['other', 'run preflight again; if it stays so, look up the error in the documentation of AWS'],
])

/**
 * Sends a request.
 * @param request the SDK's name of the request, by which its right is known
 * @throws CallError for whatever was thrown
 */
export const ask = async <T>(request: Request, send: () => Promise<T>): Promise<T> => {
  try {
    return await send()
  } catch (error) {
    throw callError(request, error)
  }
}

/** As `ask`, but undefined where AWS answers that there is no such thing. */
export const askFor = async <T>(request: Request, send: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask(request, send)
  } catch (error) {
    if (error instanceof CallError && error.kind === 'absent') return undefined
    throw error
  }
}

/** Returns what was thrown at a request as CallError. Errors of our own code are thrown. */
export const callError = (request: Request, error: unknown): CallError => {
  if (!isFailure(error) || error instanceof TypeError || error instanceof RangeError) throw error
  const right: string | undefined = RIGHTS[request]
  const kind = kindOf(error)
  const text = explain(error)
  const said = kind === 'denied' ? deniedText(right ?? request, error) : text === 'UnknownError' ? error.name : text
  const fix = FIXES.get(kind)
  return new CallError(said, { kind, code: error.name, ...(right && { right }), ...(fix && { fix }) })
}

// AWS says in the message who is denied and by which policy, where it says anything.
const deniedText = (right: string, { message }: AwsFailure): string => {
  const [line = ''] = message.split('\n', 1)
  const isSaid = line.trim() !== '' && !/^(UnknownError|Access Denied|Forbidden)$/i.test(line.trim())
  return `AWS denies ${right}${isSaid ? ` (${line.trim()})` : ''}`
}

/** Returns the region that S3 names in an answer, which it does also in those of errors. */
export const regionIn = (error: unknown): string | undefined =>
  isFailure(error) ? error.$response?.headers?.['x-amz-bucket-region'] : undefined

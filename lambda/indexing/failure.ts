// Decides what a failure is. This is the only place that does: whoever catches an error asks here.
//
// An outage is what an AWS client reports of the world: network, throttling, missing rights, a server error. Nothing may
// be written because of it, and trying again later can succeed. A contention is another writer that was first: trying
// again soon succeeds. Everything else was thrown by our code, by parsing or by the marshaller: it will be thrown again,
// so it must cost no more than the tag that caused it.

import { ConflictError, RejectedError } from '../model/commit-errors.ts'
import { OutdatedError } from '../model/runs/schema-guard.ts'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import { ContentionError } from './retry-conflicts.ts'

export type FailureKind = 'contention' | 'outage' | 'fault'

/** Names of errors by which clients report that they had no answer or no credentials, without any metadata of AWS. */
const OUTAGE_NAMES = ['AbortError', 'TimeoutError', 'CredentialsProviderError', 'TokenProviderError', 'NetworkingError']

/**
 * Returns what a failure is.
 * @param error whatever was thrown
 */
export const failureKind = (error: unknown): FailureKind => {
  if (error instanceof ContentionError || error instanceof ConflictError) return 'contention'
  // DynamoDB reports this one, but about the rows that it was given.
  if (error instanceof RejectedError) return 'fault'
  return isOutage(error) ? 'outage' : 'fault'
}

const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (error instanceof BucketError || error instanceof OutdatedError) return true
  return OUTAGE_NAMES.includes(error.name) || isReportedByAws(error) || isSystemError(error) || isOutage(error.cause)
}

// Errors of AWS's services say whose fault they are. The SDK's retries add metadata to any error of a request, also to
// those of the network; the marshaller runs before them.
const isReportedByAws = (error: Error): boolean => '$fault' in error || '$metadata' in error

// Errors of Node's sockets and of name resolution have a code and the system call (nodejs.org/api/errors.html).
const isSystemError = (error: Error): boolean => 'syscall' in error || ('code' in error && 'errno' in error)

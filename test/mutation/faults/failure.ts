// Faults of `lambda/indexing/failure.ts`.

import type { Fault } from '../fault.ts'

export const FAILURE: readonly Fault[] = [
  [
    'writers until the deadline are no contention',
    'error instanceof ContentionError || error instanceof ConflictError',
    'error instanceof ConflictError',
  ],
  [
    'another writer is no contention',
    'error instanceof ContentionError || error instanceof ConflictError',
    'error instanceof ContentionError',
  ],
  [
    'rows that DynamoDB refuses are an outage',
    "if (error instanceof RejectedError) return 'fault'",
    "if (error instanceof RejectedError) return 'outage'",
  ],
  ['rows that DynamoDB refuses are asked like others', "if (error instanceof RejectedError) return 'fault'\n", ''],
  [
    'S3 is never out',
    'error instanceof BucketError || error instanceof OutdatedError',
    'error instanceof OutdatedError',
  ],
  [
    'old code is a fault',
    'error instanceof BucketError || error instanceof OutdatedError',
    'error instanceof BucketError',
  ],
  ['a request that was given up is a fault', "['AbortError', ", '['],
  ['a timeout is a fault', "'TimeoutError', ", ''],
  ['missing credentials are a fault', "'CredentialsProviderError', ", ''],
  ['a missing token is a fault', "'TokenProviderError', ", ''],
  ['the network by name is a fault', ", 'NetworkingError'", ''],
  ['names are not looked at', 'OUTAGE_NAMES.includes(error.name) || ', ''],
  ['what AWS reports is a fault', ' || isReportedByAws(error)', ''],
  ['sockets are a fault', ' || isSystemError(error)', ''],
  ['causes are not looked at', ' || isOutage(error.cause)', ''],
  ["AWS's fault needs metadata", "'$fault' in error || '$metadata' in error", "'$metadata' in error"],
  ["AWS's metadata needs a fault", "'$fault' in error || '$metadata' in error", "'$fault' in error"],
  ['a system call is no outage', "'syscall' in error || (", '('],
  ['a code alone is an outage', "('code' in error && 'errno' in error)", "'code' in error"],
  ['an errno with a code is no outage', " || ('code' in error && 'errno' in error)", ''],
  [
    'what is no error breaks the decision',
    'if (!(error instanceof Error)) return false',
    'if (!(error instanceof Error)) return true',
  ],
]

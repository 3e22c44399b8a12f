/** Our own error code: access to one object is denied, although others can be read. */
export const OBJECT_DENIED = 'AccessDeniedToThisObject'

/** S3 refused a request or failed. Does not tell whether the object exists. */
export class BucketError extends Error {
  /** S3's error code, such as AccessDenied, NoSuchBucket or SlowDown. */
  readonly code: string

  constructor(what: string, code: string, cause: unknown) {
    const fix = FIXES.get(code)
    super(`${what}: ${code}${fix === undefined ? '' : `; ${fix}`}`, { cause })
    this.name = 'BucketError'
    this.code = code
  }
}

const FIXES: ReadonlyMap<string, string> = new Map([
  [
    'AccessDenied',
    'the function needs s3:GetObject and s3:ListBucket, and kms:Decrypt if the bucket is encrypted with a key of yours (setting kms_key)',
  ],
  ['NoSuchBucket', 'the setting `bucket` must name a bucket that exists in the region of the stack'],
  [
    'InvalidObjectState',
    'the object is archived (Glacier); restore it, and keep lifecycle rules from archiving registry objects',
  ],
])

/** Errors of one object: archived, encrypted with its uploader's key or with a disabled one, owned by somebody else. */
const OBJECT_ERROR = new RegExp(`^(InvalidObjectState|InvalidRequest|KMS\\..*|${OBJECT_DENIED})$`)

/** Errors that another try may not meet: throttling, a clock or credentials that are put right (API Reference, ErrorResponses). */
const PASSING =
  /^(SlowDown|Busy|RequestTimeout|RequestTimeTooSkewed|ExpiredToken|OperationAborted)$|Throttl|TooManyRequests/

/** True if S3 will refuse the same request until somebody changes rights, settings or the object. */
export const isRefusal = (error: BucketError): boolean => {
  const { code, cause } = error
  if (PASSING.test(code)) return false
  return FIXES.has(code) || OBJECT_ERROR.test(code) || isClientFault(cause)
}

// As the SDK marks answers of 400 to 499.
const isClientFault = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && '$fault' in cause && cause.$fault === 'client'

/** True if the error only means that this one object can't be read. */
export const isObjectError = (error: unknown): error is BucketError =>
  error instanceof BucketError && OBJECT_ERROR.test(error.code)

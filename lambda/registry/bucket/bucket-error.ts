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

/** True if the error only means that this one object can't be read. */
export const isObjectError = (error: unknown): error is BucketError =>
  error instanceof BucketError && OBJECT_ERROR.test(error.code)

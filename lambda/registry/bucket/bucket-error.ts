/** The code of an error that says of one object only that access to it is denied. */
export const ONE_DENIED = 'AccessDeniedToThisObject'

/** S3 refused or failed; says nothing about whether an object exists. */
export class BucketError extends Error {
  /** S3's error code, such as AccessDenied, NoSuchBucket or SlowDown. */
  readonly code: string

  constructor(what: string, code: string, cause: unknown) {
    const fix = FIXES[code]
    super(`${what}: ${code}${fix === undefined ? '' : `; ${fix}`}`, { cause })
    this.name = 'BucketError'
    this.code = code
  }
}

const FIXES: Record<string, string> = {
  AccessDenied:
    'the function needs s3:GetObject and s3:ListBucket, and kms:Decrypt where the bucket is encrypted with a key of its own (setting kms_key)',
  NoSuchBucket: 'the bucket of the setting `bucket` must exist in the region of the stack',
  InvalidObjectState:
    'the object is archived (Glacier); restore it, and keep lifecycle rules from archiving registry objects',
}

/** S3's answers that are about one object only: archived, encrypted with a key of a caller's or a disabled one, another's. */
const OF_ONE_OBJECT = new RegExp(`^(InvalidObjectState|InvalidRequest|KMS\\..*|${ONE_DENIED})$`)

/** Whether S3 says of one object only that it can't be read. */
export const isOfOneObject = (error: unknown): error is BucketError =>
  error instanceof BucketError && OF_ONE_OBJECT.test(error.code)

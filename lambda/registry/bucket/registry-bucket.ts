/** One object as a listing shows it. */
export interface ListedObject {
  readonly key: string
  /** Without quotes. */
  readonly etag: string
  /** ISO 8601 in UTC, whole seconds: a listing and a read of one object must agree. */
  readonly lastModified: string
  /** Bytes. */
  readonly size: number
}

/** One object as it was read. */
interface ReadObject {
  readonly etag: string
  readonly lastModified: string
  /** Bytes of the whole object. */
  readonly size: number
  /** The content; absent where the object is larger than what was asked for. */
  readonly body?: Uint8Array
}

/** The registry bucket, as much of S3 as a reader needs. Nothing here writes. */
export interface RegistryBucket {
  /**
   * Reads one object; undefined where S3 says NoSuchKey, and only then.
   * @throws BucketError for every other answer
   */
  get(key: string, maxBytes: number): Promise<ReadObject | undefined>
  /**
   * One page (at most 1,000 objects) of the keys that start with the prefix and sort after `after`, in UTF-8 order.
   * @throws BucketError
   */
  list(prefix: string, after: string | undefined): Promise<{ objects: ListedObject[]; more: boolean }>
}

/** S3's times as this project keeps them: whole seconds, ISO 8601 in UTC. */
export const wholeSeconds = (time: Date | undefined): string => `${(time ?? new Date(0)).toISOString().slice(0, 19)}Z`

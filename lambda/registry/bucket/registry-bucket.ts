/** One object, as a listing returns it. */
export interface ListedObject {
  readonly key: string
  /** Without quotes. */
  readonly etag: string
  /** ISO 8601 in UTC, whole seconds, so that a listing and a read of the same object agree. */
  readonly lastModified: string
  /** Bytes. */
  readonly size: number
}

/** One object, as a read returns it. */
interface ReadObject {
  readonly etag: string
  readonly lastModified: string
  /** Bytes of the whole object. */
  readonly size: number
  /** The content. Absent if the object is larger than the limit that was asked for. */
  readonly body?: Uint8Array
}

/** The registry bucket: as much of S3 as a reader needs. Nothing here may write. */
export interface RegistryBucket {
  /**
   * Reads one object. Undefined if, and only if, S3 answers NoSuchKey.
   * @throws BucketError for every other failure
   */
  get(key: string, maxBytes: number): Promise<ReadObject | undefined>
  /**
   * Lists one page, at most 1,000 objects: those with this prefix whose keys sort after `after`, in UTF-8 order.
   * @throws BucketError
   */
  list(prefix: string, after: string | undefined): Promise<{ objects: ListedObject[]; more: boolean }>
}

/** Formats a time of S3 as this project keeps it: ISO 8601 in UTC, whole seconds. */
export const wholeSeconds = (time: Date | undefined): string => `${(time ?? new Date(0)).toISOString().slice(0, 19)}Z`

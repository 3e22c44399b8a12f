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

/** A page of folders. */
export interface FoldersPage {
  readonly folders: readonly string[]
  /** With what the next page is asked for. Opaque. */
  readonly next: string | undefined
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
  /**
   * Lists one page of the folders right below a prefix, which ends with a slash: what their keys begin with, each with a slash
   * at its end, in UTF-8 order. A page has at most 1,000 folders and objects; the objects are left out.
   * @param next what the page before this one returned as `next`; undefined for the first page
   * @returns next: undefined if this is the last page
   * @throws BucketError
   */
  folders(prefix: string, next: string | undefined): Promise<FoldersPage>
}

/** Formats a time of S3 as this project keeps it: ISO 8601 in UTC, whole seconds. */
export const wholeSeconds = (time: Date | undefined): string => `${(time ?? new Date(0)).toISOString().slice(0, 19)}Z`

// What preflight asks of AWS: one method a request, and nothing that changes anything. aws/ asks the real one, tests pass a
// fake. Every method throws CallError, and nothing else, where AWS or the network fails.

/** What kept a request from being answered. */
export type CallErrorKind = 'credentials' | 'denied' | 'absent' | 'network' | 'other'

/** A request that AWS did not answer as asked. The message is one line, and has what AWS said. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly kind: CallErrorKind
  /** AWS's name of the error, such as AccessDenied. */
  readonly code: string
  /** The right that the request needs, such as s3:GetBucketPolicy; undefined if it needs none. */
  readonly right: string | undefined
  readonly fix: string | undefined

  constructor(
    message: string,
    about: { readonly kind: CallErrorKind; readonly code: string; readonly right?: string; readonly fix?: string },
  ) {
    super(message)
    this.kind = about.kind
    this.code = about.code
    this.right = about.right
    this.fix = about.fix
  }
}

/** Where a bucket is, as far as S3 tells this caller. */
export interface BucketPlace {
  /** The bucket's region, which S3 tells everybody; undefined where there is no such bucket, or S3 does not say it. */
  readonly region: string | undefined
  readonly access: 'allowed' | 'denied' | 'absent'
}

export interface ListedKey {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** As S3 names it, such as STANDARD or GLACIER. */
  readonly storageClass: string
}

/** One page of a listing, at most 1,000 keys and prefixes. */
interface ListPage {
  readonly keys: readonly ListedKey[]
  /** The prefixes up to the next slash, if they were asked for. */
  readonly prefixes: readonly string[]
  readonly more: boolean
}

interface ListRequest {
  readonly prefix: string
  /** Lists what comes behind this key. */
  readonly after?: string
  /** True to get what has a slash behind the prefix as prefixes. */
  readonly byFolder?: boolean
}

/** Lists keys of the bucket, one page a call. */
export type Lister = (request: ListRequest) => Promise<ListPage>

interface ReadObject {
  /** Empty if the object has more than the bytes that were asked for. */
  readonly body: Uint8Array
  /** ARN of the KMS key that encrypts the object; undefined if none does. */
  readonly kmsKey?: string
}

/** A destination of notifications, and which of them it gets. */
export interface NotificationRule {
  readonly id: string
  readonly service: 'sqs' | 'sns' | 'lambda'
  readonly arn: string
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
}

interface Notifications {
  readonly rules: readonly NotificationRule[]
  readonly eventBridge: boolean
}

export interface Encryption {
  /** As S3 names it: AES256, aws:kms or aws:kms:dsse. */
  readonly algorithm: string
  /** A key's id, its ARN or that of an alias; undefined for the key of AWS itself. */
  readonly kmsKey: string | undefined
  readonly bucketKey: boolean
}

export interface KmsKey {
  readonly arn: string
  /** False for the key aws/s3 and others that AWS manages. */
  readonly isCustomers: boolean
  /** As KMS names it: Enabled, Disabled, PendingDeletion … */
  readonly state: string
}

export interface Table {
  /** Names of the partition key and the sort key. */
  readonly keys: readonly string[]
  readonly indexes: readonly string[]
}

export interface StackState {
  readonly status: string
  readonly outputs: ReadonlyMap<string, string>
}

/** What IAM says of an action of a role, without the policies of resources. */
interface Simulated {
  /** False if the organization forbids it; undefined if there is none, or IAM does not say. */
  readonly allowedByOrganization: boolean | undefined
}

/** AWS, before the bucket's region is known. */
export interface PreflightAws {
  /** The region that `cdk deploy` would take; undefined if none is set, for which it takes us-east-1. */
  configuredRegion(): Promise<string | undefined>
  /** Asks S3 where a bucket is. */
  placeOf(bucket: string): Promise<BucketPlace>
  /** Returns the AWS of a region. */
  in(region: string): RegionalAws
}

/** The AWS of the bucket's region. */
export interface RegionalAws {
  caller(): Promise<{ readonly account: string; readonly arn: string }>
  /** Undefined if there is no such stack. */
  stack(name: string): Promise<StackState | undefined>
  /** True if the bucket is of this account. */
  isOwnedBy(bucket: string, account: string): Promise<boolean>
  list(bucket: string, request: ListRequest): Promise<ListPage>
  /** Undefined if there is no such object. */
  read(bucket: string, key: string, maxBytes: number): Promise<ReadObject | undefined>
  /** As S3 names it: Enabled, Suspended; undefined if it was never switched on. */
  versioning(bucket: string): Promise<string | undefined>
  notifications(bucket: string): Promise<Notifications>
  /** JSON; undefined if the bucket has no policy. */
  policy(bucket: string): Promise<string | undefined>
  encryption(bucket: string): Promise<Encryption | undefined>
  /** Undefined if there is no such key. */
  key(id: string): Promise<KmsKey | undefined>
  /** False if there is no such queue, topic or function. */
  hasDestination(rule: Pick<NotificationRule, 'service' | 'arn'>): Promise<boolean>
  /** Undefined if there is no such table. */
  table(name: string): Promise<Table | undefined>
  /** Lambda's concurrent executions: of the account, and what no function has reserved. */
  concurrency(): Promise<{ readonly total: number; readonly unreserved: number }>
  /** Undefined if there is no such role. */
  simulate(role: string, action: string, resource: string): Promise<Simulated | undefined>
}
